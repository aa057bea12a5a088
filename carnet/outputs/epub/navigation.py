"""The contents: documents in, the visible contents, the landmarks, the page list and the NCX out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from carnet.outputs.epub import xhtml
from carnet.outputs.epub.documents import FOLDER, Document
from carnet.outputs.epub.order import Section

LANDMARKS: Final = {
    "glossaire": "glossary",
    "index": "index",
    "bibliographie": "bibliography",
    "colophon": "colophon",
}
NCX: Final = "http://www.daisy.org/z3986/2005/ncx/"


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the contents; ``href`` is relative to the book's folder."""

    titre: str
    href: str
    inside: tuple["Point", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the printed book: its label, and where it starts in the EPUB."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """One place a reading system offers by itself."""

    type: str
    titre: str
    href: str


def points(sections: Iterable[Section]) -> tuple[Point, ...]:
    """Return the contents of the book, one line per document."""
    return tuple(Point(s.titre, f"{FOLDER}/{s.name}.xhtml", points(s.inside)) for s in sections)


def landmarks(documents: Iterable[Document], contents: str) -> tuple[Landmark, ...]:
    """Return the landmarks of a book: what it has among those that reading systems know."""
    documents = tuple(documents)
    body = next((d for d in documents if d.section.matter == "bodymatter"), documents[-1])
    found = [Landmark("cover", "Couverture", documents[0].path), Landmark("toc", "Sommaire", contents)]
    found.append(Landmark("bodymatter", "Début du texte", body.path))
    for document in documents:
        if document.section.forme in LANDMARKS:
            found.append(Landmark(LANDMARKS[document.section.forme], document.section.titre, document.path))
    return tuple(found)


def ncx(
    identifier: str, titre: str, langue: str, *, contents: tuple[Point, ...], pages: tuple[Page, ...]
) -> bytes:
    """Return the contents as EPUB 2 readers want them."""
    root = etree.Element(f"{{{NCX}}}ncx", nsmap={None: NCX}, version="2005-1")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", langue)
    head = etree.SubElement(root, f"{{{NCX}}}head")
    numbers = [int(page.label) for page in pages if page.label.isdigit()]
    for name, value in (
        ("dtb:uid", identifier),
        ("dtb:depth", str(_depth(contents))),
        ("dtb:totalPageCount", str(len(pages))),
        ("dtb:maxPageNumber", str(max(numbers, default=0))),
    ):
        etree.SubElement(head, f"{{{NCX}}}meta", name=name, content=value)
    _label(etree.SubElement(root, f"{{{NCX}}}docTitle"), titre)
    order: dict[str, int] = {}
    _add_points(etree.SubElement(root, f"{{{NCX}}}navMap"), contents, order)
    if pages:
        listing = etree.SubElement(root, f"{{{NCX}}}pageList")
        _label(etree.SubElement(listing, f"{{{NCX}}}navLabel"), "Pages")
        for rank, page in enumerate(pages, start=1):
            _add_page(listing, page, rank, order)
    return xhtml.DECLARATION + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def _depth(contents: tuple[Point, ...]) -> int:
    return 1 + max((_depth(point.inside) for point in contents), default=0) if contents else 0


def _label(parent: xhtml.Element, text: str) -> None:
    etree.SubElement(parent, f"{{{NCX}}}text").text = text


def _add_points(parent: xhtml.Element, contents: tuple[Point, ...], order: dict[str, int]) -> None:
    for point in contents:
        number = order.setdefault(point.href, len(order) + 1)
        element = etree.SubElement(parent, f"{{{NCX}}}navPoint", id=f"point-{number}", playOrder=str(number))
        _label(etree.SubElement(element, f"{{{NCX}}}navLabel"), point.titre)
        etree.SubElement(element, f"{{{NCX}}}content", src=point.href)
        _add_points(element, point.inside, order)


def _add_page(listing: xhtml.Element, page: Page, rank: int, order: dict[str, int]) -> None:
    number = order.setdefault(page.href, len(order) + 1)
    said = {"id": f"page-{rank}", "type": "normal", "value": page.label, "playOrder": str(number)}
    target = etree.SubElement(listing, f"{{{NCX}}}pageTarget", said)
    _label(etree.SubElement(target, f"{{{NCX}}}navLabel"), page.label)
    etree.SubElement(target, f"{{{NCX}}}content", src=page.href)
