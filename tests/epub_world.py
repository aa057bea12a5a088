"""A small carnet with something of everything the EPUB has to show, and the ways its tests look at a book."""

import io
import math
import struct
import tempfile
import wave
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.epub import binding
from carnet.outputs.epub.container import Package
from carnet.visible import Visible
from tests.conftest import Workspace

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
SMIL = "{http://www.w3.org/ns/SMIL}"
ACCORD = "accord: {objets: [nom, image, voix, propos], supports: [epub, web, pdf], date: 2026-01-01, jusqu_au: 2036-01-01}"


@cache
def a_wave(seconds: float = 6.0) -> bytes:
    """Return a recording of a plain tone."""
    rate = 8000
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        tone = (int(9000 * math.sin(n / 6)) for n in range(int(rate * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return out.getvalue()


@cache
def a_photo(width: int = 640, height: int = 400) -> bytes:
    """Return a JPEG."""
    picture = Image.new("RGB", (width, height), (40, 90, 80))
    ImageDraw.Draw(picture).ellipse((40, 40, width // 2, height - 40), fill=(240, 120, 40))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


VTT = """WEBVTT

00:00:00.000 --> 00:00:02.000
<v Léa Martin>On part du marché.

00:00:02.000 --> 00:00:04.000
<v Léa Martin>On revient à pied.

00:00:04.500 --> 00:00:06.000
<v Un passant>Bonne route !
"""

FILES: Mapping[str, str | bytes] = {
    "carnet.yaml": """\
titre: Carnet d’essai
sous_titre: Trois pas et un pont
annee: 2026
description: Un carnet inventé pour essayer.
licence: CC-BY-SA-4.0
url: https://example.org/essai/
contributeurs:
  duo: {nom: Le duo, role: Autrices}
themes:
  inclusion: {titre: Inclusion}
mentions: {editeur: Éditions d’essai}
""",
    "entries/nec-essai/evenement.md": """\
---
titre: NEC d’essai
statut: publie
debut: 2026-03-12
lieu: {nom: La halle, commune: Essai-sur-Loire}
porteur: Association d’essai
thematiques: [inclusion]
chiffres: [{nombre: "12", libelle: étals}]
---

Une journée pour essayer.
""",
    "entries/nec-suite/evenement.md": """\
---
titre: NEC à venir
statut: publie
debut: 2026-12-02
annonce: oui
lieu: {commune: Suite-en-Brie}
porteur: Association d’essai
thematiques: [inclusion]
---
""",
    "entries/nec-essai/recit.md": """\
---
type: recit
titre: La route du marché
resume: Un matin, une route.
statut: publie
---

On part tôt.[^tot] Voir [[lea-martin]] et le [pont]{.index}.

![[photo-pont]]

## Le retour

![[verbatim-court]]

[^tot]: Avant six heures.
""",
    "entries/nec-essai/photo-pont.md": """\
---
type: photo
fichier: pont.jpg
alt: Un pont de pierre au-dessus d’une rivière basse.
credit: Le duo
statut: publie
---

Le pont, à midi.
""",
    "entries/nec-essai/verbatim-court.md": f"""\
---
type: verbatim
personne: lea-martin
statut: publie
{ACCORD}
---

On passe à pied.
""",
    "entries/nec-essai/verbatim-autre.md": f"""\
---
type: verbatim
personne: jean-secret
statut: publie
{ACCORD}
---

Je ne dirai pas mon nom.
""",
    "entries/nec-essai/son-marche.md": f"""\
---
type: son
titre: Au marché
fichier: marche.wav
transcription: marche.vtt
credit: Le duo
personnes: [lea-martin]
statut: publie
{ACCORD}
---

Enregistré un jeudi.
""",
    "entries/nec-essai/enseignement-marcher.md": """\
---
type: enseignement
titre: On apprend en marchant
themes: [inclusion]
preuves: [verbatim-court, son-marche]
statut: publie
---

À chaque pas.
""",
    "entries/_commun/terme-pont.md": """\
---
type: terme
titre: Pont
statut: publie
---

Ce qui relie deux rives.
""",
    "portraits/lea-martin.md": f"""\
---
nom: Léa Martin
fonction: Marcheuse
structure: Association d’essai
evenements: [nec-essai]
statut: publie
{ACCORD}
---

Elle marche depuis longtemps.
""",
    "portraits/jean-secret.md": f"""\
---
nom: Jean Secret
affichage: role
fonction: Passeur
evenements: [nec-essai]
statut: publie
{ACCORD}
---

Il passe les gens d’une rive à l’autre.
""",
    "media/nec-essai/pont.jpg": a_photo(),
    "media/nec-essai/marche.wav": a_wave(),
    "media/nec-essai/marche.vtt": VTT,
}


@cache
def shared_cache() -> Cache:
    """Return one cache for all tests: the cover, the typefaces and the sound are the same in most of them."""
    return Cache(Path(tempfile.mkdtemp(prefix="carnet-epub-")))


def media_of(workspace: Workspace, kept: Cache | None = None) -> MediaRoom:
    """Return the media of a workspace."""
    return MediaRoom(workspace.root, kept or shared_cache())


def package_of(workspace: Workspace, visible: Visible | None = None) -> Package:
    """Return the files of the EPUB of a workspace."""
    return binding.bind(visible or workspace.visible("epub"), media_of(workspace), ())


def document(package: Package, name: str) -> etree._Element:
    """Return the tree of one document of a book, by its file's stem."""
    found = next(r for r in package.resources if r.path == f"texte/{name}.xhtml")
    return etree.fromstring(found.content)


def text_of(element: etree._Element) -> str:
    """Return the words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def metas(package: Package, name: str) -> list[str]:
    """Return the values of one property of the book's metadata."""
    return [meta.value for meta in package.metadata if meta.name == name]


def every_byte(content: bytes) -> bytes:
    """Return the names and the contents of every file of a book, put end to end."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


def folder(path: Path, content: bytes) -> Path:
    """Write a book in a folder and return its path."""
    book = path / "carnet.epub"
    book.write_bytes(content)
    return book
