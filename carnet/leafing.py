"""What PDFium reads on each page of a PDF; a page read before, in this book or another, is not read again.

In: the bytes of a PDF. Out: a ``Leaf`` a page. Nothing of what made the PDF is asked: who looks for leaks and
who reckons what is missing read with other eyes than those that wrote. Pages that stand together on the same
resources are kept together, under all that their words depend on: their drawing, their boxes, their faces.
"""

import ctypes
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from carnet.cache import Cache, recipe

BOXES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
"""What the nodes above a page say of it, qpdf says on the page itself."""

BUFFER: Final = 1 << 16
"""Bytes of the longest run of words that is read whole."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its text as it is read, lines ended by CR LF, and the words of each marked content by number.

    A marked content (ISO 32000-1, 14.6) is what a tag of the structure refers to.
    """

    text: str
    marked: Mapping[int, str]


@lru_cache(maxsize=1)
def leaves(content: bytes, cache: Cache) -> Sequence[Leaf]:
    """Return the pages of a PDF, in order. What pikepdf or PDFium cannot open is their error to raise."""
    import pypdfium2

    found: list[Leaf] = []
    version = pypdfium2.PYPDFIUM_INFO.version + pypdfium2.PDFIUM_INFO.version
    with pypdfium2.PdfDocument(content) as pdf:
        for marks in _stretches(content):
            key = Cache.key("feuillets-lus", recipe("leafing.py"), version, *marks)
            ranks = range(len(found), len(found) + len(marks))
            found += _unpacked(cache.memo(key, partial(_packed, pdf, ranks)))
    return found


def _read(pdf: Any, rank: int) -> Leaf:
    import pypdfium2.raw as pdfium

    page = pdf[rank]
    text = page.get_textpage()
    buffer = ctypes.create_string_buffer(BUFFER)
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    marked: dict[int, str] = {}
    for place in range(pdfium.FPDFPage_CountObjects(page.raw)):
        thing = pdfium.FPDFPage_GetObject(page.raw, place)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        mark = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        if mark >= 0:
            size = pdfium.FPDFTextObj_GetText(thing, text.raw, units, BUFFER)
            words = ctypes.string_at(buffer, max(0, min(size, BUFFER) - 2)).decode("utf-16-le", "replace")
            marked[mark] = marked.get(mark, "") + words
    leaf = Leaf(text.get_text_bounded(), marked)
    text.close()
    page.close()
    return leaf


def _packed(pdf: Any, ranks: range) -> bytes:
    document = [[leaf.text, list(leaf.marked.items())] for leaf in (_read(pdf, rank) for rank in ranks)]
    return zlib.compress(json.dumps(document).encode(), 1)


def _unpacked(kept: bytes) -> Iterator[Leaf]:
    return (Leaf(text, dict(marked)) for text, marked in json.loads(zlib.decompress(kept)))


# --- what the words of a page depend on -------------------------------------------------------------


def _stretches(content: bytes) -> list[list[bytes]]:
    """Return a digest for each page, those of a stretch on the same resources together."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        known = _Known(sha256(content).digest())
        layers = _digest(pdf.Root.get("/OCProperties"), known)
        pages = [(page.obj.get("/Resources"), page.obj) for page in pdf.pages]
        runs = groupby(pages, key=lambda page: _address(page[0]))
        return [[_page_digest(page, shelf, layers, known) for shelf, page in run] for _, run in runs]


class _Known(dict[tuple[int, int], bytes]):
    """The digests of objects by number; ``whole`` is that of the file, for what leads back to itself."""

    def __init__(self, whole: bytes) -> None:
        super().__init__()
        self.whole = whole


def _page_digest(page: Any, shelf: Any, layers: bytes, known: _Known) -> bytes:
    boxes = (_digest(page.get(name), known) for name in BOXES)
    drawing = _digest(page.get("/Contents"), known)
    return sha256(b"".join([layers, _digest(shelf, known), drawing, *boxes])).digest()


def _address(thing: Any) -> tuple[int, int] | None:
    """Return the number of an object that stands by itself in the file."""
    return thing.objgen if getattr(thing, "is_indirect", False) else None


def _digest(thing: Any, known: _Known) -> bytes:
    """Return a digest of an object and of all that it leads to, but the pixels of images."""
    import pikepdf

    address = _address(thing)
    if address is not None:
        if address in known:
            return known[address]
        known[address] = known.whole
    parts = [type(thing).__name__.encode()]
    if isinstance(thing, pikepdf.Stream):
        image = thing.get("/Subtype") == pikepdf.Name.Image
        parts.append(b"" if image else sha256(thing.read_raw_bytes()).digest())
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name, value in sorted(thing.items()):
            parts += (name.encode(), b"" if name == "/Parent" else _digest(value, known))
    elif isinstance(thing, pikepdf.Array):
        parts += (_digest(value, known) for value in list(thing))
    else:
        parts.append(thing.unparse() if isinstance(thing, pikepdf.Object) else repr(thing).encode())
    digest = sha256(b"\0".join(parts)).digest()
    if address is not None:
        known[address] = digest
    return digest
