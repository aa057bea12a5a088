"""Reads a website and an EPUB back, with lxml's parsers.

In: artifacts. Out: a ``Reading``. Nothing here knows how a page was made, but for the attribute that carries
an entry's identity. A document without any (credits, an index) is under the identity "".
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

from carnet.model import Artifact
from carnet.parity.pieces import squeeze
from carnet.parity.reading import Place, Reading

IDENTITY: Final = "data-entree"
SILENT: Final = frozenset({"script", "style", "template"})


def read_site(artifacts: Iterable[Artifact]) -> Reading:
    """Read every HTML page."""
    import lxml.html

    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        if artifact.path.endswith(".html"):
            _read(lxml.html.document_fromstring(artifact.content), artifact.path, found)
    return found


def read_epub(artifacts: Iterable[Artifact]) -> Reading:
    """Read every document of the EPUBs among the artifacts."""
    from lxml import etree

    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        if not artifact.path.endswith(".epub"):
            continue
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
            for name in book.namelist():
                if name.endswith(".xhtml"):
                    _read(etree.fromstring(book.read(name)), name, found)
    return found


def _read(root: Any, where: str, found: dict[str, list[Place]]) -> None:
    if root.find(f".//*[@{IDENTITY}]") is None:
        _gather(root, place := Place("", where, frozenset()))
        found.setdefault("", []).append(place)
        return
    for element in root.iter():
        identity = element.get(IDENTITY) if isinstance(element.tag, str) else None
        if not identity:
            continue
        holders = frozenset(held for above in element.iterancestors() if (held := above.get(IDENTITY)))
        if identity in holders:
            continue
        before = element.getprevious()
        if before is not None and before.get(IDENTITY) == identity:  # a word and its definition
            _gather(element, found[identity][-1])
            continue
        place = Place(identity, where, holders)
        _gather(element, place)
        found.setdefault(identity, []).append(place)


def _gather(element: Any, place: Place) -> None:
    place.text += squeeze("".join(_words(element)))
    for inside in element.iter():
        match _name(inside):
            case "img":
                place.images += 1
                place.spoken.append(squeeze(inside.get("alt", "")))
            case "audio":
                place.sounds += 1
            case "a":
                place.addresses.add(inside.get("href", ""))


def _words(element: Any) -> Iterator[str]:
    if _name(element) in SILENT:
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _words(child)
        yield child.tail or ""


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
