"""The inside of the printed book: the pages of ``outputs.print``, completed, in inks, on their sheets.

In: what may be printed, and the media. Out: the PDF, its chapters and what a proofreader sees in it, which
the finished file no longer tells. Kept by content.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

import carnet
from carnet import machine
from carnet.cache import Cache, recipe
from carnet.edition import Impression
from carnet.media.room import MediaRoom
from carnet.model import Finding
from carnet.outputs.print.binding import Settled, settled
from carnet.outputs.print.composing import Composition, compose
from carnet.outputs.print.engine import Pages
from carnet.outputs.print.order import flat
from carnet.outputs.print.reading import leaves
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import SHEETS, Styles, read_styles
from carnet.outputs.print.trim import trim
from carnet.outputs.printer.completing import closing
from carnet.outputs.printer.inks import Inks
from carnet.outputs.printer.looking import look
from carnet.outputs.printer.plates import MM, About, Sheet, plated
from carnet.templating import environment
from carnet.visible import Visible

ENGINES: Final = ("weasyprint", "pydyf", "pikepdf", "pillow", "fonttools", "pyphen", "tinyhtml5", "tinycss2")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a chapter starts: its folio, its title, its level from 1, the colour of its event or ""."""

    folio: int
    titre: str
    niveau: int
    encre: str


@dataclass(frozen=True, slots=True)
class Interior:
    """The printed pages: the file, how many there are, the chapters, what is to be seen again."""

    content: bytes
    pages: int
    chapters: tuple[Chapter, ...]
    findings: tuple[Finding, ...]


def interior(visible: Visible, media: MediaRoom, inks: Inks) -> Interior:
    """Return the inside of the book; nothing is laid out again when nothing changed."""
    machine.require("pango")
    page = trim(visible.edition.impression.format)
    setting = PrintedSetting(visible, environment(media.root, "print"), media, page=page)
    book = compose(setting)
    styles = printed_styles(media.root, visible.edition.impression)
    shelf = {**styles.files, **setting.pictures}
    key = Cache.key(
        "imprime",
        recipe("outputs/print", "outputs/printer"),
        engines(),
        styles.sheet,
        styles.cahier,
        inks.profile,
        repr((visible.moment, visible.edition, visible.evenement)),
        *(part for name in sorted(shelf) for part in (name, shelf[name])),
        *book.signature,
        closing(setting, 1),
    )
    return _unpacked(media.cache.memo(key, lambda: _packed(_made(setting, book, styles, shelf, inks))))


class PrintedSetting(BookSetting):
    """The book set for paper: the same, its photos kept finer since they are encoded once more."""

    quality = 95


def printed_styles(root: Path, impression: Impression) -> Styles:
    """Return the book's styles and those of paper alone."""
    styles = read_styles(root, (*SHEETS, "imprime"), trim(impression.format))
    bleed = f"{millimetres(impression.fond_perdu):g}"
    return replace(styles, sheet=styles.sheet.replace("{{ fond_perdu }}", bleed))


def millimetres(length: str) -> float:
    """Return a length of ``carnet.yaml`` (« 5 mm », « 5 ») in millimetres."""
    return float(length.removesuffix("mm"))


def sheet_of(impression: Impression) -> Sheet:
    """Return how the pages of an edition are put on their sheets."""
    return Sheet(millimetres(impression.fond_perdu) * MM, impression.traits)


def about(visible: Visible, titre: str, auteurs: str) -> About:
    """Return what a printed file says of itself."""
    return About(titre, auteurs, f"carnet {carnet.__version__}", visible.moment.date.isoformat())


def engines() -> str:
    """Return the versions that can change a byte of a printed file."""
    pango = next(tool for tool in machine.TOOLS if tool.name == "pango")
    return " ".join([*(f"{name} {version(name)}" for name in ENGINES), f"pango {pango.version()}"])


def _made(
    c: PrintedSetting, book: Composition, styles: Styles, shelf: Mapping[str, bytes], inks: Inks
) -> Interior:
    edition, drafts = c.visible.edition, c.visible.moment.drafts
    laid = settled(book, styles, shelf, drafts=drafts, variant=None)
    runs = _completed(c, laid)
    sheet = sheet_of(edition.impression)
    assert _count(runs) % edition.impression.pages_multiple == 0, "the last sheet is not full"
    content = laid.press.bind(runs, laid.blank)
    titre = f"{edition.titre}, {edition.sous_titre}" if edition.sous_titre else edition.titre
    said = about(c.visible, titre, c.auteurs(c.signataires))
    return Interior(
        plated(content, inks, sheet, said),
        _count(runs),
        tuple(_chapters(c, laid)),
        tuple(_seen(c, laid)),
    )


def _chapters(c: PrintedSetting, laid: Settled) -> Iterator[Chapter]:
    for section in flat(c.sections):
        if section.id in laid.folios:
            ink = section.accent.encre if section.accent else ""
            yield Chapter(laid.folios[section.id], section.titre, section.niveau, ink)


def _completed(c: PrintedSetting, laid: Settled) -> tuple[Pages, ...]:
    """Return the runs, the last one followed by what completes the last folded sheet."""
    count = _count(laid.runs)
    html = closing(c, count)
    if not html:
        return laid.runs
    more = laid.lay(html, count + 1)
    return (*laid.runs[:-1], laid.runs[-1] + more)


def _count(runs: tuple[Pages, ...]) -> int:
    """Return how many pages the runs make once bound: all but the last end on a verso."""
    return sum(len(run) + len(run) % 2 for run in runs[:-1]) + len(runs[-1])


def _seen(c: PrintedSetting, laid: Settled) -> list[Finding]:
    """Look at every run but the liminaries, whose pages are few and set one by one."""
    entries = {c.identifier(entry): entry.id for entry in c.visible.entries.values()}
    known = {*entries, *(section.id for section in flat(c.sections))}
    found: list[Finding] = []
    first = 1
    for run in laid.runs:
        read = leaves(run, first, known)
        if run is not laid.runs[0]:
            found += look(read, entries, c.visible.edition.impression.dpi_min)
        first += len(run) + len(run) % 2
    return found


def _packed(made: Interior) -> bytes:
    told = {"pages": made.pages, "chapters": made.chapters, "findings": made.findings}
    return json.dumps(told, default=asdict).encode() + b"\n" + made.content


def _unpacked(kept: bytes) -> Interior:
    told, _, content = kept.partition(b"\n")
    facts = json.loads(told)
    chapters = tuple(Chapter(**chapter) for chapter in facts["chapters"])
    findings = tuple(Finding(**{**one, "loc": tuple(one["loc"])}) for one in facts["findings"])
    return Interior(content, facts["pages"], chapters, findings)
