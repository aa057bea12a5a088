"""Make the book's emoji face: run by hand when Noto Emoji changes.

    npm pack @fontsource/noto-emoji && tar xzf fontsource-noto-emoji-*.tgz
    .venv/bin/python tools/make_emoji.py package/files/noto-emoji-emoji-400-normal.woff2

In: Noto Emoji (Google, SIL OFL 1.1) as npm has it. Out: ``templates/shared/fonts/NotoEmoji-Regular.ttf``,
the same drawings in ink, without the figures and letters that the text faces draw better. A printed page
has no emoji font of its reader's: without this one, they would be lost on paper.
"""

import io
import sys
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT: Final = Path(__file__).parent.parent / "templates/shared/fonts/NotoEmoji-Regular.ttf"
TEXT: Final = frozenset([*map(ord, "#*0123456789©®™→←↑↓↗↔"), *range(0x20, 0x7F)])


def emoji(content: bytes) -> bytes:
    """Return the face as TrueType, cut down to the signs that no text face has."""
    font = TTFont(io.BytesIO(content))
    options = Options(hinting=False, layout_features=["ccmp", "liga"], notdef_outline=True, glyph_names=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=set(font.getBestCmap()) - TEXT)
    cutter.subset(font)
    font.flavor = None
    for table in font["cmap"].tables:  # « drawn as text », said to machines that have emoji in colours
        if 0xFE0F in table.cmap:
            table.cmap[0xFE0E] = table.cmap[0xFE0F]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    OUT.write_bytes(emoji(Path(sys.argv[1]).read_bytes()))
