"""XHTML documents: what a template wrote in, a tree and then bytes that every reading system takes out."""

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from carnet.diagnostics import CarnetError

Element = Any  # lxml ships no types
NS: Final = "http://www.w3.org/1999/xhtml"
OPS: Final = "http://www.idpf.org/2007/ops"
EPUB_TYPE: Final = f"{{{OPS}}}type"
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
DOCTYPE: Final = b"<!DOCTYPE html>\n"


def parse(text: str, name: str) -> Element:
    """Return the tree of a document; one that is not well-formed is told with its line."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line = text.splitlines()[error.position[0] - 1].strip()[:120] if text else ""
        raise CarnetError(
            f"le document {name} de l’EPUB n’est pas du XHTML bien formé : {error.msg}",
            aide=f"le passage fautif est : {line}",
        ) from error


def serialise(root: Element) -> bytes:
    """Return a document's bytes; no empty element is written ``<p/>``, which old readers take for ``<p>``."""
    for element in elements(root):
        if element.text is None and len(element) == 0 and local(element) not in VOID:
            element.text = ""
    return DECLARATION + DOCTYPE + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def elements(root: Element, *names: str) -> Iterator[Element]:
    """Yield the elements of a tree, of these XHTML names or all, in document order."""
    yield from root.iter(*(f"{{{NS}}}{name}" for name in names)) if names else root.iter(etree.Element)


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def ids(root: Element) -> list[str]:
    """Return every id of a document, in order."""
    return [element.get("id") for element in elements(root) if element.get("id") is not None]


def words(element: Element) -> str:
    """Return the text of an element, its spaces folded."""
    return " ".join("".join(element.itertext()).split(" ")).strip()


def keep_ids_unique(root: Element) -> None:
    """Take away an id already given: an entry included twice in a text answers at its first place."""
    seen: set[str] = set()
    for element in elements(root):
        id_ = element.get("id")
        if id_ in seen:
            del element.attrib["id"]
        elif id_ is not None:
            seen.add(id_)


def keep_titles_in_order(root: Element) -> None:
    """Bring up a title that is more than one level below the one above it: a speech set under no other."""
    above: list[tuple[int, int]] = [(0, 0)]
    for title in elements(root, "h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(local(title)[1])
        while above[-1][0] >= level:
            above.pop()
        above.append((level, above[-1][1] + 1))
        title.tag = f"{{{NS}}}h{above[-1][1]}"
