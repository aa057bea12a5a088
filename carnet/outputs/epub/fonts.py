"""The book's typefaces, each reduced to the letters of French and to every other character of the book.

In: the faces of ``templates/shared/fonts`` and the book's characters. Out: TTF files under names of our
own, as the licence asks of a modified font whose name is reserved, and the style sheet that calls them.
TTF because the old Adobe engine reads nothing else; the same characters give the same bytes.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools import version as fonttools_version
from fontTools.ttLib import TTFont

from carnet.cache import Cache, recipe
from carnet.templating import find

FEATURES: Final = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "onum", "lnum", "tnum", "sups"]
KEPT_NAMES: Final = [0, 1, 2, 3, 4, 5, 6, 13, 14]
ALWAYS: Final = frozenset(
    chr(code) for start, end in ((0x20, 0x7F), (0xA0, 0x180), (0x2009, 0x2010)) for code in range(start, end)
) | frozenset("\u2011\u202f–—…·•‘’‚“”„‹›†‡‰€™′″←→↑↓")
"""Every letter of French and its neighbours: an edited word then asks for no new reduction."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the book: the original file, and what the style sheet calls it."""

    file: str
    family: str
    weight: int = 400
    italic: bool = False

    @property
    def name(self) -> str:
        """The name of the file in the book."""
        family = self.family.lower().replace(" ", "-")
        return f"{family}-{self.weight}{'-italique' if self.italic else ''}.ttf"


@dataclass(frozen=True, slots=True)
class Font:
    """A face reduced, as bytes."""

    face: Face
    content: bytes


FACES: Final = (
    Face("SourceSerif4-Regular.ttf", "Carnet Texte"),
    Face("SourceSerif4-It.ttf", "Carnet Texte", italic=True),
    Face("SourceSerif4-Semibold.ttf", "Carnet Texte", weight=600),
    Face("SourceSerif4Display-Regular.ttf", "Carnet Titre"),
    Face("SourceSans3-Regular.ttf", "Carnet Note"),
    Face("SourceSans3-Semibold.ttf", "Carnet Note", weight=600),
    Face("SourceSans3-It.ttf", "Carnet Note", italic=True),
)


def fonts(root: Path, characters: frozenset[str], cache: Cache) -> tuple[Font, ...]:
    """Return every face that is there, reduced to these characters."""
    wanted = "".join(sorted(characters | ALWAYS))
    found = ((face, find(root, "epub", f"fonts/{face.file}")) for face in FACES)
    return tuple(_font(face, path.read_bytes(), wanted, cache) for face, path in found if path)


def _font(face: Face, original: bytes, wanted: str, cache: Cache) -> Font:
    key = Cache.key("police", recipe("outputs/epub/fonts.py"), fonttools_version, face.name, wanted, original)
    return Font(face, cache.memo(key, lambda: _reduced(face, original, wanted)))


def _reduced(face: Face, original: bytes, wanted: str) -> bytes:
    options = subset.Options(
        layout_features=FEATURES, name_IDs=KEPT_NAMES, notdef_outline=True, hinting=False
    )
    font = TTFont(io.BytesIO(original), recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(text=wanted)
    worker.subset(font)
    _rename(font, face)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _rename(font: Any, face: Face) -> None:
    """Give the face our name everywhere its own stood; its copyright and licence stay."""
    style = f"{face.weight}{' Italique' if face.italic else ''}"
    full = f"{face.family} {style}"
    plain = full.replace(" ", "-")
    names = {1: face.family, 2: "Italic" if face.italic else "Regular", 3: plain, 4: full, 6: plain}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


def sheet(faces: tuple[Font, ...]) -> str:
    """Return the rules that call the faces, from ``css/``."""
    return "".join(
        f'@font-face{{font-family:"{f.face.family}";font-weight:{f.face.weight};'
        f"font-style:{'italic' if f.face.italic else 'normal'};"
        f'src:url("../polices/{f.face.name}")}}'
        for f in faces
    )
