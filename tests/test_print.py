"""The book, read back from its bytes: order, pages, names, tags, languages, drafts, hidden names."""

import datetime as dt
import io
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.print import assemble
from carnet.visible import Visible
from tests.conftest import Workspace

Make = Callable[..., Workspace]


def photo(colour: str = "#b23c0e") -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return out.getvalue()


PEOPLE = {
    "portraits/lea-martin.md": """\
---
nom: Léa Martin
fonction: Médiatrice
structure: Le Fil
evenements: [nec-essai]
statut: publie
accord: {objets: [nom, image, propos], supports: [web, pdf], date: 2026-03-01}
---

Léa Martin ouvre la porte à huit heures.
""",
    "portraits/jeanne-secret.md": """\
---
nom: Jeanne Secret
affichage: pseudonyme
pseudonyme: Colombe
evenements: [nec-essai]
statut: publie
accord: {objets: [nom, propos], supports: [web, pdf], date: 2026-03-01}
---

Elle écoute, puis elle rit.
""",
}
STORY = {
    "entries/nec-essai/recit.md": """\
---
type: recit
titre: Une porte
resume: On entre.
auteurs: [duo]
statut: publie
---

On croise [[lea-martin]] et l’on compte les [chaises]{.index}.[^1] ![[mot-cle]]

[^1]: Une note au pied.

Un mot en anglais : [*maintenance*]{lang=en}. Voir [[outil]].

![[halle]]
""",
    "entries/nec-essai/mot-cle.md": """\
---
type: verbatim
personne: jeanne-secret
statut: publie
---

On m’a donné une clé.
""",
    "entries/nec-essai/halle.md": """\
---
type: photo
fichier: media/nec-essai/halle.jpg
alt: Une halle rouge
credit: Odile Ferrand
statut: publie
---

La halle au matin.
""",
    "entries/nec-essai/outil.md": """\
---
type: ressource
titre: Un tableau des clés
resume: Qui a quelle clé.
nature: outil
statut: publie
---

Un tableau à imprimer.
""",
    "media/nec-essai/halle.jpg": photo(),
}

EMPTY = """\
---
titre: À venir
statut: publie
debut: 2027-03-12
lieu: {commune: Essai}
porteur: P
thematiques: [inclusion]
---
"""


def book(visible: Visible, root: Path) -> bytes:
    """Return the bytes of the book."""
    (artifact,) = assemble(visible, MediaRoom(root, Cache(None)))
    assert artifact.path == "carnet.pdf"
    return artifact.content


def made(workspace: Workspace, *, drafts: bool = False) -> bytes:
    """Return the book of a workspace."""
    return book(workspace.visible("pdf", drafts=drafts), workspace.root)


