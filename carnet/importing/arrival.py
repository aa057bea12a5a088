"""A photo on its arrival: judged, then rid of what it knows of places and devices.

In: the bytes of an image that comes from anywhere. Out: bytes that keep every pixel as it was (a HEIC becomes
a JPEG), and no position, device, serial number, thumbnail, face or second picture hidden behind the first;
and, read beforehand, what its author wrote in it. JPEG, PNG and WebP are cut without being decoded again.
"""

import io
import re
import struct
from dataclasses import dataclass
from typing import Final

from carnet.importing.facts import Facts, quiet, read_facts
from carnet.media import MediaError

ORIENTATION, MADE, MADE_ZONE = 0x0112, 0x9003, 0x9011
QUALITY: Final = 92
SAID: Final = (b"eXIf", b"iTXt", b"tEXt", b"zTXt", b"tIME", b"dSIG", b"caBX")
"""The parts of a PNG that talk and do not draw."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An image fit for ``media/``: its bytes, its suffix, and what was read in the original."""

    content: bytes
    suffix: str
    facts: Facts


def arrived(content: bytes) -> Arrived:
    """Return an image as it may be kept; raise ``MediaError`` for what is none, or too large."""
    from carnet.importing.heic import as_jpeg, is_heic

    if is_heic(content):
        made, exif, xmp = as_jpeg(content, QUALITY)
        return Arrived(made, ".jpg", read_facts(exif, xmp, b""))
    kind = _kind(content)
    _check(content)
    match kind:
        case "JPEG":
            parts = _jpeg(content)
            facts = read_facts(parts.exif, parts.xmp, parts.iptc)
            return Arrived(parts.clean(_minimal(parts.exif)), ".jpg", facts)
        case "PNG":
            chunks = list(_png(content))
            exif = next((data for name, data in chunks if name == b"eXIf"), b"")
            xmp = next((d for n, d in chunks if n == b"iTXt" and d.startswith(b"XML:com.adobe.xmp")), b"")
            kept = [(name, data) for name, data in chunks if name not in SAID]
            return Arrived(_png_of(kept), ".png", read_facts(exif, xmp, b""))
        case "WEBP":
            chunks = list(_webp(content))
            exif = next((d for n, d in chunks if n == b"EXIF"), b"").removeprefix(b"Exif\0\0")
            xmp = next((d for n, d in chunks if n == b"XMP "), b"")
            return Arrived(_webp_of(chunks), ".webp", read_facts(exif, xmp, b""))
    return _saved_again(content, kind)


def _kind(content: bytes) -> str:
    signs = (
        (rb"\xff\xd8\xff", "JPEG"),
        (rb"\x89PNG\r\n\x1a\n", "PNG"),
        (rb"RIFF....WEBP", "WEBP"),
        (rb"GIF8", "GIF"),
        (rb"BM", "BMP"),
        (rb"II\*\0|MM\0\*", "TIFF"),
        (rb"....ftypavi[fs]", "AVIF"),
    )
    return next((name for sign, name in signs if re.match(sign, content, re.S)), "")


def _check(content: bytes) -> None:
    """Read the image to its last pixel, within limits."""
    from carnet.media import images, pixels

    pixels.facts(io.BytesIO(content), images.MAX_PIXELS)
    pixels.read_all(content, images.MAX_PIXELS)


def _minimal(exif: bytes) -> bytes:
    """Return EXIF that says which way up the photo is, and when it was made."""
    from carnet.importing.facts import exif_values

    found = exif_values(exif)
    from PIL import Image

    kept = Image.Exif()
    if found.get(ORIENTATION) in range(2, 9):
        kept[ORIENTATION] = found[ORIENTATION]
    inside = kept.get_ifd(0x8769)
    for tag in (MADE, MADE_ZONE):
        if isinstance(found.get(tag), str) and re.fullmatch(r"[\d: +-]{6,19}", found[tag]):
            inside[tag] = found[tag]
    return kept.tobytes() if dict(kept) or inside else b""


