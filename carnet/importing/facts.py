"""What a photo says of itself: EXIF, IPTC and XMP, read for what its author wrote.

In: the three blocks of metadata, any of them empty or broken. Out: ``Facts``: when, caption, alternative,
credit, licence, persons. Positions and devices are not read.
"""

import datetime as dt
import re
import struct
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from carnet.importing.limits import parse_xml
from carnet.importing.values import RefusedError

BROKEN: Final = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
DC, PHOTOSHOP = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS, CC = "{http://ns.adobe.com/xap/1.0/rights/}", "{http://creativecommons.org/ns#}"
PEOPLE, CORE = (
    "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}",
    "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}",
)
FACES, STAREA = (
    "{http://www.metadataworkinggroup.com/schemas/regions/}",
    "{http://ns.adobe.com/xmp/sType/Area#}",
)

LICENCES: Final = (
    (r"creativecommons\.org/publicdomain/zero|CC0", "CC0-1.0"),
    (r"creativecommons\.org/licenses/(by(?:-nc)?(?:-nd|-sa)?)/(\d\.\d)", ""),
    (r"\bCC[ -](BY(?:-NC)?(?:-ND|-SA)?)[ -](\d\.\d)", ""),
    (r"etalab|licence ouverte", "etalab-2.0"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the author of a photo wrote in it; "" or () or None where nothing is said."""

    made: dt.datetime | None = None
    caption: str = ""
    alt: str = ""
    credit: str = ""
    licence: str = ""
    rights: str = ""
    persons: tuple[str, ...] = ()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Pillow silent about odd metadata: what cannot be read is not there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def exif_values(exif: bytes) -> dict[int, Any]:
    """Return the values of EXIF by tag, those of its inner directory among them."""
    from PIL import Image

    found: dict[int, Any] = {}
    if not exif:
        return found
    with quiet(), suppress(*BROKEN):
        read = Image.Exif()
        read.load(exif if exif.startswith(b"Exif\0") else b"Exif\0\0" + exif)
        found.update(read)
        found.update(read.get_ifd(0x8769))
    return found


def read_facts(exif: bytes, xmp: bytes, iptc: bytes) -> Facts:
    """Return what the three blocks say; XMP, the youngest, is believed first."""
    tags, words, lines = exif_values(exif), _xmp(xmp), _iptc(iptc)
    rights = words.get("rights") or lines.get(116) or _text(tags.get(0x8298))
    licence = _licence(" ".join([words.get("licence", ""), rights]))
    return Facts(
        made=_when(_text(tags.get(0x9003)) or _text(tags.get(0x0132))),
        caption=words.get("caption") or lines.get(120) or _text(tags.get(0x010E)),
        alt=words.get("alt", ""),
        credit=words.get("credit")
        or lines.get(110)
        or words.get("creator")
        or lines.get(80)
        or _text(tags.get(0x013B)),
        licence=licence,
        rights="" if licence else rights,
        persons=tuple(dict.fromkeys(words.get("persons", "").split("\n"))) if words.get("persons") else (),
    )


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    with suppress(UnicodeError):  # EXIF is read as Latin-1, and written in UTF-8 by everybody
        value = value.encode("latin-1").decode("utf-8")
    return _clean(value)


def _clean(text: str) -> str:
    return " ".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]+", " ", text).split()
    )[:2000]


def _when(text: str) -> dt.datetime | None:
    with suppress(ValueError):
        return dt.datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")
    return None


def _licence(text: str) -> str:
    for pattern, name in LICENCES:
        if found := re.search(pattern, text, re.I):
            return name or f"CC-{found[1].upper()}-{found[2]}"
    return ""


def _iptc(blocks: bytes) -> dict[int, str]:
    """Read the IPTC records of Photoshop's resource blocks."""
    found: dict[int, str] = {}
    for match in re.finditer(rb"\x1c\x02(.)(..)", blocks, re.S):
        (length,) = struct.unpack(">H", match[2])
        raw = blocks[match.end() : match.end() + length]
        if length < 0x8000 and raw:
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = raw.decode("cp1252", "replace")
            found.setdefault(match[1][0], _clean(text))
    return found


def _xmp(packet: bytes) -> dict[str, str]:
    """Read the parts of an XMP packet that an author fills."""
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    if start < 0 or end < 0:
        return {}
    try:
        root = parse_xml(packet[start : end + 12], "XMP")
    except RefusedError:
        return {}

    def values(*names: str) -> Iterator[str]:
        for element in root.iter():
            for name in names:
                if element.tag == name:
                    parts = [e.text for e in element.iter() if e.text and e.text.strip()]
                    yield from (_clean(part) for part in parts)
                if name in element.attrib:
                    yield _clean(element.attrib[name])

    def first(found: Iterable[str]) -> str:
        return next(iter(found), "")

    return {
        "caption": first(values(f"{DC}description")),
        "alt": first(values(f"{CORE}AltTextAccessibility")),
        "credit": first(values(f"{PHOTOSHOP}Credit")),
        "creator": ", ".join(values(f"{DC}creator")),
        "rights": first(values(f"{DC}rights", f"{RIGHTS}UsageTerms")),
        "licence": " ".join(values(f"{CC}license", f"{RIGHTS}WebStatement", f"{RIGHTS}UsageTerms")),
        "persons": "\n".join(values(f"{PEOPLE}PersonInImage", f"{FACES}Name")),
    }
