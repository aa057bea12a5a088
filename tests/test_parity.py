"""What is counted in an entry, and what counts as shown."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carnet.diagnostics import Report
from carnet.kinds import Support
from carnet.model import Artifact
from carnet.parity.paper import Book
from carnet.parity.pieces import pieces, squeeze
from carnet.parity.reading import Place, letters
from carnet.parity.reckoning import READERS, Account, reckon
from carnet.pipeline import Options, build
from carnet.rights import Moment
from tests.conftest import TODAY, Workspace

Make = Callable[..., Workspace]

RECIT = "entries/nec-essai/recit.md"
HEAD = "---\ntype: recit\ntitre: Le jeton\nresume: Une journée.\nstatut: publie\n---\n\n"


def of_text(make_carnet: Make, text: str) -> list[tuple[str, str]]:
    """Return the kind and words of the pieces of a text."""
    visible = make_carnet({RECIT: HEAD + text}).visible()
    held = pieces(visible, visible.entries["nec-essai/recit"])
    return [(piece.kind, " … ".join(piece.runs) or piece.address) for piece in held if piece.field == "corps"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un mot.", [("un paragraphe", "Un mot.")]),
        ("## Un titre\n", [("un intertitre", "Un titre")]),
        ("- un\n- deux\n", [("un point de liste", "un"), ("un point de liste", "deux")]),
        (
            "Un mot[^1] de plus.\n\n[^1]: La note.\n",
            [("un paragraphe", "Un mot …  de plus."), ("une note", "La note.")],
        ),
        (
            "Voir [là](https://example.org/a).",
            [("un paragraphe", "Voir là … ."), ("un lien", "https://example.org/a")],
        ),
        ("> Dit.", [("une citation", "Dit.")]),
        ("| a | b |\n|---|---|\n| c | d |\n", [("une case de tableau", letter) for letter in "abcd"]),
        ("```\ncode\n```\n", [("du code", "code")]),
    ],
    ids=["paragraph", "heading", "list", "note", "link", "quotation", "table", "code"],
)
def test_a_text_is_counted_piece_by_piece(
    make_carnet: Make, text: str, expected: list[tuple[str, str]]
) -> None:
    """Each block is a piece; what an output may add between two words of it starts a new run."""
    assert of_text(make_carnet, text) == expected


def test_a_cue_is_counted_as_it_is_typeset(make_carnet: Make) -> None:
    """A transcript is written with the apostrophes of a keyboard, and shown with those of a book."""
    son = "---\ntype: son\ntitre: Un son\nfichier: a.mp3\ncredit: Moi\ntranscription: a.vtt\nstatut: publie\n---\n"
    visible = make_carnet(
        {
            "entries/nec-essai/son.md": son,
            "media/nec-essai/a.mp3": b"",
            "media/nec-essai/a.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\nC'est ici !\n",
        }
    ).visible()

    held = pieces(visible, visible.entries["nec-essai/son"])

    assert [piece.words for piece in held if piece.field == "transcription"] == ["C’est ici !"]


def reckoned(make_carnet: Make, html: str, text: str = "Un mot. Un autre.") -> Account:
    """Reckon a site of one page that shows the récit as ``html`` says."""
    whole = make_carnet({RECIT: HEAD + text}).visible()
    event = f'<div data-entree="nec-essai">{" ".join(p.words for p in pieces(whole, whole.entries["nec-essai"]))}</div>'
    page = Artifact("index.html", f"<meta charset=utf-8>{event}{html}".encode())
    return reckon({"web": whole}, {"web": [page]})


SHOWN = '<article data-entree="nec-essai--recit"><h1>Le jeton</h1><p>Une journée.</p>{}</article>'


def test_what_is_shown_is_present(make_carnet: Make) -> None:
    """Spaces do not count, markup does not count."""
    assert reckoned(make_carnet, SHOWN.format("<p>Un <b>mot</b>.\u00a0Un\u202fautre.</p>")).missing == ()


@pytest.mark.parametrize(
    ("html", "lost"),
    [
        (SHOWN.format("<p>Un mot.</p>"), {"un paragraphe"}),
        (SHOWN.format("<script>Un mot. Un autre.</script>"), {"un paragraphe"}),
        (SHOWN.format("") + "<p>Un mot. Un autre.</p>", {"un paragraphe"}),
        ("<p>Le jeton Une journée. Un mot. Un autre.</p>", {"un paragraphe", "le titre", "le chapô"}),
    ],
    ids=["cut short", "not for readers", "outside its entry", "nobody's"],
)
def test_what_is_not_shown_is_missing(make_carnet: Make, html: str, lost: set[str]) -> None:
    """A sentence cut, hidden, or that stands outside its entry, is lost."""
    assert {missing.piece.kind for missing in reckoned(make_carnet, html).missing} == lost


def test_what_is_replaced_must_have_a_place(make_carnet: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that does not even name a sound has not replaced it."""
    son = "---\ntype: son\ntitre: Un son\nfichier: a.mp3\ncredit: Moi\nstatut: publie\n---\n\nDes pas.\n"
    visible = make_carnet({"entries/nec-essai/son.md": son, "media/nec-essai/a.mp3": b""}).visible("pdf")
    monkeypatch.setitem(READERS, "pdf", replace(READERS["pdf"], read=lambda *_: {}))

    lost = {missing.piece.kind for missing in reckon({"pdf": visible}, {"pdf": []}).missing}

    assert "le son" in lost


