"""Cut the book's typefaces down to what the website needs: run by hand when a face changes.

    .venv/bin/python tools/subset_fonts.py

In: the TrueType files of ``templates/shared/fonts``. Out: the WOFF2 files of ``templates/web/fonts``, some
15 kB each, with the letters of French and of its neighbours. Not done by a
build: it costs six seconds, and a page that says what it weighs must not change with its words.
"""

import io
import logging
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
FACES: Final = {
    "texte": "SourceSerif4-Regular.ttf",
    "texte-italique": "SourceSerif4-It.ttf",
    "titre": "SourceSerif4Display-Regular.ttf",
    "marge": "SourceSans3-Regular.ttf",
    "marge-gras": "SourceSans3-Semibold.ttf",
}
LETTERS: Final = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÂÆÇÈÉÊËÎÏÔÙÛÜŸŒàâæçèéêëîïôùûüÿœÁÍÓÚÑÄÖÒÌáíóúñäöòìßãõ"
    + "\u00a0\u202f«»‹›“”‘’„…–—‑·•°§©×−†→←↑↓↗€"
)


def subset(content: bytes) -> bytes:
    """Return a face as WOFF2 with our letters; the reserved name goes, as its licence asks."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = Options(
        layout_features=["kern", "liga", "locl", "mark", "ccmp"],
        hinting=False,
        name_IDs=[0, 13, 14],
        notdef_outline=True,
    )
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for name, face in FACES.items():
        made = subset((TEMPLATES / "shared/fonts" / face).read_bytes())
        (TEMPLATES / f"web/fonts/{name}.woff2").write_bytes(made)
        print(f"{name}.woff2 : {len(made)} octets")
