"""From cahiers to one file: feuillets laid out, set one after the other, numbered, written, joined.

``bound`` makes the file for readers out of fragments, one per cahier, each kept by content: a word changed
in a récit lays out and writes that event's cahier again, and nothing else. The file is the same, byte for
byte, whatever was kept. ``settled`` gives the laid-out pages to whoever makes another file of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from carnet.cache import Cache
from carnet.diagnostics import CarnetError
from carnet.model import PrintedPage
from carnet.outputs.print.composing import Cahier, Composition, Feuillet, Side
from carnet.outputs.print.engine import VARIANT, Bookmark, Pages, Press
from carnet.outputs.print.fonts import Signs, covered, printable
from carnet.outputs.print.indexing import Sorte, pages_of
from carnet.outputs.print.joining import Part, joined
from carnet.outputs.print.laying import AIRY, Measure, Sheet, Table
from carnet.outputs.print.notes import missing
from carnet.outputs.print.numbers import TERM, numbered, page_anchor
from carnet.outputs.print.styles import Styles
from carnet.outputs.print.watching import PER_PAGE, RARELY
from carnet.progress import Told, untold

ROUNDS: Final = 8
"""How many times pages may be numbered again before we say that they do not settle."""

_ID = re.compile(r' id="([^"]+)"')
Terms = Mapping[str, Sequence[int]]
Guess = tuple[Mapping[str, int], int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A feuillet with its place: its sheet, its measure, its first folio, whether its pages are indexed.

    A blank page stands before it when ``blank``.
    """

    sheet: Sheet
    measure: Measure
    first: int
    indexe: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A cahier with its place: what it holds, in order, and its first folio."""

    placed: tuple[Placed, ...]
    first: int

    @property
    def pages(self) -> int:
        """How many pages it has, blank ones inside it counted."""
        return sum(p.measure.pages + p.blank for p in self.placed)


@dataclass(frozen=True, slots=True)
class Settled:
    """A book laid out, its page numbers right: its runs, the page that stands where a run ends on a recto.

    ``folios`` has the folio of every anchor; ``lay`` sets one more run of pages: HTML, first folio.
    """

    press: Press
    runs: tuple[Pages, ...]
    blank: Pages
    folios: Mapping[str, int]
    lay: Callable[[str, int], Pages]


@RARELY
def settled(
    book: Composition,
    styles: Styles,
    shelf: Mapping[str, bytes],
    *,
    drafts: bool,
    variant: str | None = VARIANT,
) -> Settled:
    """Lay a composition out until its page numbers no longer change."""
    press = Press(styles.sheet, shelf, variant, styles.page.zoom)
    table = Table(press, styles, drafts=drafts, cache=Cache(None), ground="")
    runs, folios = _numbered(book, styles, table)
    blank = table.pages(Sheet(book.blanche, "recto", None))

    def lay(html: str, first: int) -> Pages:
        pages = table.pages(Sheet(html, _side(first), None))
        pages.renumber(folios, first)
        return pages

    return Settled(press, tuple(_pages(run, table, blank, folios) for run in runs), blank, folios, lay)


@RARELY
def bound(
    book: Composition,
    styles: Styles,
    shelf: Mapping[str, bytes],
    cache: Cache,
    ground: str,
    *,
    drafts: bool,
    told: Told = untold,
) -> bytes:
    """Return the finished PDF of a composition. ``ground`` is what every page depends on (``laying``).

    ``told`` is told how many cahiers are laid out. Note pages complete the last folded sheet of what is
    stapled.
    """
    press = Press(styles.sheet, shelf, zoom=styles.page.zoom)
    table = Table(press, styles, drafts=drafts, cache=cache, ground=ground, told=told)
    runs, folios = _numbered(book, styles, table)
    runs[-1] = _completed(runs[-1], book.finales, table)
    wanted = {placed.sheet for run in runs for placed in run.placed}
    table.forget(lambda sheet: sheet in wanted)
    lost = {run.first: run.pages % 2 for run in runs[:-1]} | {runs[-1].first: 0}
    parts = [_part(run, table, book.blanche, folios, cache, blanks=lost[run.first]) for run in runs]
    return joined(parts, styles.files, book.donnees)


def _completed(run: Run, finales: Sequence[str], table: Table) -> Run:
    """Return the last run of a book with the pages that complete its last folded sheet."""
    first = run.first + run.pages
    wanted = missing(first - 1, len(finales) + 1)
    if not wanted:
        return run
    sheet = Sheet(finales[wanted - 1], _side(first), None)
    placed = Placed(sheet, table.measure(sheet), first, indexe=False, blank=False)
    return Run((*run.placed, placed), run.first)


@RARELY
def extracted(
    book: Composition,
    styles: Styles,
    shelf: Mapping[str, bytes],
    cache: Cache,
    ground: str,
    anchor: str,
    *,
    drafts: bool,
) -> bytes:
    """Return the finished PDF of the cahier that holds an anchor, its pages as they are in the book."""
    press = Press(styles.sheet, shelf, zoom=styles.page.zoom)
    table = Table(press, styles, drafts=drafts, cache=cache, ground=ground)
    runs, folios = _numbered(book, styles, table)
    run = next(r for r in runs if any(anchor in names for p in r.placed for names in p.measure.anchors))
    part = _part(run, table, book.blanche, folios, cache, blanks=0)
    return joined([part], styles.files, book.donnees, first=run.first)


@RARELY
def pages(
    book: Composition,
    styles: Styles,
    shelf: Mapping[str, bytes],
    cache: Cache,
    ground: str,
    *,
    drafts: bool,
    told: Told = untold,
) -> tuple[PrintedPage, ...]:
    """Return what the pages of a composition say, those that hold nothing left out; no file is made."""
    press = Press(styles.sheet, shelf, zoom=styles.page.zoom)
    table = Table(press, styles, drafts=drafts, cache=cache, ground=ground, told=told)
    runs, _ = _numbered(book, styles, table)
    return tuple(
        replace(page, folio=placed.first + page.folio)
        for run in runs
        for placed in run.placed
        for page in placed.measure.said
        if page.words or page.anchors
    )


def _numbered(book: Composition, styles: Styles, table: Table) -> tuple[list[Run], Mapping[str, int]]:
    """Place every cahier, again until no page number changes; return the folio of every anchor too."""
    signs = covered(styles.files)
    cahiers = [_printable(cahier, signs) for cahier in book.cahiers]
    ahead = [_guessed(cahier) for cahier in cahiers]
    folios, terms = _counted(ahead, 1), None
    before: tuple[dict[str, int], dict[int, str]] | None = None
    for _ in range(ROUNDS):
        runs = _placed(cahiers, folios, terms, table, book.sortes, ahead)
        found, texts = _heard(runs)
        is_known = terms is not None and (found, texts) == before
        pages = terms if is_known else pages_of(book.sortes, texts, found)
        if (found, pages) == (folios, terms):
            return runs, folios
        folios, terms, before, ahead = found, pages, (found, texts), []
    raise CarnetError("les numéros de page du livre ne se stabilisent pas")


def _heard(runs: Sequence[Run]) -> tuple[dict[str, int], dict[int, str]]:
    """Return what placed pages say: the folio of every anchor, the text of every page the indexes cover."""
    found: dict[str, int] = {}
    texts: dict[int, str] = {}
    for placed in (p for run in runs for p in run.placed):
        found = placed.measure.folios(placed.first) | found
        if placed.indexe:
            texts |= dict(enumerate(placed.measure.texts, start=placed.first))
    return found, texts


def _printable(cahier: Cahier, signs: Signs) -> Cahier:
    feuillets = tuple(replace(f, html=printable(f.html, signs)) for f in cahier.feuillets)
    return Cahier(feuillets, cahier.accent)


def _guessed(cahier: Cahier) -> Guess:
    """Return about which page of a cahier every anchor in it is on, from 0, and how many pages it has."""
    found: dict[str, int] = {}
    pages = 0
    for feuillet in cahier.feuillets:
        for match in _ID.finditer(feuillet.html):
            found[match[1]] = pages + match.start() // PER_PAGE
        pages += 1 + len(feuillet.html) // PER_PAGE
    return found, pages


def _counted(ahead: Sequence[Guess], first: int) -> dict[str, int]:
    """Return about which folio every anchor of cahiers is on, the first of them starting at ``first``."""
    found: dict[str, int] = {}
    for inside, pages in ahead:
        first += first % 2 == 0
        found |= {name: first + page for name, page in inside.items()}
        first += pages
    return found


def _placed(
    cahiers: Sequence[Cahier],
    folios: Mapping[str, int],
    terms: Terms | None,
    table: Table,
    sortes: Sequence[Sorte],
    ahead: Sequence[Guess],
) -> list[Run]:
    """Place cahiers in order; ``folios`` gives way to what the pages placed before say of themselves.

    The first time, ``ahead`` has a guess for each cahier, counted again from where each really starts, and
    the pages of the terms are found when an index is met, which comes after the text: few pages are then laid
    out a second time because a number has another count of figures.
    """
    runs: list[Run] = []
    known = dict(folios)
    first = 1
    for rank, cahier in enumerate(cahiers):
        table.told("cahiers", rank, len(cahiers))
        first += first % 2 == 0
        known |= _counted(ahead[rank:], first)
        if terms is None and any(TERM in feuillet.html for feuillet in cahier.feuillets):
            found, texts = _heard(runs)
            terms = pages_of(sortes, texts, found)
        placed: list[Placed] = []
        stretches = _stretches(cahier.feuillets)
        for stretch, after in zip(stretches, [*(s[0].side for s in stretches[1:]), "recto"], strict=True):
            start = placed[-1].first + placed[-1].measure.pages if placed else first
            more = _one_after_the_other(stretch, start, after, cahier, known, terms, table)
            for one in more:
                known |= one.measure.folios(one.first)
            placed += more
        runs.append(Run(tuple(placed), first))
        first = placed[-1].first + placed[-1].measure.pages
    return runs


def _stretches(feuillets: Sequence[Feuillet]) -> list[list[Feuillet]]:
    """Return feuillets in groups, each starting with one that opens on a given side."""
    groups: list[list[Feuillet]] = []
    for feuillet in feuillets:
        if feuillet.side or not groups:
            groups.append([])
        groups[-1].append(feuillet)
    return groups


def _one_after_the_other(
    stretch: Sequence[Feuillet],
    start: int,
    after: str,
    cahier: Cahier,
    folios: Mapping[str, int],
    terms: Terms | None,
    table: Table,
) -> list[Placed]:
    """Place the feuillets of a stretch, from page ``start`` or the next one on the side it asks for.

    When a page would be left blank before what opens ``after`` it, the last pictures take a page each if this
    fills it.
    """

    def place(airy: Feuillet | None) -> list[Placed]:
        placed: list[Placed] = []
        folio = start + (_side(start) != (stretch[0].side or _side(start)))
        for feuillet in stretch:
            html, fit = numbered(feuillet.html, folios, terms), AIRY if feuillet is airy else ""
            sheet = Sheet(html, _side(folio), cahier.accent, fit, feuillet.subject)
            if feuillet is airy or feuillet.fixed:
                measure = table.measure(sheet)
            else:
                sheet, measure = table.fitted(sheet)
            placed.append(Placed(sheet, measure, folio, feuillet.indexe, blank=not placed and folio > start))
            folio += measure.pages
        return placed

    tight = place(None)
    airy = next((f for f in reversed(stretch) if f.airy), None)
    if airy is None or _next_side(tight) == after:
        return tight
    loose = place(airy)
    return loose if _next_side(loose) == after else tight


def _next_side(placed: Sequence[Placed]) -> Side:
    return _side(placed[-1].first + placed[-1].measure.pages)


def _side(folio: int) -> Side:
    return "recto" if folio % 2 else "verso"


def _pages(run: Run, table: Table, blank: Pages, folios: Mapping[str, int]) -> Pages:
    """Return the pages of a cahier, numbered, with the blank ones inside it."""
    laid: Pages | None = None
    for placed in run.placed:
        pages = table.pages(placed.sheet)
        pages.renumber(folios, placed.first)
        if placed.blank and laid is not None:
            laid += blank
        laid = pages if laid is None else laid + pages
    assert laid is not None
    return laid


def _part(
    run: Run, table: Table, blanche: str, folios: Mapping[str, int], cache: Cache, *, blanks: int
) -> Part:
    """Return a cahier written, from the cache when nothing in it changed, not even a page number.

    ``blanks`` is how many blank pages follow it.
    """
    empty = Sheet(blanche, "recto", None)
    said = (f"{name}:{folios[name]}" for p in run.placed for name in _named(p.sheet.html))
    key = Cache.key(
        "cahier",
        str(run.first),
        str(blanks),
        table.key(empty),
        *(table.key(p.sheet) for p in run.placed),
        *said,
    )

    def write() -> bytes:
        blank = table.pages(empty)
        pages = _pages(run, table, blank, folios)
        for _ in range(blanks):
            pages += blank
        made = table.press.fragment(pages, run.first, blank)
        table.forget(lambda sheet: sheet not in {p.sheet for p in run.placed})
        return made

    content = cache.memo(key, write)
    anchors = {name for p in run.placed for page in p.measure.anchors for name in page}
    addresses = {page_anchor(p.first + n) for p in run.placed for n in range(p.measure.pages)}
    return Part(content, frozenset(anchors | addresses), tuple(_bookmarks(run, table.press.zoom)))


_FOR = re.compile(r' data-pour="([^"]+)"')


def _named(html: str) -> list[str]:
    """Return the anchors whose page a text says."""
    return _FOR.findall(html)


def _bookmarks(run: Run, zoom: float) -> list[tuple[int, Bookmark]]:
    """Return the outline lines of a cahier, each with the place of its page in the book, from 0."""
    return [
        (folio - 1, replace(line, x=round(line.x * zoom, 3), y=round(line.y * zoom, 3)))
        for placed in run.placed
        for folio, lines in enumerate(placed.measure.bookmarks, start=placed.first)
        for line in lines
    ]
