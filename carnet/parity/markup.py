"""Reads a website and an EPUB back, with lxml's parsers.

In: artifacts. Out: a ``Reading``. Nothing here knows how a page was made, but for the attribute that carries
an entry's identity. A document without any (credits, an index) is under the identity "".
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Any, Final

from carnet.model import Artifact
from carnet.parity.pieces import squeeze
from carnet.parity.reading import Place, Reading

IDENTITY: Final = "data-entree"
SILENT: Final = ("{*}script", "{*}style", "{*}template")
"""What nobody reads."""


def read_site(artifacts: Iterable[Artifact]) -> Reading:
    """Read every HTML page."""
    from lxml import etree

    found: dict[str, list[Place]] = {}
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    for artifact in artifacts:
        if artifact.path.endswith(".html"):
            _read(etree.fromstring(artifact.content, parser), artifact.path, found)
    return found


def read_epub(artifacts: Iterable[Artifact]) -> Reading:
    """Read every document of the EPUBs among the artifacts."""
    from lxml import etree

    found: dict[str, list[Place]] = {}
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
    for artifact in artifacts:
        if not artifact.path.endswith(".epub"):
            continue
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as book:
            for name in book.namelist():
                if name.endswith(".xhtml"):
                    _read(etree.fromstring(book.read(name), parser), name, found)
    return found


def _read(root: Any, where: str, found: dict[str, list[Place]]) -> None:
    from lxml import etree

    etree.strip_elements(root, *SILENT, with_tail=False)
    marked = [element for element in root.iter() if element.get(IDENTITY)]
    if not marked:
        _gather(root, place := Place("", where, frozenset()))
        found.setdefault("", []).append(place)
    for element in marked:
        identity = element.get(IDENTITY)
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
    place.text += squeeze("".join(element.itertext()))
    for inside in element.iter("{*}img", "{*}audio", "{*}a"):
        match inside.tag.rpartition("}")[2]:
            case "img":
                place.images += 1
                place.spoken.append(squeeze(inside.get("alt", "")))
            case "audio":
                place.sounds += 1
            case "a":
                place.addresses.add(inside.get("href", ""))