SOUND = {
    "entries/nec-essai/son.md": "---\ntype: son\ntitre: Un son\nfichier: a.mp3\ncredit: Moi\n"
    "transcription: a.vtt\nstatut: publie\n---\n",
    "media/nec-essai/a.mp3": b"",
    "media/nec-essai/a.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\nOn attend le bateau de sept heures.\n",
}


@pytest.mark.parametrize(
    ("shown", "lost"),
    [
        ("Un son · 48 s · Moi. On attend le bateau de sept heures.", set()),
        ("Un son · 48 s · Moi. On attend le bateau.", {"une réplique de la transcription"}),
        ("Un son · Moi. On attend le bateau de sept heures.", {"le son"}),
        ("48 s de trajet. Un son · Moi. On attend le bateau de sept heures.", {"le son"}),
    ],
    ids=["all", "no excerpt", "no length", "another length"],
)
def test_what_replaces_must_stand(
    make_carnet: Make, monkeypatch: pytest.MonkeyPatch, shown: str, lost: set[str]
) -> None:
    """A line without the length, a transcript cut too short to be one, replace nothing."""
    visible = make_carnet(SOUND).visible("pdf")
    place = Place("nec-essai--son", "carnet.pdf, page 1", frozenset(), squeeze(shown))
    monkeypatch.setitem(READERS, "pdf", replace(READERS["pdf"], read=lambda *_: {"nec-essai--son": [place]}))

    account = reckon({"pdf": visible}, {"pdf": []})

    assert {m.piece.kind for m in account.missing if m.entry.id == "nec-essai/son"} == lost


def book(*pages: str) -> Book:
    """Return a printed book of these pages."""
    texts = [letters(page) for page in pages]
    starts = [sum(map(len, texts[:rank])) for rank in range(len(texts))]
    return Book("", "carnet-imprimeur.pdf", frozenset(), "".join(texts), starts=starts, illustrated={2})


PAGES = (
    "La nuit tombe sur la gare, et les derniers",
    "7 La halle. voyageurs attendent leur train. Une note au pied.",
    "Une image. Crédit Moi",
)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("La nuit tombe sur la gare, et les derniers voyageurs attendent leur train.", True),
        ("et les derniers voyageurs attendent leur train.", True),
        ("La nuit tombe sur la gare, et les derniers voyageurs prennent leur train.", False),
        ("La nuit tombe sur la place, et les derniers voyageurs attendent leur train.", False),
    ],
    ids=["cut by a page", "cut early", "lost overleaf", "lost before"],
)
def test_a_paragraph_is_read_on_overleaf(words: str, stands: bool) -> None:
    """A running head stands between its halves; neither half may lack a word."""
    assert bool(book(*PAGES).find(letters(words))) is stands


