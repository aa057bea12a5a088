"""Reads a tagged PDF back: its structure with pikepdf, the words under each tag with PDFium.

In: artifacts. Out: a ``Reading``. An entry's identity is the title of a tag (``T``); a tag that a page cut in
two is two tags with one title, read as one place. What stands in no entry (contents, indexes, and the notes
that WeasyPrint tags at the foot of the page) is under the identity "".
"""

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carnet.model import Artifact
from carnet.parity.pieces import squeeze
from carnet.parity.reading import Place, Reading

HYPHENS: Final = str.maketrans("", "", "-\u2010\u2011\u00ad\u0002\ufffe")
"""A hyphen at a line's end is in the words of a PDF like any other; PDFium reads some as U+0002 or U+FFFE."""


def read_pdf(artifacts: Iterable[Artifact]) -> Reading:
    """Read the PDFs among the artifacts."""
    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        if artifact.path.endswith(".pdf"):
            _Pdf(artifact, found).read()
    return found


class _Pdf:
    def __init__(self, artifact: Artifact, found: dict[str, list[Place]]) -> None:
        self._artifact = artifact
        self._found = found
        self._words = _words(artifact.content)
        self._open: list[tuple[str, Place]] = []
        self._pages: Mapping[Any, int] = {}

    def read(self) -> None:
        import io

        import pikepdf

        with pikepdf.open(io.BytesIO(self._artifact.content)) as pdf:
            self._pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
            root = pdf.Root.get("/StructTreeRoot")
            for tag in _kids(root) if root is not None else ():
                self._tag(tag, 0)

    def _tag(self, tag: Any, page: int) -> None:
        if "/Pg" in tag:
            page = self._pages.get(tag.Pg.objgen, page)
        identity = str(tag.T) if "/T" in tag else ""
        opened = bool(identity) and identity not in (held for held, _ in self._open)
        if opened:
            self._open.append((identity, self._place(identity, page)))
        if str(tag.get("/S")) == "/Figure":
            for _, place in self._open:
                place.images += 1
                place.spoken.append(_bare(str(tag.get("/Alt", ""))))
        for kid in _kids(tag):
            self._kid(kid, page)
        if opened:
            self._open.pop()

    def _kid(self, kid: Any, page: int) -> None:
        if isinstance(kid, int):
            self._say(self._words.get((page, kid), ""), page)
        elif str(kid.get("/Type")) == "/MCR":
            where = self._pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            self._say(self._words.get((where, int(kid.MCID)), ""), where)
        elif str(kid.get("/Type")) == "/OBJR":
            action = kid.Obj.get("/A")
            if action is not None and "/URI" in action:
                for place in self._around(page):
                    place.addresses.add(str(action.URI))
        elif "/S" in kid:
            self._tag(kid, page)

    def _say(self, words: str, page: int) -> None:
        for place in self._around(page):
            place.text += words

    def _around(self, page: int) -> list[Place]:
        """Return the places being read: those of the entries that are open, else what stands apart."""
        return [place for _, place in self._open] or [self._place("", page)]

    def _place(self, identity: str, page: int) -> Place:
        holders = frozenset(held for held, _ in self._open)
        places = self._found.setdefault(identity, [])
        if not places or places[-1].holders != holders:
            places.append(Place(identity, f"{self._artifact.path}, page {page + 1}", holders))
        return places[-1]


def _kids(tag: Any) -> Iterator[Any]:
    import pikepdf

    kids = tag.get("/K")
    if kids is not None:
        yield from kids if isinstance(kids, pikepdf.Array) else (kids,)


def _words(content: bytes) -> dict[tuple[int, int], str]:
    """Return the words of each marked content, by page (from 0) and identifier."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(content)
    buffer = ctypes.create_string_buffer(1 << 16)
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        for rank in range(pdfium.FPDFPage_CountObjects(page.raw)):
            thing = pdfium.FPDFPage_GetObject(page.raw, rank)
            if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            mark = pdfium.FPDFPageObj_GetMarkedContentID(thing)
            if mark < 0:
                continue
            size = pdfium.FPDFTextObj_GetText(thing, text.raw, units, len(buffer))
            words = buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")
            found[number, mark] = found.get((number, mark), "") + _bare(words)
        text.close()
        page.close()
    document.close()
    return found


def _bare(text: str) -> str:
    return squeeze(text).translate(HYPHENS)
