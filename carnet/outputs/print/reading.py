"""Laid-out pages read back as plain values: their lines, their pictures, how far down each goes.

In: ``Pages``. Out: ``Leaf`` values, from which whoever checks a book needs nothing of WeasyPrint. Lengths
are in points. The ``owner`` of a line or of a picture is the nearest of the ids one asks about: the one of an
element around it, else the last title that has one.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from carnet.outputs.print.engine import Pages

PX: Final = 0.75
"""Points in a CSS pixel."""

TITLES: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``block`` numbers its paragraph in the run; ``over`` is how far it goes past it."""

    text: str
    tag: str
    block: int
    owner: str
    over: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture as it is printed: its pixels across and down, its size on paper."""

    owner: str
    pixels: tuple[int, int]
    size: tuple[float, float]

    @property
    def dpi(self) -> float:
        """How many pixels an inch of paper gets, in the poorer direction."""
        return min(72 * p / s for p, s in zip(self.pixels, self.size, strict=True))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its lines and pictures in reading order, the share of its height that is used, from 0 to 1.

    ``owner`` is that of most of its lines.
    """

    folio: int
    lines: tuple[Line, ...]
    placed: tuple[Placed, ...]
    used: float
    owner: str


def leaves(pages: Pages, first: int, known: Collection[str], owner: str = "") -> list[Leaf]:
    """Return the pages of a run whose first folio is ``first``; ``owner`` holds until another id is met."""
    reader = _Reader(known, owner)
    return [reader.leaf(page, folio) for folio, page in enumerate(pages.document.pages, start=first)]


class _Reader:
    """Walks the boxes of a run, page after page."""

    def __init__(self, known: Collection[str], owner: str) -> None:
        from weasyprint.formatting_structure import boxes

        self.boxes = boxes
        self.known = known
        self.owner = owner
        self.blocks: dict[int, int] = {}

    def leaf(self, page: Any, folio: int) -> Leaf:
        """Read one page."""
        self.lines: list[Line] = []
        self.placed: list[Placed] = []
        root = page._page_box
        self.top, self.low = root.content_box_y(), root.content_box_y()
        before = self.owner
        self._walk(root, self.owner, None)
        owners = Counter(line.owner for line in self.lines)
        owner = max(owners, key=lambda name: owners[name], default=before)
        used = (self.low - self.top) / root.height if root.height else 0.0
        return Leaf(folio, tuple(self.lines), tuple(self.placed), used, owner)

    def _walk(self, box: Any, owner: str, holder: Any) -> None:
        for child in self._children(box):
            if isinstance(child, self.boxes.MarginBox):
                continue
            before = self.owner
            within = self._owner_of(child, owner)
            if isinstance(child, self.boxes.LineBox):
                self._line(child, within, box)
            self._picture(child, within)
            self._walk(child, within, box)
            if self.owner != before:
                owner = self.owner  # the id of a title holds for what follows it

    def _children(self, box: Any) -> Iterator[Any]:
        for child in getattr(box, "children", ()):
            yield getattr(child, "_box", child)  # what is placed absolutely stands behind a placeholder

    def _owner_of(self, box: Any, owner: str) -> str:
        element = box.element
        if element is None or "::" in (box.element_tag or ""):
            return owner
        name = element.get("id")
        if not name or name not in self.known:
            return owner
        if box.element_tag in TITLES:
            self.owner = name
        return str(name)

    def _line(self, line: Any, owner: str, holder: Any) -> None:
        words = list(self._words(line))
        text = "".join(box.text for box in words)
        if not text.strip():
            return
        self.low = max(self.low, line.position_y + line.height)
        right = max(box.position_x + box.width for box in words)
        room = holder.content_box_x() + holder.width if isinstance(holder, self.boxes.BlockBox) else right
        block = self.blocks.setdefault(id(line.element), len(self.blocks))
        self.lines.append(Line(text, line.element_tag or "", block, owner, max(0.0, right - room) * PX))

    def _words(self, box: Any) -> Iterator[Any]:
        for child in self._children(box):
            if isinstance(child, self.boxes.TextBox):
                yield child
            elif not (child.is_absolutely_positioned() or child.is_floated()):
                yield from self._words(child)

    def _picture(self, box: Any, owner: str) -> None:
        image = getattr(box, "replacement", None)
        if image is not None and getattr(image, "mode", None):
            self._place(image, (box.width, box.height), owner)
            self.low = max(self.low, box.position_y + box.height)
        background = getattr(box, "background", None)
        for layer in background.layers if background else ():
            if getattr(layer.image, "mode", None):
                self._place(layer.image, layer.size, owner)
                self.low = max(self.low, box.position_y + box.height)

    def _place(self, image: Any, size: tuple[float, float], owner: str) -> None:
        wide, high = size[0] * PX, size[1] * PX
        if wide > 0 and high > 0:
            self.placed.append(Placed(owner, (image.width, image.height), (wide, high)))
