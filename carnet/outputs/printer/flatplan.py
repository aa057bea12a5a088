"""The flatplan (« chemin de fer »): every spread of the printed book on a few sheets, to see it whole.

In: the inside of the book, as it goes to the printer, and what was seen in it. Out: a PDF for the screen:
each spread as a thumbnail made of the very pages, their folios, the chapters, a mark where something is to
be seen again, and the list of these remarks.
"""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Matrix, Name, Pdf, Stream

from carnet.cache import Cache, recipe
from carnet.model import Finding
from carnet.outputs.print.engine import Press
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import read_styles
from carnet.outputs.printer.interior import Chapter, Interior, engines
from carnet.outputs.printer.plates import MM
from carnet.rules import RULES
from carnet.templating import fill

WIDE, HIGH = 297.0, 210.0
"""An A4 sheet on its side, in millimetres."""

LEFT, TOP, BOTTOM, GUTTER, LABEL = 12.0, 19.0, 7.0, 7.0, 9.5
COLUMNS: Final = 5
PIXELS: Final = 320
"""How large a picture is kept, on its longer side: a thumbnail asks no more."""


@dataclass(frozen=True, slots=True)
class Vignette:
    """One page on a sheet: its folio, its place in millimetres from the top left, its count of remarks."""

    folio: int
    x: float
    y: float
    remarks: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Two facing pages, or one at either end; the chapters that start there, the colour of their event."""

    pages: tuple[Vignette, ...]
    chapters: tuple[Chapter, ...]
    encre: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole flatplan: sheets of spreads, the size of a page on them, the remarks in words."""

    sheets: tuple[tuple[Spread, ...], ...]
    width: float
    height: float
    remarks: tuple[tuple[int, str], ...]


def flatplan(c: BookSetting, book: Interior, findings: Sequence[Finding], trim: tuple[float, float]) -> bytes:
    """Return the flatplan of a printed book of this trim, in millimetres."""
    titles = {entry.id: c.titre(entry) for entry in c.visible.entries.values()}
    plan = planned(book.pages, book.chapters, tuple(_told(findings, titles)), trim)
    styles = read_styles(c.media.root, ("polices", "chemin-de-fer"))
    html = fill(c.env.get_template("chemin-de-fer.html"), c=c, plan=plan, edition=c.visible.edition)
    key = Cache.key("chemin-de-fer", recipe("outputs/printer"), engines(), styles.sheet, html, book.content)

    def made() -> bytes:
        press = Press(styles.sheet, styles.files, None)
        laid = press.lay(html, "")
        return _with_pages(press.bind([laid], laid), book.content, plan, trim)

    return c.media.cache.memo(key, made)


def planned(
    pages: int, chapters: Sequence[Chapter], remarks: Sequence[tuple[int, str]], trim: tuple[float, float]
) -> Plan:
    """Return where every page of a book stands: page 1 alone on the right, then two by two.

    ``remarks`` are what is to be seen again: a page, a sentence.
    """
    width = ((WIDE - 2 * LEFT - (COLUMNS - 1) * GUTTER) / COLUMNS) / 2
    height = width * trim[1] / trim[0]
    rows = max(1, int((HIGH - TOP - BOTTOM) // (height + LABEL)))
    counts = Counter(folio for folio, _ in remarks)
    doubles = [(0, 1), *((n, n + 1) for n in range(2, pages + 1, 2))]
    spreads: list[Spread] = []
    for rank, double in enumerate(doubles):
        column, row = rank % COLUMNS, rank // COLUMNS % rows
        x, y = LEFT + column * (2 * width + GUTTER), TOP + row * (height + LABEL)
        leaves = tuple(
            Vignette(folio, x + side * width, y, counts[folio])
            for side, folio in enumerate(double)
            if 0 < folio <= pages
        )
        here = tuple(ch for ch in chapters if ch.folio in double)
        spreads.append(Spread(leaves, here, _ink(chapters, double[1]), x, y))
    per_sheet = COLUMNS * rows
    sheets = tuple(tuple(spreads[n : n + per_sheet]) for n in range(0, len(spreads), per_sheet))
    return Plan(sheets, width, height, tuple(remarks))


def _ink(chapters: Sequence[Chapter], folio: int) -> str:
    """Return the colour of the event a page belongs to, that of the last chapter started before it."""
    started = [chapter for chapter in chapters if chapter.folio <= folio]
    return started[-1].encre if started else ""


def _told(findings: Sequence[Finding], titles: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield what is to be seen again, page by page, and in which entry."""
    paged = [finding for finding in findings if "page" in finding.values]
    for finding in sorted(paged, key=lambda f: int(f.values["page"])):
        sentence = RULES[finding.code].message.format(**finding.values)
        where = f" ({titles[finding.entry]})" if finding.entry in titles else ""
        yield int(finding.values["page"]), f"{sentence[0].upper()}{sentence[1:]}{where}"


def _with_pages(sheets: bytes, book: bytes, plan: Plan, trim: tuple[float, float]) -> bytes:
    """Return the sheets with the pages of the book drawn in their places, under what is written."""
    with pikepdf.open(io.BytesIO(sheets)) as pdf, pikepdf.open(io.BytesIO(book)) as pages:
        drawings = _copied(pdf, pages)
        scale = plan.width / trim[0]
        for page, spreads in zip(pdf.pages, plan.sheets, strict=False):
            drawn = []
            resources = pikepdf.Dictionary()
            for key, value in page.obj.Resources.items():
                resources[key] = value
            objects = pikepdf.Dictionary()
            for vignette in (v for spread in spreads for v in spread.pages):
                name = f"/P{vignette.folio}"
                objects[name] = drawings[vignette.folio - 1]
                down = HIGH - vignette.y - plan.height
                place = Matrix(scale, 0, 0, scale, vignette.x * MM, down * MM)
                clip = f"0 0 {trim[0] * MM:.3f} {trim[1] * MM:.3f} re W n"
                drawn.append(f"q {' '.join(f'{v:.5f}' for v in place.shorthand)} cm {clip} {name} Do Q")
            resources.XObject = objects
            page.obj.Resources = resources
            page.contents_add("\n".join(drawn).encode(), prepend=True)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _copied(pdf: Pdf, book: Pdf) -> list[pikepdf.Object]:
    """Return the drawings of the book's pages, copied to another file, their pictures made small."""
    for thing in list(book.objects):
        if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
            _reduced(thing)
    return [pdf.copy_foreign(page.obj.Resources.XObject.Page) for page in book.pages]


def _reduced(image: Stream) -> None:
    pixels = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    if max(pixels.size) <= PIXELS or pixels.mode not in ("CMYK", "L"):
        return
    pixels.thumbnail((PIXELS, PIXELS))
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=80)
    image.write(out.getvalue(), filter=Name.DCTDecode)
    image.Width, image.Height = pixels.size
    if pixels.mode == "CMYK":
        image.Decode = Array([1, 0] * 4)
