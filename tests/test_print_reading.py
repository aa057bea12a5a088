"""What a reading machine finds in the book: tags, languages, notes, the words of links, data, QR codes."""

import io
import json
import subprocess
import wave
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.conftest import Workspace
from tests.test_print import PEOPLE, STORY, elements, made, pages

Make = Callable[..., Workspace]

TABLES = """\
---
type: synthese
titre: Deux tableaux
resume: On compte.
statut: publie
---

| Quoi | Watts |
|---|---|
| Four | 900 |

: Ce que l’on branche

Plus loin, une note.[^1]

| Qui | Où |
|---|---|
| Léa | Ici |

[^1]: Comptée deux fois.
"""


def sound() -> bytes:
    """Return half a second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8000))
    return out.getvalue()


SOUND = {
    "entries/nec-essai/son.md": """\
---
type: son
titre: La pluie
fichier: media/nec-essai/pluie.wav
credit: Le duo
statut: publie
---

De la pluie.
""",
    "media/nec-essai/pluie.wav": sound(),
}
EDITION = """\
titre: Carnet d’essai
annee: 2026
description: Un carnet pour essayer.
licence: CC-BY-SA-4.0
url: https://example.org/essai/
contributeurs:
  duo: {nom: Le duo}
themes:
  inclusion: {titre: Inclusion}
"""


@pytest.fixture
def book(make_carnet: Make) -> bytes:
    """A book with notes, tables in two events, a passage in English, links."""
    workspace = make_carnet(
        {
            **PEOPLE,
            **STORY,
            "entries/nec-essai/synthese.md": TABLES,
            "entries/nec-deux/evenement.md": "---\ntitre: Deux\nstatut: publie\ndebut: 2026-05-02\n"
            "lieu: {commune: Ville}\nporteur: P\nthematiques: [inclusion]\n---\n\nDeux.\n",
            "entries/nec-deux/synthese.md": TABLES,
        }
    )
    return made(workspace)


def test_every_note_is_a_note_with_a_name_of_its_own(book: bytes) -> None:
    """PDF/UA-1, 7.9: a note is tagged as one and has an identifier no other has."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        notes = [str(e.ID) for e in elements(pdf) if e.S == "/Note"]

    assert len(notes) == 3
    assert len(set(notes)) == 3


def test_headings_of_columns_are_not_mistaken_across_tables(book: bytes) -> None:
    """Each cell names the heading of its own table, whatever part of the book it is in."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        tree = list(elements(pdf))
        named = Counter(str(e.ID) for e in tree if e.S == "/TH")
        asked = [str(h) for e in tree if e.S == "/TD" for h in e.A.Headers]

    assert len(named) == 8
    assert set(named.values()) == {1}
    assert Counter(asked) == named


def test_a_passage_in_another_language_says_so(book: bytes) -> None:
    """A reading machine changes its voice for it, and for it alone."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        assert [str(e.Lang) for e in elements(pdf) if "/Lang" in e] == ["en"]


def test_a_link_says_its_words(book: bytes) -> None:
    """Not the name of its target: « Léa Martin », and « page 12 » in the index."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        said = {str(mark.Contents) for page in pdf.pages for mark in page.obj.get("/Annots", [])}

    assert {"Léa Martin", "Un tableau des clés"} <= said
    assert any(words.startswith("page ") for words in said)
    assert not any("--" in words for words in said)


def test_the_caption_of_a_table_is_inside_it(book: bytes) -> None:
    """Tagged as its caption, first thing in the table."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        tables = [e for e in elements(pdf) if e.S == "/Table"]

        assert [str(t.K[0].S) for t in tables] == ["/Caption", "/THead"] * 2


def test_the_entries_travel_inside_the_book_as_data(make_carnet: Make) -> None:
    """What may leave on this support, under public names, and nothing else."""
    held = STORY["entries/nec-essai/recit.md"]
    workspace = make_carnet(
        {**PEOPLE, **STORY, "entries/nec-essai/web.md": str(held).replace("statut", "sorties: [web]\nstatut")}
    )

    with pikepdf.open(io.BytesIO(made(workspace))) as pdf:
        (kept,) = pdf.Root.AF
        assert kept.AFRelationship == "/Data"
        said = json.loads(pdf.attachments["carnet.json"].get_file().read_bytes())

    ids = [entry["id"] for entry in said["entrees"]]
    assert "nec-essai--recit" in ids
    assert "nec-essai--web" not in ids
    assert not any("jeanne" in id_ for id_ in ids)
    (word,) = (entry for entry in said["entrees"] if entry["type"] == "verbatim")
    assert (word["dit_par"], word["texte"]) == ("Colombe", "On m’a donné une clé.")


def test_a_sound_leads_to_its_page_on_the_site(make_carnet: Make, tmp_path: Path) -> None:
    """Its address is printed, and the square beside it says the same, read from paper at 300 dpi."""
    import zxingcpp

    workspace = make_carnet({"carnet.yaml": EDITION, **SOUND})
    content = made(workspace)
    text = pages(content)
    folio = next(n for n, page in enumerate(text, 1) if "À écouter" in page and "La pluie" in page)

    assert "example.org/essai/sons/nec-essai/son" in text[folio - 1]
    run = ["pdftoppm", "-r", "300", "-png", "-f", str(folio), "-l", str(folio), "-", str(tmp_path / "page")]
    subprocess.run(run, input=content, check=True)
    (image,) = tmp_path.glob("page*.png")
    codes = zxingcpp.read_barcodes(Image.open(image))
    assert [code.text for code in codes] == ["https://example.org/essai/sons/nec-essai/son/"]


@pytest.mark.parametrize(
    "files",
    [
        {"entries/nec-essai/son.md": SOUND["entries/nec-essai/son.md"]},
        {
            "carnet.yaml": EDITION,
            "entries/nec-essai/son.md": str(SOUND["entries/nec-essai/son.md"]).replace(
                "statut", "sorties: [pdf]\nstatut"
            ),
        },
    ],
    ids=["no address", "not on the site"],
)
def test_a_sound_that_is_not_on_the_site_has_no_square(make_carnet: Make, files: dict[str, str]) -> None:
    """Paper never leads to a page that is not there."""
    text = " ".join(pages(made(make_carnet({**SOUND, **files}))))

    assert "La pluie" in text
    assert "À écouter" not in text