def pages(content: bytes) -> list[str]:
    """Return the text of every page."""
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    flat = run.stdout.decode().replace("\u00ad\n", "").replace("\u00a0", " ").replace("\u202f", " ")
    return flat.split("\f")[:-1]


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield the elements of the structure, in reading order."""

    def walk(node: object) -> Iterator[pikepdf.Dictionary]:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            yield from walk(node.get("/K"))

    yield from walk(pdf.Root.StructTreeRoot.K)


@pytest.fixture
def whole(make_carnet: Make) -> Workspace:
    """A small carnet with a little of everything."""
    return make_carnet({**PEOPLE, **STORY})


def test_the_book_opens_with_its_titles_its_mentions_and_its_contents(whole: Workspace) -> None:
    """Half-title, title, legal verso, contents: in that order, on their side, without folios."""
    text = pages(made(whole))

    assert text[0].strip() == "Carnet d’essai"
    assert text[1].strip() == ""
    assert "Carnet d’essai" in text[2]
    assert "Cet exemplaire ne peut être vendu." in text[3]
    assert "Un carnet pour essayer." in text[3]
    assert "Sommaire" in text[4]
    assert "Une porte" in text[4]


def test_every_line_of_the_contents_names_the_page_where_its_title_is(whole: Workspace) -> None:
    """The numbers of the contents are right: each title is found on its page."""
    text = pages(made(whole))
    lines = re.findall(r"^ *(\d+) +(.+?)(?: {2,}.*)?$", text[4].replace("12 mars", ""), re.M)

    assert len(lines) >= 6
    for number, title in lines:
        name = re.sub(r" (Récit|Portrait|Synthèse|Inventaire)$", "", title.strip())
        assert name in text[int(number) - 1], (number, name)


def test_an_event_opens_on_a_right_hand_page(whole: Workspace) -> None:
    """The title of an event is on an odd page, and the page before it is not lost to numbering."""
    text = pages(made(whole))
    opening = next(n for n, page in enumerate(text, 1) if "Essai-sur-Loire" in page and n > 5)

    assert opening % 2 == 1


def test_each_name_of_the_index_is_on_the_pages_it_gives(whole: Workspace) -> None:
    """A number of the index never leads to a page that does not say the name."""
    text = pages(made(whole))
    index = "\n".join(page for page in text[5:] if "Personnes" in page)
    found = re.search(r"Martin, Léa ([\d, –]+)", index)

    assert found
    for first, last in re.findall(r"(\d+)(?:–(\d+))?", found[1]):
        for folio in range(int(first), int(last or first) + 1):
            assert "Léa Martin" in text[folio - 1]
    assert re.search(r"chaises \d+", index)


def test_a_cross_reference_gives_the_page_of_what_it_names(whole: Workspace) -> None:
    """« → p. 12 » after a link is where the entry is."""
    text = pages(made(whole))
    found = re.search(r"Un tableau des clés \(→ p\. (\d+)\)", " ".join(" ".join(text).split()))

    assert found
    assert "Un tableau à imprimer." in text[int(found[1]) - 1]


def test_an_entry_appears_once(whole: Workspace) -> None:
    """A verbatim included in a récit is not repeated in its event, nor a ressource out of its chapter."""
    text = " ".join(pages(made(whole)))

    assert text.count("On m’a donné une clé.") == 1
    assert text.count("Un tableau à imprimer.") == 1
    assert text.count("Léa Martin ouvre la porte") == 1


def test_words_come_in_the_order_they_were_said(make_carnet: Make) -> None:
    """By day, hour (its session's when it has none), place in the recording, then file name."""

    def said(name: str, words: str, more: str) -> tuple[str, str]:
        text = f"---\ntype: verbatim\nlocuteur: une voix\n{more}statut: publie\n---\n\n{words}\n"
        return f"entries/nec-essai/{name}.md", text

    files = [
        said("a", "Sans heure.", ""),
        said("b", "À midi.", "heure: 12 h\n"),
        said("c", "À neuf heures trente.", "heure: 9h30\n"),
        said("d", "Dans la séance de dix heures.", "seance: seance\n"),
        ("entries/nec-essai/seance.md", "---\ntype: seance\ntitre: S\nheure: 10 h\nstatut: publie\n---\n"),
    ]

    words = [v.body.strip() for v in make_carnet(dict(files)).visible("pdf").of_type("verbatim")]

    assert words == ["À neuf heures trente.", "Dans la séance de dix heures.", "À midi.", "Sans heure."]


def test_the_file_says_what_it_is_and_can_be_heard(whole: Workspace) -> None:
    """Title, language, author, tags, both standards, headings without a gap, an alternative per image."""
    with pikepdf.open(io.BytesIO(made(whole))) as pdf:
        said = pdf.Root.Metadata.read_bytes()
        tree = list(elements(pdf))
        levels = [int(str(e.S)[2]) for e in tree if re.fullmatch(r"/H\d", str(e.S))]
        alternatives = [str(e.Alt) for e in tree if e.S == "/Figure"]

        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]) == "Carnet d’essai"
        assert bool(pdf.Root.MarkInfo.Marked)
    assert b'pdfaid:conformance="A"' in said
    assert b"<pdfuaid:part>1</pdfuaid:part>" in said
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert alternatives == ["Une halle rouge"]


def test_bookmarks_follow_the_book(whole: Workspace) -> None:
    """The outline has the contents, the event with its récit, and the chapters."""
    with pikepdf.open(io.BytesIO(made(whole))) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        event = next(item for item in outline.root if item.title == "NEC d’essai")

        assert [child.title for child in event.children][:1] == ["Une porte"]
    assert titles[0] == "Sommaire"
    assert titles[-1] == "Colophon"


