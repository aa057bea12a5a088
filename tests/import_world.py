"""Files as other programs make them, built in memory for the tests of imports."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from carnet.diagnostics import Report
from carnet.importing.bringing import Options, Refusal, import_all, place_for
from carnet.importing.values import Brought
from carnet.sources import read_workspace

DATA = Path(__file__).parent / "data/importer"


def brought_into(
    root: Path, *paths: Path, dry: bool = False, **options: object
) -> tuple[list[Brought], list[Refusal]]:
    """Import files into a workspace's only event."""
    asked = Options(**{"evenement": "nec-essai", **options})  # type: ignore[arg-type]  # as a caller would
    return import_all(root, paths, place_for(read_workspace(root, Report()), asked), asked, dry=dry)


def archive(path: Path, parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def photo(
    *,
    size: tuple[int, int] = (120, 80),
    orientation: int = 1,
    made: str = "",
    gps: bool = False,
    seed: int = 0,
    **words: str,
) -> bytes:
    """Return a JPEG as a phone writes it: where, when, with what, and a few words."""
    image = Image.new("RGB", size, (200, 180, 90 + seed))
    for column in range(0, size[0], 10):
        image.paste(
            (column * 2 % 255, 100, 200), (column, (column * (seed + 3)) % size[1], column + 6, size[1])
        )
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0110] = orientation, "Fabricant", "Modele-7"
    if "caption" in words:
        exif[0x010E] = words["caption"]
    inside = exif.get_ifd(0x8769)
    inside[0xA431] = "SERIE-0042"
    if made:
        inside[0x9003] = made
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (48.0, 50.0, 11.0), "E", (2.0, 20.0, 5.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90)
    content = out.getvalue()
    if "xmp" in words:
        packet = b"http://ns.adobe.com/xap/1.0/\0" + words["xmp"].encode()
        content = content[:2] + b"\xff\xe1" + (len(packet) + 2).to_bytes(2, "big") + packet + content[2:]
    return content


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:cc="http://creativecommons.org/ns#" photoshop:Credit="Camille Exemple" exif:GPSLatitude="48,50.18N"
 cc:license="https://creativecommons.org/licenses/by-sa/4.0/">
<dc:description><rdf:Alt><rdf:li xml:lang="fr">La place, au matin.</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="fr">Une place vide, un banc et deux arbres.</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Léa Martin</rdf:li><rdf:li>Inconnue Exemple</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
