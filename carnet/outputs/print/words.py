"""What laid-out pages say, word for word, for an output that cites the pages of the book.

In: the pages of one run, as WeasyPrint laid them. Out: one ``PrintedPage`` each. A word cut over two pages
is of the page where it starts. Heads, folios, notes, list numbers and the heads a long table repeats are
left out: they are the page's, not the text's. The terms of an index are anchors too, by their key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carnet.model import PrintedPage

HYPHENS: Final = ("‐", "-")
"""What ends a line in the middle of a word: the hyphen of the layout, and the word's own."""

SPACES: Final = re.compile(r"[ \t\n]+")
"""Where a line may be cut between words; never at a no-break space."""


def read(pages: Iterable[Any], first: int) -> list[PrintedPage]:
    """Return what each page of a run says, the first having folio ``first``."""
    reader = _Reader()
    for page in pages:
        reader.turn(page._page_box)
    return [
        PrintedPage(folio, tuple(words), tuple(anchors))
        for folio, (words, anchors) in enumerate(reader.pages, start=first)
    ]


class _Reader:
    """Reads the pages of one run in order, since a word and an element may go over to the next."""

    def __init__(self) -> None:
        self.pages: list[tuple[list[str], list[tuple[int, str]]]] = []
        self._seen: set[int] = set()
        self._open: list[str] = []  # the words of the page where the last one started
        self._block: Any = None  # where the last line stood

    def turn(self, page: Any) -> None:
        """Read one page more."""
        words: list[str] = []
        anchors: list[tuple[int, str]] = []
        self.pages.append((words, anchors))
        for line in self._lines(page, words, anchors):
            found = _words(self._line(line, words, anchors))
            if found and line.element is self._block and self._open and self._open[-1].endswith(HYPHENS):
                self._open[-1] = self._open[-1].removesuffix("‐") + found.pop(0)
            words += found
            self._open = words if found else self._open
            self._block = line.element

    def _lines(self, box: Any, words: list[str], anchors: list[tuple[int, str]]) -> Iterator[Any]:
        """Yield the lines of a page's text, and note the anchors met on the way."""
        from weasyprint.formatting_structure import boxes

        for child in getattr(box, "children", ()):
            inner = getattr(child, "_box", child)  # what is placed absolutely stands behind a placeholder
            if isinstance(inner, boxes.MarginBox | boxes.FootnoteAreaBox) or self._is_repeated(inner):
                continue
            if isinstance(inner, boxes.LineBox):
                yield inner
                continue
            self._note(inner, len(words), anchors)
            yield from self._lines(inner, words, anchors)

    def _is_repeated(self, box: Any) -> bool:
        """Whether a box is the head of a table, shown again at the top of a page."""
        return box.element_tag == "thead" and id(box.element) in self._seen

    def _line(self, line: Any, words: list[str], anchors: list[tuple[int, str]]) -> str:
        """Return the text of a line without what styles add to it."""
        from weasyprint.formatting_structure import boxes

        parts: list[str] = []

        def walk(box: Any) -> None:
            if "::" in (box.element_tag or "") or _is_number(box):
                return
            if box is not line:
                self._note(box, len(words) + len(_words("".join(parts))), anchors)
            if isinstance(box, boxes.TextBox):
                parts.append(box.text)
            for child in getattr(box, "children", ()):
                walk(getattr(child, "_box", child))

        walk(line)
        return "".join(parts)

    def _note(self, box: Any, place: int, anchors: list[tuple[int, str]]) -> None:
        if box.element is None or id(box.element) in self._seen:
            return
        self._seen.add(id(box.element))
        if name := box.element.get("id") or box.element.get("data-terme"):
            anchors.append((place, name))


def _words(text: str) -> list[str]:
    """Return what spaces part; a no-break space parts nothing."""
    return [word for word in SPACES.split(text) if word]


def _is_number(box: Any) -> bool:
    """Whether a box says the page of something else, which is the book's and not the text's."""
    return box.element is not None and bool(box.element.get("data-pour"))


def kept(pages: Iterable[Mapping[str, Any]]) -> tuple[PrintedPage, ...]:
    """Return pages that were kept as JSON."""
    return tuple(
        PrintedPage(
            page["folio"], tuple(page["words"]), tuple((place, id_) for place, id_ in page["anchors"])
        )
        for page in pages
    )
