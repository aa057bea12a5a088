"""Reads a tagged PDF back: its structure with pikepdf, the words under each tag with PDFium.

In: artifacts. Out: a ``Reading``. An entry's identity is the title of a tag (``T``); a tag that a page cut in
two is two tags with one title, read as one place. What stands in no entry (contents, indexes, and the notes
that WeasyPrint tags at the foot of the page) is under the identity "".
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carnet.cache import Cache
from carnet.leafing import leaves
from carnet.model import Artifact
from carnet.parity.pieces import squeeze
from carnet.parity.reading import Place, Reading

HYPHENS: Final = str.maketrans("", "", "-\u2010\u2011\u00ad\u0002\ufffe")
"""A hyphen at a line's end is in the words of a PDF like any other; PDFium reads some as U+0002 or U+FFFE."""


def read_pdf(artifacts: Iterable[Artifact], cache: Cache) -> Reading:
    """Read the PDFs among the artifacts."""
    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        if artifact.path.endswith(".pdf"):
            _Pdf(artifact, found, cache).read()
    return found


class _Pdf:
    def __init__(self, artifact: Artifact, found: dict[str, list[Place]], cache: Cache) -> None:
        self._artifact = artifact
        self._found = found
        self._leaves = leaves(artifact.content, cache)
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
            self._say(page, kid)
        elif "/S" in kid:  # a tag, as nearly all are; what follows has none
            self._tag(kid, page)
        elif str(kid.get("/Type")) == "/MCR":
            where = self._pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            self._say(where, int(kid.MCID))
        elif str(kid.get("/Type")) == "/OBJR":
            action = kid.Obj.get("/A")
            if action is not None and "/URI" in action:
                for place in self._around(page):
                    place.addresses.add(str(action.URI))

    def _say(self, page: int, mark: int) -> None:
        words = _bare(self._leaves[page].marked.get(mark, ""))
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


def _bare(text: str) -> str:
    return squeeze(text).translate(HYPHENS)