def test_a_hidden_name_is_nowhere_in_the_file(whole: Workspace) -> None:
    """Neither the name nor the file name of who is shown under a pseudonym: anchors, bookmarks, text."""
    content = made(whole)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        everything = b"".join(
            b""
            if o.get("/Subtype") == "/Image"
            else o.read_bytes()
            if isinstance(o, pikepdf.Stream)
            else o.unparse()
            for o in pdf.objects
            if isinstance(o, (pikepdf.Dictionary, pikepdf.Stream))
        )
    text = " ".join(pages(content))
    assert "Colombe" in text
    assert "Jeanne" not in text
    for name in (b"jeanne", b"Jeanne", "Jeanne".encode("utf-16-be")):
        assert name not in everything


def test_drafts_say_so_on_every_page(make_carnet: Make) -> None:
    """A page of drafts that goes astray still says what it is, even a blank one."""
    workspace = make_carnet(
        {"entries/nec-essai/recit.md": "---\ntype: recit\ntitre: Un essai\nresume: R.\n---\n\nMots.\n"}
    )

    assert all("Brouillon" in page for page in pages(made(workspace, drafts=True)))
    assert not any("Brouillon" in page for page in pages(made(workspace)))


def test_the_same_carnet_gives_the_same_bytes_from_two_folders(whole: Workspace, tmp_path: Path) -> None:
    """Nothing of the machine, the folder or the clock is in the file."""
    again = Workspace(tmp_path / "ailleurs" / "loin").write(
        {str(p.relative_to(whole.root)): p.read_bytes() for p in whole.root.rglob("*") if p.is_file()}
    )

    assert made(whole) == made(again)


def test_nothing_changed_is_nothing_done(whole: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build takes the book from the cache and lays out no page."""
    visible, room = whole.visible("pdf"), MediaRoom(whole.root, Cache(whole.root / ".cache"))
    first = assemble(visible, room)
    monkeypatch.setattr("carnet.outputs.print.bound", lambda *a, **k: pytest.fail("laid out again"))

    assert assemble(visible, room) == first


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"entries/nec-essai/evenement.md": EMPTY.replace("publie", "brouillon")},
        {"entries/nec-essai/evenement.md": EMPTY},
        {
            "entries/nec-essai/evenement.md": EMPTY.replace("---\n", "---\nannonce: oui\n", 1),
        },
        {
            f"entries/nec-essai/v{n}.md": f"---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nMot {n}.\n"
            for n in range(40)
        },
        {
            "entries/nec-essai/recit.md": f"---\ntype: recit\ntitre: {'Un très long titre ' * 4}\nresume: R.\n"
            "statut: publie\n---\n\nMots.\n"
        },
    ],
    ids=[
        "one event",
        "no event",
        "an empty event",
        "an announced event",
        "forty verbatims",
        "a very long title",
    ],
)
def test_a_book_is_made_of_whatever_there_is(make_carnet: Make, files: dict[str, str | None]) -> None:
    """Few things, none, or many: there is a book, and its last page is its colophon."""
    text = pages(made(make_carnet({"portraits/sans-texte.md": "---\nnom: Personne\n---\n", **files})))

    assert "Colophon" in text[-1]


def test_a_machine_without_pango_is_told_what_to_install(
    whole: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is said in French with its remedy, before anything else is tried."""
    from carnet import machine
    from carnet.diagnostics import CarnetError

    monkeypatch.setattr(machine, "PANGO_LIBRARIES", ("absente-de-partout",))

    with pytest.raises(CarnetError, match="Pango manque"):
        assemble(whole.visible("pdf"), MediaRoom(whole.root, Cache(None)))


def test_a_photo_carries_its_caption_and_its_credit(whole: Workspace) -> None:
    """Near the picture, and again in the credits with its page."""
    text = pages(made(whole))
    place = next(n for n, page in enumerate(text, 1) if "La halle au matin." in page)

    assert "Odile Ferrand" in text[place - 1]
    credits = next(page for page in reversed(text) if "Crédits" in page and "Images" in page)
    assert re.search(rf"^ *{place} +La halle au matin.*Odile Ferrand", credits, re.M)


def test_the_book_is_dated_by_the_build(whole: Workspace) -> None:
    """The dates of the file are those of the moment, not of the clock."""
    visible = whole.visible("pdf", date=dt.date(2027, 1, 2))

    with pikepdf.open(io.BytesIO(book(visible, whole.root))) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20270102")
