"""The book: ``carnet.pdf``, one tagged file that can be heard (PDF/UA-1) and kept (PDF/A-3a).

In: what may leave on the support, and the media. Out: one artifact, or what its pages say. The way: sections
(``order``) → HTML (``setting``, ``composing``) → pages (``engine``) → page numbers (``numbers``,
``indexing``) → pages again where a number changed → one file (``archive``). The whole is kept by content:
nothing changed, nothing done.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from carnet import machine
from carnet.cache import Cache, recipe
from carnet.media.room import MediaRoom
from carnet.model import Artifact, PrintedPage
from carnet.outputs.print.binding import bound, extracted
from carnet.outputs.print.binding import pages as read_pages
from carnet.outputs.print.composing import Composition, compose
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import LARGE as LARGE_SHEETS
from carnet.outputs.print.styles import SHEETS, Styles, read_styles
from carnet.outputs.print.trim import Trim, large_print, trim
from carnet.progress import Told, untold
from carnet.templating import environment
from carnet.visible import Visible

NAME: Final = "carnet.pdf"
LARGE: Final = "carnet-grands-caracteres.pdf"

ENGINES: Final = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pyphen", "tinyhtml5", "tinycss2")


def assemble(
    visible: Visible, media: MediaRoom, *, large: bool = False, told: Told = untold
) -> list[Artifact]:
    """Return the book of a visible carnet, and the same in large print when asked.

    ``told`` is told how far the laying out is.
    """
    normal = _book(visible, media, NAME, trim(visible.edition.impression.format), told)
    return [normal, *([_book(visible, media, LARGE, large_print(), told)] if large else [])]


def _book(visible: Visible, media: MediaRoom, name: str, page: Trim, told: Told) -> Artifact:
    book, styles, shelf, ground = _ready(visible, media, page)
    key = Cache.key("livre", ground, str(visible.moment), *book.signature)
    content = media.cache.memo(
        key, lambda: bound(book, styles, shelf, media.cache, ground, drafts=visible.moment.drafts, told=told)
    )
    return Artifact(name, content)


def extract(visible: Visible, media: MediaRoom, evenement: str) -> Artifact:
    """Return the pages of one event as they are in the book: same words, same page numbers."""
    book, styles, shelf, ground = _ready(visible, media, trim(visible.edition.impression.format))
    anchor = visible.stem(visible.entries[evenement])
    key = Cache.key("extrait", ground, anchor, str(visible.moment), *book.signature)
    drafts = visible.moment.drafts
    content = media.cache.memo(
        key, lambda: extracted(book, styles, shelf, media.cache, ground, anchor, drafts=drafts)
    )
    return Artifact(f"carnet-extrait-{anchor}.pdf", content)


def pages(visible: Visible, media: MediaRoom, *, told: Told = untold) -> tuple[PrintedPage, ...]:
    """Return what each page of the book says, blank ones left out, without making the file.

    The EPUB takes its page list from it: it is the one value that an output has from another.
    """
    book, styles, shelf, ground = _ready(visible, media, trim(visible.edition.impression.format))
    return read_pages(book, styles, shelf, media.cache, ground, drafts=visible.moment.drafts, told=told)


def _ready(
    visible: Visible, media: MediaRoom, page: Trim
) -> tuple[Composition, Styles, Mapping[str, bytes], str]:
    """Return a book to be laid out: its text, styles, files, and what every page depends on."""
    machine.require("pango")
    setting = BookSetting(visible, environment(media.root, "print"), media, page=page)
    book = compose(setting)
    styles = read_styles(media.root, LARGE_SHEETS if page.zoom > 1 else SHEETS, page)
    ground = Cache.key(
        "fond",
        recipe("outputs/print"),
        _versions(),
        styles.sheet,
        styles.cahier,
        repr(styles.page),
        *(part for name in sorted(styles.files) for part in (name, styles.files[name])),
    )
    return book, styles, {**styles.files, **setting.pictures}, ground


def _versions() -> str:
    pango = next(tool for tool in machine.TOOLS if tool.name == "pango")
    return " ".join([*(f"{name} {version(name)}" for name in ENGINES), f"pango {pango.version()}"])
