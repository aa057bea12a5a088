"""The faces of a joined book: each embedded once, with the signs that all its parts use.

In: an open PDF whose fonts hold the name of their face (``fixes.FACE``), the font files. Out: the same PDF,
its fonts whole. Glyph numbers are those of the font file in every part, so one face serves them all.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pikepdf
from pikepdf import Array, Name, Stream

from carnet.diagnostics import CarnetError
from carnet.outputs.print.fixes import FACE

CHAR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
BATCH = 100
"""How many lines a character map may have in one block."""
FIXED_PITCH = 1

HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
FOOT = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(slots=True)
class _Face:
    """One face of the book: the first font object that has it, and what all of them use."""

    font: pikepdf.Object
    digest: str
    widths: dict[int, float] = field(default_factory=dict)
    chars: dict[int, bytes] = field(default_factory=dict)


def embed(book: pikepdf.Pdf, shelves: Sequence[pikepdf.Object], files: Mapping[str, bytes]) -> None:
    """Embed every face that the fonts of these resources name; ``files`` are the font files, by any name.

    A face that none of the files is comes from the machine: ``CarnetError``.
    """
    faces: dict[str, _Face] = {}
    for fonts in shelves:
        for name, font in fonts.items():
            face = faces.setdefault(name, _Face(font, _digest(font)))
            face.widths |= dict(_widths(font.DescendantFonts[0].W))
            face.chars |= {int(code, 16): said for code, said in CHAR.findall(font.ToUnicode.read_bytes())}
    known = {sha256(content).hexdigest(): content for content in files.values()}
    strange = sorted(str(face.font.BaseFont)[1:] for face in faces.values() if face.digest not in known)
    if strange:
        raise CarnetError(
            f"le livre emprunte des caractères à cette machine : {', '.join(strange)}",
            aide="déclarez une police qui a les signes employés dans templates/print/styles/polices.css",
        )
    for face in faces.values():
        _complete(book, face, _subset(known[face.digest], sorted(face.widths)))
    for fonts in shelves:
        for name in list(fonts.keys()):
            fonts[name] = faces[name].font


def _digest(font: pikepdf.Object) -> str:
    described = font.DescendantFonts[0].FontDescriptor
    file = described.get("/FontFile2", described.get("/FontFile3"))
    named = FACE.fullmatch(file.read_bytes()) if file is not None else None
    return named[1].decode() if named else ""


def _widths(array: pikepdf.Object) -> list[tuple[int, float]]:
    """Return the width of every glyph, from « [12 [480 520] 40 [300]] »."""
    return [
        (int(array[i]) + place, float(width))
        for i in range(0, len(array), 2)
        for place, width in enumerate(array[i + 1])
    ]


def _complete(book: pikepdf.Pdf, face: _Face, content: bytes) -> None:
    """Give a font its face, the widths and the meaning of all its signs."""
    below = face.font.DescendantFonts[0]
    described = below.FontDescriptor
    if "/FontFile3" in described:
        described.FontFile3 = Stream(book, content, Subtype=Name.OpenType)
    else:
        described.FontFile2 = Stream(book, content, Length1=len(content))
    same = len(set(face.widths.values())) == 1 < len(face.widths)
    described.Flags = int(described.Flags) & ~FIXED_PITCH | (FIXED_PITCH if same else 0)
    described.FontBBox[2] = max(face.widths.values())
    below.W = Array(part for glyph, width in sorted(face.widths.items()) for part in (glyph, Array([width])))
    face.font.ToUnicode = Stream(book, _map(face.chars))


def _map(chars: Mapping[int, bytes]) -> bytes:
    lines = [b"<%04x> <%s>\n" % (glyph, said) for glyph, said in sorted(chars.items())]
    blocks = [lines[i : i + BATCH] for i in range(0, len(lines), BATCH)]
    said = (b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return HEAD + b"".join(said) + FOOT


def _subset(content: bytes, glyphs: Sequence[int]) -> bytes:
    """Return a font file with these glyphs only, each at its number."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        retain_gids=True, layout_features=[], hinting=False, notdef_outline=True, glyph_names=False,
        name_IDs=[], desubroutinize=True,
    )  # fmt: skip
    font = TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(gids=glyphs)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
