"""Photos in three sizes, each with its credit and its licence written inside, for whoever finds it alone.

In: a photo entry. Out: JPEG bytes with an XMP packet (Dublin Core, XMP Rights, Creative Commons, IPTC). The
pixels are those of every output: upright, in sRGB, without a position or a device.
"""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from carnet.credits import Credit
from carnet.kinds import FichePhoto
from carnet.media.room import MediaRoom
from carnet.model import Entry

SIZES: Final = {"petite": 640, "moyenne": 1280, "grande": 2560}
"""Longest widths, in pixels: for a message, a page, a print of 21 cm at 300 dpi."""
QUALITY: Final = 88
HEADER: Final = b"http://ns.adobe.com/xap/1.0/\0"
LONGEST: Final = 65_533 - len(HEADER)


def sizes_of(photo: Entry, original: str, credit: Credit, media: MediaRoom) -> dict[str, bytes]:
    """Return a photo in each size, by the name of the size; never enlarged."""
    packet = xmp(photo, credit)
    made = {
        name: media.picture(original, width=width, form="jpeg", quality=QUALITY)
        for name, width in SIZES.items()
    }
    return {name: with_xmp(picture.content, packet) for name, picture in made.items()}


def with_xmp(jpeg: bytes, packet: bytes) -> bytes:
    """Return a JPEG with an XMP packet in its first segments (XMP specification part 3, 1.1.3)."""
    assert jpeg.startswith(b"\xff\xd8"), "a JPEG"
    assert len(packet) <= LONGEST, "one segment holds it"
    segment = HEADER + packet
    return jpeg[:2] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2, "big") + segment + jpeg[2:]


def xmp(photo: Entry, credit: Credit) -> bytes:
    """Return the packet: title, author, source, licence, alternative text."""
    assert isinstance(photo.fiche, FichePhoto)
    alt = photo.fiche.alt or ""
    parts = [
        _text("dc:title", "rdf:Alt", credit.titre),
        _text("dc:creator", "rdf:Seq", credit.auteur),
        _text("dc:rights", "rdf:Alt", credit.ligne),
        _text("dc:description", "rdf:Alt", alt) if alt else "",
        _text("Iptc4xmpCore:AltTextAccessibility", "rdf:Alt", alt) if alt else "",
    ]
    said = {
        "xmpRights:Marked": "False" if credit.licence == "CC0-1.0" else "True",
        "xmpRights:WebStatement": credit.licence_adresse,
        "cc:license": credit.licence_adresse,
        "cc:attributionName": credit.auteur,
        "cc:attributionURL": credit.adresse,
        "photoshop:Credit": credit.auteur,
        "photoshop:Source": credit.source,
    }
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in said.items() if value)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:cc="http://creativecommons.org/ns#"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
        f" {attributes}>{''.join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def _text(name: str, holder: str, value: str) -> str:
    language = ' xml:lang="x-default"' if holder == "rdf:Alt" else ""
    return f"<{name}><{holder}><rdf:li{language}>{escape(value)}</rdf:li></{holder}></{name}>"
