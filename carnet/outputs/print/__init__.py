"""The book: ``carnet.pdf``, one tagged file that can be heard (PDF/UA-1) and kept (PDF/A-3a).

In: what may leave on the support, and the media. Out: one artifact. The way: sections (``order``) → HTML
(``setting``, ``composing``) → pages (``engine``) → page numbers (``numbers``, ``indexing``) → pages again
where a number changed → one file (``archive``). The whole is kept by content: nothing changed, nothing done.
"""

from importlib.metadata import version
from typing import Final

from carnet import machine
from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.outputs.print.binding import bound
from carnet.outputs.print.composing import compose
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import read_styles
from carnet.templating import environment
from carnet.visible import Visible

RECIPE: Final = "2"  # part of the cache key: a change of ours that changes the pages changes this
ENGINES: Final = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pyphen", "tinyhtml5", "tinycss2")


def assemble(visible: Visible, media: MediaRoom) -> list[Artifact]:
    """Return the book of a visible carnet."""
    machine.require("pango")
    setting = BookSetting(visible, environment(media.root, "print"), media)
    book = compose(setting)
    styles = read_styles(media.root)
    ground = Cache.key(
        "fond",
        RECIPE,
        _versions(),
        styles.sheet,
        styles.cahier,
        *(part for name in sorted(styles.files) for part in (name, styles.files[name])),
    )
    key = Cache.key(
        "livre",
        ground,
        str(visible.moment),
        *book.signature,
    )
    shelf = {**styles.files, **setting.pictures}
    content = media.cache.memo(
        key, lambda: bound(book, styles, shelf, media.cache, ground, drafts=visible.moment.drafts)
    )
    return [Artifact("carnet.pdf", content)]


def _versions() -> str:
    pango = next(tool for tool in machine.TOOLS if tool.name == "pango")
    return " ".join([*(f"{name} {version(name)}" for name in ENGINES), f"pango {pango.version()}"])
