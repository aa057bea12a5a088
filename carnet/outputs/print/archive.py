"""The last hand on the file: what a PDF must say that the layout engine does not.

In: the bytes of a tagged PDF. Out: the same document, fit to be heard and kept, byte for byte the same each
time. The faces it is set in are checked: none may come from the machine.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

from carnet.diagnostics import CarnetError

OURS = re.compile(r"[A-Z]{6}\+Carnet-")


def finished(content: bytes) -> bytes:
    """Return a PDF whose line-end hyphens are silent, set in our faces only, with a lasting identity."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return closed(pdf)


def closed(pdf: pikepdf.Pdf) -> bytes:
    """Return the bytes of an open PDF, finished in the same way."""
    fonts = list(_fonts(pdf))
    strange = sorted({name for font in fonts if not OURS.match(name := str(font.BaseFont)[1:])})
    if strange:
        raise CarnetError(
            f"le livre emprunte des caractères à cette machine : {', '.join(strange)}",
            aide="déclarez une police qui a les signes employés dans templates/print/styles/polices.css",
        )
    for font in fonts:
        _silence_hyphens(font)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield the composite fonts, in the order of the file."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/ToUnicode" in thing:
            yield thing


def _silence_hyphens(font: pikepdf.Object) -> None:
    """Make the hyphen of a cut word a soft one: copied and read aloud, the word is whole."""
    table = font.ToUnicode.read_bytes()
    if b"<2010>" in table:
        font.ToUnicode.write(table.replace(b"<2010>", b"<00ad>"))
