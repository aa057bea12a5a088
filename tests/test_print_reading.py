"""What a reading machine finds in the book: tags, languages, notes, the words of links, data, QR codes."""

import io
import json
import subprocess
import wave
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.print import assemble, extract
from carnet.outputs.print.trim import MM, trim
from tests.conftest import Workspace
from tests.test_print import PEOPLE, STORY, elements, made, pages, whole

__all__ = ["whole"]

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
    """PDF/UA-1, 7.9: a note is tagged as one and has an identifier no other has; its call is a reference."""
    with pikepdf.open(io.BytesIO(book)) as pdf:
        notes = [str(e.ID) for e in elements(pdf) if e.S == "/Note"]
        calls = [e for e in elements(pdf) if e.S == "/Reference"]

    assert len(notes) == len(calls) == 3
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


def test_an_extract_has_the_pages_of_the_book(make_carnet: Make) -> None:
    """Same words and same numbers as in the book; what leads out of it leads into the book beside it."""
    files = {
        **PEOPLE,
        **STORY,
        "entries/nec-deux/evenement.md": "---\ntitre: Deux\nstatut: publie\ndebut: 2026-05-02\n"
        "lieu: {commune: Ville}\nporteur: P\nthematiques: [inclusion]\n---\n\nAprès [[nec-essai]], deux.\n",
    }
    workspace = make_carnet(files)
    whole = pages(made(workspace))
    room = MediaRoom(workspace.root, Cache(None))
    content = extract(workspace.visible("pdf"), room, "nec-deux").content
    first = next(n for n, page in enumerate(whole) if "2 mai 2026 · Ville" in page)

    assert pages(content) == whole[first : first + len(pages(content))]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert int(pdf.Root.PageLabels.Nums[1].St) == first + 1
        away = [mark.A for page in pdf.pages for mark in page.obj.get("/Annots", []) if "/A" in mark]
        assert {(str(a.S), str(a.F)) for a in away} == {("/GoToR", "carnet.pdf")}


def test_large_print_is_the_same_book_on_a4_in_18_points(whole: Workspace) -> None:
    """Every word of the text is set in 18 points, nothing below 16 but figures in exponent, no word is cut."""
    room = MediaRoom(whole.root, Cache(None))
    normal, large = assemble(whole.visible("pdf"), room, large=True)
    words = [" ".join(" ".join(pages(book.content)).split()) for book in (normal, large)]

    with pikepdf.open(io.BytesIO(large.content)) as pdf:
        assert [round(float(n)) for n in pdf.pages[0].mediabox[2:]] == [595, 842]
        sizes = Counter(size for page in pdf.pages for size in _sizes(page))
    assert large.path == "carnet-grands-caracteres.pdf"
    assert sizes[18] > 10
    assert min(size for size, count in sizes.items() if count > 3) >= 15
    assert "Léa Martin ouvre la porte à huit heures." in words[1]
    assert "\u2010" not in words[1]


def _sizes(page: pikepdf.Page) -> Iterator[float]:
    """Yield the size of every piece of text of a page, in points."""
    scale, size, slope = 1.0, 0.0, 1.0
    stack: list[float] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(scale)
            case "Q":
                scale = stack.pop()
            case "cm":
                scale *= abs(float(operands[3]))
            case "Tf":
                size = float(operands[1])
            case "Tm":
                slope = abs(float(operands[3]))
            case "TJ" | "Tj":
                yield round(size * scale * slope, 1)


@pytest.mark.parametrize("recits", [0, 1, 2, 3])
def test_an_event_booklet_is_folded_in_four(whole: Workspace, recits: int) -> None:
    """Its own title, and a number of pages that a stapler can take: the last ones are for the reader's notes."""
    story = "---\ntype: recit\ntitre: Autre {}\nresume: R.\nstatut: publie\n---\n\nMots.\n"
    whole.write({f"entries/nec-essai/autre-{n}.md": story.format(n) for n in range(recits)})
    alone = whole.visible("pdf").only("nec-essai")
    (booklet,) = assemble(alone, MediaRoom(whole.root, Cache(None)))
    text = pages(booklet.content)
    colophon = max(n for n, page in enumerate(text) if "Colophon" in page)

    with pikepdf.open(io.BytesIO(booklet.content)) as pdf:
        assert len(pdf.pages) % 4 == 0
        assert str(pdf.docinfo["/Title"]).startswith("NEC d’essai")
    given = [page.strip().partition("\n")[0] for page in text[colophon + 1 :]]
    assert given == [[], ["Notes"], ["Vu, entendu, ressenti", "À qui je passe le témoin"], [
        "Ce que j’ai vu", "Ce que j’ai entendu", "Ce que j’ai ressenti"]][len(given)]  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "size"),
    [("A5", (148, 210)), ("170x240 mm", (170, 240)), ("A4", (210, 297)), ("110 x 178", (110, 178))],
)
def test_a_trim_has_whole_lines_and_margins_of_its_own(format_: str, size: tuple[int, int]) -> None:
    """Any trim: its size to a hundredth of a millimetre, a whole number of lines, a wider fore-edge."""
    page = trim(format_)

    assert (round(page.width / MM, 2), round(page.height / MM, 2)) == size
    assert page.lines == int(page.lines)
    assert page.outer > page.inner > 20
    assert page.bottom > page.top > 30
    assert trim("A5").lines == 35
