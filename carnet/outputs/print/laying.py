"""Feuillets laid out one by one, each only when its words, its side or the styles changed.

In: a feuillet's HTML with room for its page numbers. Out: a ``Measure``, all that must be known of its pages
to number the book, kept by content, and its ``Pages`` when they are to be written. A feuillet whose last page
would hold almost nothing is tried a little tighter, then a little looser (``FITS``): the first that mends it
wins.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from jinja2.sandbox import SandboxedEnvironment

from carnet.cache import Cache
from carnet.model import PrintedPage
from carnet.outputs.print import words
from carnet.outputs.print.colours import Accent
from carnet.outputs.print.composing import Side
from carnet.outputs.print.engine import Bookmark, Pages, Press
from carnet.outputs.print.styles import Styles
from carnet.outputs.print.watching import PAGES, Subject
from carnet.progress import Told, untold

THIN: Final = 5.5 / 35
"""Below this share of its height, the last page of a feuillet is too empty: five lines of thirty-five."""

LINES: Final = 35
"""How many lines a page has: what is said of fits below is reckoned in them."""

FITS: Final[Mapping[str, tuple[float, float]]] = {
    "serre-1": (-0.5, -0.6),
    "serre-2": (-1.5, -1.0),
    "serre-3": (-3.5, -2.0),
    "large-1": (0.5, 0.6),
    "large-2": (1.5, 1.0),
}
"""The classes of ``styles/justesse.css``, in the order they are tried, each with the most lines it can add:
once, and for each page. One that cannot do enough is not tried."""

HOLE: Final = 0.2
"""From which share of its height on the foot of a page is seen as empty."""

SMALLER: Final = ("moindre-1", "moindre-2")
"""The classes that make the pictures of a text smaller, when one that did not fit left a page half empty."""

AIRY: Final = "aere"

TAB_STEP, TAB_HEIGHT, TAB_WIDTH, TABS = 40.5, 33.75, 14.17, 11


@dataclass(frozen=True, slots=True)
class Sheet:
    """A feuillet ready to be laid out: its HTML, its side, its event's mark, how it is set (a class).

    ``subject`` names it in messages; no page depends on it.
    """

    html: str
    side: Side
    accent: Accent | None
    fit: str = ""
    subject: Subject = field(default=PAGES, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known of laid-out pages, page by page: their anchors, text, bookmarks and words.

    ``said`` has the words in the order they are read, the first page having folio 0. ``filled`` is the share
    of its height that each page uses, from 0 to 1.
    """

    anchors: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    bookmarks: tuple[tuple[Bookmark, ...], ...]
    said: tuple[PrintedPage, ...]
    filled: tuple[float, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.texts)

    @property
    def last(self) -> float:
        """How much of the last page is used."""
        return self.filled[-1]

    @property
    def holes(self) -> float:
        """How many pages are lost, in all, at the foot of those that a picture did not fit on."""
        return sum(1 - used for used in self.filled[:-1] if HOLE < 1 - used < 1 - HOLE)

    def folios(self, first: int) -> dict[str, int]:
        """Return the folio of every anchor, the first page having folio ``first``."""
        found: dict[str, int] = {}
        for folio, names in enumerate(self.anchors, start=first):
            for name in names:
                found.setdefault(name, folio)
        return found


def measured(pages: Pages) -> Measure:
    """Return what is to be known of laid-out pages."""
    return Measure(
        tuple(tuple(page.anchors) for page in pages.document.pages),
        tuple(pages.texts()),
        tuple(tuple(lines) for lines in pages.bookmarks()),
        tuple(pages.readings(0)),
        tuple(pages.filled()),
    )