@pytest.mark.parametrize(("printed", "lost"), [("Dit une voix.", set()), ("Rien.", {"une inclusion"})])
def test_a_text_that_only_includes_is_reckoned_on_paper(
    make_carnet: Make, monkeypatch: pytest.MonkeyPatch, printed: str, lost: set[str]
) -> None:
    """It has no words of its own to be found by: what it includes is looked for in the whole book."""
    said = "---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nDit une voix.\n"
    visible = make_carnet({RECIT: HEAD + "![[verbatim]]\n", "entries/nec-essai/verbatim.md": said}).visible(
        "imprime"
    )
    whole = {identity: [book(printed)] for identity in visible.identified}
    monkeypatch.setitem(READERS, "imprime", replace(READERS["imprime"], read=lambda *_: whole))

    account = reckon({"imprime": visible}, {"imprime": []})

    kinds = {m.piece.kind for m in account.missing if m.entry.id == "nec-essai/recit"}
    assert kinds & {"une inclusion"} == lost


def test_a_picture_is_on_the_page_of_its_caption() -> None:
    """Or beside it: not anywhere in the book."""
    assert book(*PAGES).pictured([letters("Crédit Moi")])
    assert not book(*PAGES).pictured([letters("La nuit tombe")])


def test_the_same_words_twice_are_two_pieces(make_carnet: Make) -> None:
    """A paragraph written twice and shown once is lost once."""
    twice = "Une phrase assez longue.\n\nUne phrase assez longue."

    (lost,) = reckoned(make_carnet, SHOWN.format("<p>Une phrase assez longue.</p>"), twice).missing

    assert lost.piece.kind == "un paragraphe"


def test_a_lost_piece_stops_the_build(make_carnet: Make) -> None:
    """Nothing is written, and the remark stands at the line of the text."""
    workspace = make_carnet(
        {
            RECIT: HEAD + "On attend longtemps.\n",
            "templates/shared/kinds/recit.html": "<p>{{ e.resume }}</p>",
        }
    )
    report = Report()

    built = build(workspace.sources(report), Options(("web",), workspace.root / "out", Moment(TODAY)), report)

    (lost,) = report.by_rule("piece-perdue")
    assert built is None
    assert not (workspace.root / "out/site").exists()
    assert lost.span.line == 8


@pytest.mark.parametrize("support", ["web", "epub", pytest.param("pdf", marks=pytest.mark.lent)])
def test_every_output_shows_what_a_text_may_hold(make_carnet: Make, support: Support) -> None:
    """Notes, tables, definitions, code, boxes, emoji, several languages: all found again."""
    workspace = make_carnet({RECIT: HEAD + EVERYTHING})

    built = workspace.build(support)

    assert built is not None
    told = (workspace.root / "out/parite.html").read_text("utf-8")
    assert "nec-essai--recit" in told


EVERYTHING = """## Un titre de partie

Un paragraphe avec une note[^1], un *mot*, du `code`, un [lien](https://example.org/), 12 000 habitants.

[^1]: La note, avec [un lien](https://example.org/note).

> Une citation, « entre guillemets ».

::: {.encadre title="À savoir"}
Dans l’encadré.
:::

| Jour | Nombre |
|------|-------:|
| Un   | 12     |

Mot
: Sa définition.

1. premier
2. second

[Good morning]{lang=en} dit-elle. 📍 Là. ✅ Fait.

    du code
"""


def test_the_page_tells_what_kits_leave_out(tmp_path: Path) -> None:
    """A target is not always named as its support: what may not go in kits is told like the rest."""
    from carnet.parity.page import page
    from tests.spread_world import lay

    visible = lay(tmp_path).visible("kit")

    told = page(reckon({"kits": visible}, {"kits": []}), tmp_path).content.decode()

    assert "des kits" in told
