"""Fragments of a book made one PDF, its structure kept: pages, tags, links, outline, faces.

In: ``Part``s, each a tagged PDF whose links may lead into the others and whose faces are only named. Out:
the bytes of one PDF, finished (``archive``). What merging pages loses is what this module is for: the
structure trees hang from one root, a ``Part`` each, their numbers shifted; a name leads where the part that
owns it says; each face is embedded once, with the signs that all use; a picture shown twice is there once.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from carnet.outputs.print.archive import closed
from carnet.outputs.print.attaching import Attachment
from carnet.outputs.print.embedding import embed
from carnet.outputs.print.engine import Bookmark

BOOK: Final = "carnet.pdf"
"""The file of the whole book."""


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment: its bytes, the names it owns, its outline lines, each with its page in the book, from 0."""

    content: bytes
    names: frozenset[str]
    bookmarks: tuple[tuple[int, Bookmark], ...]


def joined(
    parts: Sequence[Part], faces: Mapping[str, bytes], data: Attachment | None, *, first: int = 1
) -> bytes:
    """Return one PDF of all the parts in order, ``data`` inside; ``faces`` are the font files by any name.

    An extract starts at folio ``first``: its pages keep their numbers, and what leads out of it leads into
    the whole book (``BOOK``), when that is beside it.
    """
    with pikepdf.open(io.BytesIO(parts[0].content)) as book:
        spots = dict(_spots(book, parts[0]))
        _root(book)
        for part in parts[1:]:
            with pikepdf.open(io.BytesIO(part.content)) as source:
                _graft(book, source)
                spots = dict(_spots(source, part, book)) | spots
        shelves = _shelves(book)
        _share(shelves)
        embed(book, [shelf.Font for shelf in shelves if "/Font" in shelf], faces)
        _address(book, spots)
        _outline(book, [(page - first + 1, line) for part in parts for page, line in part.bookmarks])
        if first > 1:
            _lead_out(book, spots)
            book.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=first)]))
        if data is not None:
            _attach(book, data)
        return closed(book)


def _root(book: pikepdf.Pdf) -> None:
    """Put the structure of the first part under an element of the whole book, where others will follow."""
    tree = book.Root.StructTreeRoot
    whole = book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array()))
    _hang(tree.K[0], whole)
    tree.K = Array([whole])


def _hang(part: pikepdf.Object, whole: pikepdf.Object) -> None:
    part.S, part.P = Name.Part, whole
    whole.K.append(part)


def _graft(book: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Add the pages of a PDF to another, and its structure after that of the parts before it."""
    old = len(book.pages)
    for page in source.pages:  # first: what refers to these pages then follows them
        book.pages.append(page)
    tree = book.copy_foreign(source.Root.StructTreeRoot)
    whole = book.Root.StructTreeRoot
    numbers = whole.ParentTree.Nums
    shift = int(numbers[-2]) + 1 if len(numbers) else 0  # a number tree is in order
    for page in list(book.pages)[old:]:
        page.obj.StructParents = int(page.obj.StructParents) + shift
        for mark in page.obj.get("/Annots", ()):
            if "/StructParent" in mark:
                mark.StructParent = int(mark.StructParent) + shift
    theirs = list(tree.ParentTree.Nums)
    for number, tags in zip(theirs[::2], theirs[1::2], strict=True):
        numbers.append(int(number) + shift)
        numbers.append(tags)
    _hang(tree.K[0], whole.K[0])


def _spots(
    source: pikepdf.Pdf, part: Part, book: pikepdf.Pdf | None = None
) -> Iterator[tuple[str, pikepdf.Object]]:
    """Yield where the names a part owns lead, in ``book`` once its pages are there."""
    listed = source.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
    for i in range(0, len(listed), 2):
        name = str(listed[i])
        if name in part.names:
            spot = listed[i + 1]
            yield name, spot if book is None else book.copy_foreign(source.make_indirect(spot))


def _shelves(book: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return the resources of the pages, once each: every part has one for all its pages."""
    found = {page.obj.Resources.objgen: page.obj.Resources for page in book.pages}
    return list(found.values())


def _share(shelves: Sequence[pikepdf.Object]) -> None:
    """Make what several parts brought the same: the colour profile, pictures shown twice."""
    pictures: dict[str, pikepdf.Object] = {}
    for shelf in shelves:
        shelf.ColorSpace = shelves[0].ColorSpace
        drawn = shelf.get("/XObject", Dictionary())
        for name, thing in list(drawn.items()):
            if thing.get("/Subtype") == Name.Image and "/SMask" not in thing:
                digest = sha256(thing.read_raw_bytes()).hexdigest()
                drawn[name] = pictures.setdefault(f"{thing.Width}x{thing.Height} {digest}", thing)


def _address(book: pikepdf.Pdf, spots: Mapping[str, pikepdf.Object]) -> None:
    """List every name once, sorted as a name tree must be."""
    listed = Array()
    for name in sorted(spots, key=lambda name: bytes(String(name))):
        listed.append(String(name))
        listed.append(spots[name])
    book.Root.Names = Dictionary(Dests=Dictionary(Names=listed))


def _lead_out(book: pikepdf.Pdf, spots: Mapping[str, pikepdf.Object]) -> None:
    """Make the links that an extract cannot follow lead into the book."""
    for page in book.pages:
        for mark in page.obj.get("/Annots", ()):
            if "/Dest" in mark and str(mark.Dest) not in spots:
                mark.A = Dictionary(Type=Name.Action, S=Name.GoToR, F=String(BOOK), D=mark.Dest)
                del mark.Dest


def _attach(book: pikepdf.Pdf, data: Attachment) -> None:
    """Put a file of data in the book, associated with it as PDF/A-3 asks."""
    kept = pikepdf.AttachedFileSpec(
        book,
        data.content,
        filename=data.name,
        description="Les entrées du livre, en données",
        mime_type="application/json",
        creation_date=data.date,
        mod_date=data.date,
        relationship=Name.Data,
    )
    book.attachments[data.name] = kept
    book.Root.AF = Array([kept.obj])


def _outline(book: pikepdf.Pdf, lines: Sequence[tuple[int, Bookmark]]) -> None:
    """Write the outline: a line goes under the last one that is less deep."""
    with book.open_outline() as outline:
        above: list[tuple[int, list[pikepdf.OutlineItem]]] = [(0, outline.root)]
        for page, line in lines:
            while above[-1][0] >= line.level:
                above.pop()
            item = pikepdf.OutlineItem(line.label, page, "XYZ", left=line.x, top=line.y, zoom=0)
            above[-1][1].append(item)
            above.append((line.level, item.children))