class Table:
    """Lays feuillets out and remembers them, their measures across builds, their pages within one.

    ``ground`` is what every page depends on: versions, styles, faces. ``fitting`` off keeps every feuillet as
    it falls. ``told`` is told how far whoever lays a book out is.
    """

    def __init__(
        self,
        press: Press,
        styles: Styles,
        *,
        drafts: bool,
        cache: Cache,
        ground: str,
        fitting: bool = True,
        told: Told = untold,
    ) -> None:
        self.press = press
        self.told = told
        self._template = SandboxedEnvironment().from_string(styles.cahier)
        self._edge = f"{styles.page.outer - TAB_WIDTH:.2f}pt"
        self._drafts = drafts
        self._cache = cache
        self._ground = ground
        self._fitting = fitting
        self._pages: dict[Sheet, Pages] = {}
        self._measures: dict[Sheet, Measure] = {}

    def key(self, sheet: Sheet) -> str:
        """Return what the pages of a sheet depend on."""
        return Cache.key("mise-en-page", self._ground, *(str(part) for part in _parts(sheet)))

    def fitted(self, sheet: Sheet) -> tuple[Sheet, Measure]:
        """Return a sheet as it is best set, and its measure."""
        plain = self.measure(sheet)
        if not self._fitting or plain.pages < 2:
            return sheet, plain
        if plain.holes and '<figure class="photo' in sheet.html:
            return self._closed(sheet, plain)
        if plain.last >= THIN:
            return sheet, plain
        for fit in FITS:
            if not _may_mend(fit, plain):
                continue
            tried = replace(sheet, fit=fit)
            found = self.measure(tried)
            if found.pages < plain.pages or (found.pages == plain.pages and found.last >= THIN):
                return tried, found
        return sheet, plain

    def _closed(self, sheet: Sheet, plain: Measure) -> tuple[Sheet, Measure]:
        """Return a sheet with its pictures as large as they may be without leaving pages half empty."""
        best = sheet, plain
        for fit in SMALLER:
            tried = replace(sheet, fit=fit)
            found = self.measure(tried)
            gain = best[1].holes - found.holes + (best[1].pages - found.pages) - (found.last < THIN)
            if gain > HOLE:
                best = tried, found
        return best

    def measure(self, sheet: Sheet) -> Measure:
        """Return what is to be known of a sheet's pages."""
        if sheet not in self._measures:
            key = self.key(sheet)
            kept = self._cache.get(key)
            if kept is None:
                kept = _written(measured(self.pages(sheet)))
                self._cache.put(key, kept)
            self._measures[sheet] = _read(kept)
        return self._measures[sheet]

    def pages(self, sheet: Sheet) -> Pages:
        """Return the pages of a sheet, laid out now if they were not yet in this build."""
        if sheet not in self._pages:
            tab = _tab(sheet.accent) if sheet.accent else ""
            styles = self._template.render(
                cote="left" if sheet.side == "verso" else "right",
                accent=sheet.accent,
                onglet=tab,
                fond=self._edge,
                brouillon=self._drafts,
            )
            html = sheet.html.replace('<body class="', f'<body class="{sheet.fit} ', 1)
            self._pages[sheet] = self.press.lay(html, styles, sheet.subject)
        return self._pages[sheet]

    def forget(self, keep: Callable[[Sheet], bool]) -> None:
        """Let go of laid-out pages that are no longer wanted: they weigh more than all the rest."""
        self._pages = {sheet: pages for sheet, pages in self._pages.items() if keep(sheet)}


def _may_mend(fit: str, plain: Measure) -> bool:
    """Whether a fit can empty the last page of a feuillet, or fill it enough."""
    once, each = FITS[fit]
    lines = plain.last * LINES
    moved = once + each * (plain.pages - 1)
    return lines + moved <= 0 or lines + moved >= THIN * LINES


def _parts(sheet: Sheet) -> tuple[object, ...]:
    return sheet.html, sheet.side, sheet.accent, sheet.fit


def _written(measure: Measure) -> bytes:
    return json.dumps(asdict(measure), ensure_ascii=False).encode()


def _read(kept: bytes) -> Measure:
    known = json.loads(kept)
    return Measure(
        tuple(tuple(map(str, names)) for names in known["anchors"]),
        tuple(map(str, known["texts"])),
        tuple(tuple(Bookmark(**line) for line in lines) for lines in known["bookmarks"]),
        words.kept(known["said"]),
        tuple(map(float, known["filled"])),
    )


def _tab(accent: Accent) -> str:
    """Return how the event's number is set on the fore-edge, a step lower for each event."""
    down = (accent.rang - 1) % TABS * TAB_STEP
    return (
        f"height: {TAB_HEIGHT}pt; margin-top: {down}pt; background: {accent.encre}; color: #fff; "
        'font: 600 8pt "Carnet Label"; text-align: center; vertical-align: middle; '
    )
