"""From runs of pages to one file: laid out, numbered, laid out again where a number changed, bound."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2.sandbox import SandboxedEnvironment

from carnet.diagnostics import CarnetError
from carnet.outputs.print.archive import finished
from carnet.outputs.print.colours import Accent
from carnet.outputs.print.composing import Cahier, Composition
from carnet.outputs.print.engine import VARIANT, Pages, Press
from carnet.outputs.print.fonts import covered, printable
from carnet.outputs.print.indexing import pages_of
from carnet.outputs.print.numbers import numbered
from carnet.outputs.print.styles import Styles

ROUNDS: Final = 6
"""How many times pages may be numbered again before we say that they do not settle."""

TAB_STEP, TAB_HEIGHT, TABS = 40.5, 33.75, 11
PER_PAGE: Final = 1580
"""How much HTML a page holds, about: only to guess how many figures a page number has."""

_ID = re.compile(r' id="([^"]+)"')
Terms = Mapping[str, Sequence[int]]


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


def bound(book: Composition, styles: Styles, shelf: Mapping[str, bytes], *, drafts: bool) -> bytes:
    """Return the finished PDF of a composition."""
    book_laid = settled(book, styles, shelf, drafts=drafts)
    return finished(book_laid.press.bind(book_laid.runs, book_laid.blank))


def settled(
    book: Composition,
    styles: Styles,
    shelf: Mapping[str, bytes],
    *,
    drafts: bool,
    variant: str | None = VARIANT,
) -> Settled:
    """Lay a composition out until its page numbers no longer change."""
    signs = covered(styles.files)
    runs = [Cahier(printable(run.html, signs), run.accent, run.indexe) for run in book.cahiers]
    table = _Table(Press(styles.sheet, shelf, variant), styles.cahier, drafts=drafts)
    folios: Mapping[str, int] = _guess(runs)
    terms: Terms | None = None
    for _ in range(ROUNDS):
        laid, found, texts = table.lay(runs, folios, terms)
        pages = pages_of(book.sortes, texts, found)
        if (found, pages) == (folios, terms):
            for run in laid:
                run.renumber(folios)
            blank = table.one(book.blanche, 1, None)
            return Settled(table.press, tuple(laid), blank, folios, lambda h, f: table.one(h, f, None))
        folios, terms = found, pages
    raise CarnetError("les numéros de page du livre ne se stabilisent pas")


def _guess(runs: Sequence[Cahier]) -> dict[str, int]:
    """Return about which page every anchor is on."""
    found: dict[str, int] = {}
    first = 1
    for run in runs:
        for match in _ID.finditer(run.html):
            found[match[1]] = first + match.start() // PER_PAGE
        first += 2 * (1 + len(run.html) // PER_PAGE // 2)
    return found


class _Table:
    """Lays runs out, each only when its words, the width of its numbers or its first folio changed."""

    def __init__(self, press: Press, template: str, *, drafts: bool) -> None:
        self.press = press
        self._template = SandboxedEnvironment().from_string(template)
        self._drafts = drafts
        self._known: dict[tuple[str, int], Pages] = {}

    def lay(
        self, runs: list[Cahier], folios: Mapping[str, int], terms: Terms | None
    ) -> tuple[list[Pages], dict[str, int], dict[int, str]]:
        """Return the pages of every run, the folio of every anchor, the words of the pages to index."""
        laid: list[Pages] = []
        found: dict[str, int] = {}
        texts: dict[int, str] = {}
        first = 1
        for run in runs:
            pages = self.one(numbered(run.html, folios, terms), first, run.accent)
            found = pages.anchors(first) | found
            if run.indexe:
                texts |= dict(enumerate(pages.texts(), start=first))
            laid.append(pages)
            first += len(pages) + len(pages) % 2
        return laid, found, texts

    def one(self, html: str, first: int, accent: Accent | None) -> Pages:
        """Return the pages of one run."""
        if (html, first) not in self._known:
            tab = _tab(accent) if accent else ""
            styles = self._template.render(debut=first, accent=accent, onglet=tab, brouillon=self._drafts)
            self._known[html, first] = self.press.lay(html, styles)
        return self._known[html, first]


def _tab(accent: Accent) -> str:
    """Return how the event's number is set on the fore-edge, a step lower for each event."""
    down = (accent.rang - 1) % TABS * TAB_STEP
    return (
        f"height: {TAB_HEIGHT}pt; margin-top: {down}pt; background: {accent.encre}; color: #fff; "
        'font: 600 8pt "Carnet Label"; text-align: center; vertical-align: middle; '
    )
