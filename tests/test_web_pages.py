"""Page types of the site, each with what its reader came for."""

import io
import re

import pytest
from PIL import Image

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.web import assemble
from tests.epub_world import a_wave
from tests.test_media_images import where_and_who
from tests.test_web import pages_of, png

VTT = """WEBVTT

Introduction
00:01.000 --> 00:03.000
<v Léa>J’ai retrouvé la clé.

2
00:05.000 --> 00:09.000
<v Léa>Elle était sous le paillasson.
"""
SOUND = {
    "entries/nec-essai/son-cle.md": """\
---
type: son
titre: La clé
fichier: media/nec-essai/cle.wav
credit: Le duo
transcription: media/nec-essai/cle.vtt
statut: publie
---
""",
    "entries/nec-essai/verbatim-cle.md": """\
---
type: verbatim
locuteur: une voisine
son: son-cle
debut: 0:00:05
statut: publie
---

Elle était sous le paillasson.
""",
    "media/nec-essai/cle.vtt": VTT,
    "media/nec-essai/cle.wav": a_wave(10),
}


@pytest.fixture
def site_of(make_carnet):
    """Return a function that makes the site of a carnet with these files, as bytes by path."""

    def make(files):
        workspace = make_carnet(files)
        made = assemble(workspace.visible("web"), MediaRoom(workspace.root, Cache(None)), {})
        return {a.path: a.content for a in made}

    return make


def photographed() -> bytes:
    """Return a JPEG in which a phone wrote where it was."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "orange").save(out, "JPEG", exif=where_and_who())
    return out.getvalue()


def photo(number: int, caption: str = "") -> dict[str, str | bytes]:
    """Return a photo entry and its file."""
    return {
        f"entries/nec-essai/photo-{number}.md": f"---\ntype: photo\nfichier: media/nec-essai/{number}.png\nalt: Une halle sous la pluie.\n"
        f"credit: Odile\nstatut: publie\n---\n\n{caption}\n",
        f"media/nec-essai/{number}.png": png(),
    }


def test_a_sound_has_chapters_and_its_transcript_on_its_page(site_of):
    """A named cue and a quoted moment are chapters; each time is a link into the sound; the text can be taken away."""
    site = site_of(SOUND)
    page = site["sons/nec-essai/son-cle/index.html"].decode()

    chapters, transcript = page.split('id="nec-essai--son-cle-transcription"')
    assert chapters.index("<p>Introduction</p>") < chapters.index("Elle était sous le paillasson")
    assert 'href="../../../medias/nec-essai/son-cle.mp3#t=5"' in chapters
    assert transcript.count('class="instant"') == 2
    assert re.search(
        r"10\u00a0s, \d+\u00a0Ko à l’écoute\. <a [^>]+>Télécharger le MP3 \(\d+\u00a0Ko\)", chapters
    )
    assert (
        'href="../../../medias/nec-essai/son-cle.vtt" download="download">Télécharger la transcription (WebVTT, 1\u00a0Ko)'
        in transcript
    )
    assert site["medias/nec-essai/son-cle.vtt"].decode().count("<v Léa>") == 2


def test_a_resource_with_a_file_is_downloaded_with_its_format_and_weight(site_of):
    """The link says what comes and how heavy it is, on the page and in the catalogue; the file is named after the entry."""
    resource = "---\ntype: ressource\ntitre: La règle\nresume: Quatre phrases.\nnature: document\nfichier: media/nec-essai/Regle V2.pdf\nstatut: publie\n---\n"

    site = site_of(
        {
            "entries/nec-essai/ressource-regle.md": resource,
            "media/nec-essai/Regle V2.pdf": b"%PDF" + b"x" * 1_200_000,
        }
    )

    assert site["medias/nec-essai/ressource-regle.pdf"].startswith(b"%PDF")
    for path in ("ressources/nec-essai/ressource-regle/index.html", "ressources/index.html"):
        assert "(PDF, 1,2\u00a0Mo)" in site[path].decode(), path
    assert not any("V2" in path for path in site)


def test_a_picture_that_is_a_resource_is_published_as_any_picture(site_of):
    """What its device wrote in it does not leave."""
    resource = "---\ntype: ressource\ntitre: Le plan\nresume: Un plan.\nnature: document\nfichier: media/nec-essai/plan.jpg\nstatut: publie\n---\n"
    site = site_of(
        {"entries/nec-essai/ressource-plan.md": resource, "media/nec-essai/plan.jpg": photographed()}
    )

    assert b"Exif" in photographed()
    assert b"Exif" not in site["medias/nec-essai/ressource-plan.jpg"]


def test_three_photos_are_an_essay(site_of):
    """Two photos stay on the event's page; three are also looked at one after the other, the first without waiting."""
    two = site_of(photo(1) | photo(2))
    three = site_of(photo(1) | photo(2) | photo(3, "La halle à midi."))

    assert "photos/nec-essai/index.html" not in two
    page = three["photos/nec-essai/index.html"].decode()
    assert page.count("<figure") == 3
    assert page.count('fetchpriority="high"') == 1
    assert "La halle à midi." in page
    assert 'href="../../photos/nec-essai/index.html"' in three["evenements/nec-essai/index.html"].decode()


def test_a_lesson_says_what_it_rests_on_and_where_that_was_seen(site_of):
    """Lessons stand under their first theme; one event only is said to be one only."""
    lesson = "---\ntype: enseignement\ntitre: On attend\nthemes: [inclusion]\npreuves: [verbatim-cle]\nstatut: publie\n---\n\nOn attend.\n"

    page = site_of({**SOUND, "entries/_commun/on-attend.md": lesson})["enseignements/index.html"].decode()

    assert 'id="theme-inclusion">Inclusion</h2>' in page
    assert "1\u00a0appui, vu à une seule rencontre\u00a0: <a" in page


def test_the_page_on_weights_measures_this_very_site(site_of):
    """The home page's weight is the one of the home page."""
    site = site_of({})
    weight = f"{round(len(site['index.html']) / 1000)}\u00a0Ko"

    assert weight in site["ecoconception/index.html"].decode()


def test_an_announced_event_has_a_page_that_waits(site_of):
    """It says that it is to come and where to sign up, and promises nothing that is not there."""
    event = (
        "---\ntitre: NEC à venir\nstatut: publie\ndebut: 2027-01-10\nannonce: oui\nlieu:\n  commune: Suite-les-Bains\n"
        "porteur: Association\nthematiques: [inclusion]\nliens:\n  - titre: S’inscrire\n    url: https://exemple.org/\n---\n"
    )

    page = site_of({"entries/nec-suite/evenement.md": event})["evenements/nec-suite/index.html"].decode()

    assert "· à venir" in page
    assert page.index("S’inscrire") < page.index("Porté par")
    assert "<section" not in page.split('<article class="evenement')[1].split("</article>")[0]


def test_ninety_verbatims_are_on_the_wall_and_nine_on_the_event_page(site_of):
    """An event's page shows the strongest words and leads to all of them."""
    words = {
        f"entries/nec-essai/verbatim-{n}.md": f"---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nParole numéro {n}, dite ici.\n"
        for n in range(90)
    }

    site = pages_of(site_of(words))

    assert site["verbatims/index.html"].count("<blockquote") == 90
    assert site["evenements/nec-essai/index.html"].count("<blockquote") == 10
    assert "Les 90 paroles recueillies ici" in site["evenements/nec-essai/index.html"]