# --- JPEG ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Jpeg:
    """The segments of a JPEG that draw it, and the three that talk about it."""

    segments: list[bytes]
    scans: bytes
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""

    def clean(self, exif: bytes) -> bytes:
        head = b"\xff\xd8"
        if exif:
            head += b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        return head + b"".join(self.segments) + self.scans


def _jpeg(content: bytes) -> _Jpeg:
    found = _Jpeg([], b"")
    place = 2
    while True:
        while content[place : place + 2] == b"\xff\xff":
            place += 1
        if content[place : place + 1] != b"\xff" or place + 4 > len(content):
            raise MediaError("image-illisible", "le fichier est abîmé")
        sign = content[place + 1]
        if sign == 0xDA:
            found.scans = content[place : _end_of_scans(content, place)]
            return found
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        segment, data = content[place : place + 2 + length], content[place + 4 : place + 2 + length]
        place += 2 + max(2, length)
        if sign == 0xE1 and data.startswith(b"Exif\0"):
            found.exif = found.exif or data[6:]
        elif sign == 0xE1 and data.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            found.xmp = found.xmp or data.partition(b"\0")[2]
        elif sign == 0xED and data.startswith(b"Photoshop 3.0\0"):
            found.iptc += data[14:]
        elif _draws(sign, data):
            found.segments.append(segment)


def _draws(sign: int, data: bytes) -> bool:
    """Tell whether a segment draws the picture: 0xFE is a comment, from 0xE0 on they belong to programs."""
    if sign == 0xE2:
        return data.startswith(b"ICC_PROFILE\0")
    return sign in (0xE0, 0xEE) or not (0xE0 <= sign <= 0xEF or sign == 0xFE)


def _end_of_scans(content: bytes, start: int) -> int:
    """Return where the picture ends: what phones hide behind it is not part of it."""
    for match in re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.S).finditer(content, start + 2):
        if match[1] == b"\xd9":
            return match.end()
    return len(content)


# --- PNG and WebP ----------------------------------------------------------------------------------


def _png(content: bytes):  # type: ignore[no-untyped-def]
    place = 8
    while place + 8 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        name = content[place + 4 : place + 8]
        yield name, content[place + 8 : place + 8 + length]
        if name == b"IEND":
            return
        place += 12 + length


def _png_of(chunks: list[tuple[bytes, bytes]]) -> bytes:
    import zlib

    out = [b"\x89PNG\r\n\x1a\n"]
    for name, data in chunks:
        out.append(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
    return b"".join(out)


def _webp(content: bytes):  # type: ignore[no-untyped-def]
    place = 12
    while place + 8 <= len(content):
        name, (length,) = content[place : place + 4], struct.unpack("<I", content[place + 4 : place + 8])
        yield name, content[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def _webp_of(chunks: list[tuple[bytes, bytes]]) -> bytes:
    kept = []
    for name, data in chunks:
        if name in (b"EXIF", b"XMP "):
            continue
        if name == b"VP8X":
            data = bytes([data[0] & ~0x0C]) + data[1:]
        kept.append(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _saved_again(content: bytes, kind: str) -> Arrived:
    """Save the pixels of a rarer format again as PNG, or JPEG for an AVIF, when it says more than pixels."""
    from PIL import Image

    with quiet(), Image.open(io.BytesIO(content), formats=[kind] if kind else None) as image:
        exif = image.getexif()
        found = read_facts(exif.tobytes() if exif else b"", b"", b"")
        if kind in ("GIF", "BMP"):
            return Arrived(content, f".{kind.lower()}", found)
        out = io.BytesIO()
        if kind == "AVIF":
            image.convert("RGB").save(out, "JPEG", quality=QUALITY)
            return Arrived(out.getvalue(), ".jpg", found)
        image.load()
        plain = image if image.mode in ("1", "L", "LA", "RGB", "RGBA", "P") else image.convert("RGB")
        plain.info = {}
        plain.save(out, "PNG")
        return Arrived(out.getvalue(), ".png", found)
