"""The writing desk: forms derived from the kinds, files changed by one line, nobody's words lost."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.desk.controls import Form, leaves, parts
from carnet.kinds import KINDS
from tests.conftest import Workspace
from tests.desk_world import changed, form, opened, shown

RECIT = """\
---
# Un commentaire à garder.
type: recit
titre: 'Le matin'   # au café
resume: Deux phrases. Elles suffisent.
themes: [inclusion]
cle_inconnue_du_pupitre: {a: 1}
statut: relu
---

Premier paragraphe.

Deuxième paragraphe.
"""
PORTRAIT = """\
---
nom: Léa Martin
fonction: médiatrice
statut: publie
accord:
  objets: [nom, image, propos]
  supports: [web, pdf]
---

Léa arrive tôt.
"""
VERBATIM = (
    "---\ntype: verbatim\npersonne: lea-martin\nstatut: publie\n---\n\nOn ne vient pas pour l’ordinateur.\n"
)
WORLD: dict[str, str | bytes | None] = {
    "entries/nec-essai/le-matin.md": RECIT.replace("cle_inconnue_du_pupitre: {a: 1}\n", ""),
    "entries/nec-essai/la-cle.md": VERBATIM,
    "portraits/lea-martin.md": PORTRAIT,
}


def read(workspace: Workspace, path: str) -> str:
    """Return a file's text."""
    return (workspace.root / path).read_text("utf-8")


@pytest.mark.parametrize("type_", KINDS)
def test_every_key_of_a_kind_has_a_control(type_: str) -> None:
    """A field declared in kinds.py is in the form of its kind, with its label."""
    shown_keys = {c.nom for part in parts(type_) for c in part.controls} | {"statut"}

    assert shown_keys == set(KINDS[type_].model_fields)
    assert all(c.label for part in parts(type_) for _, c in leaves(part.controls))


def test_a_closed_choice_is_never_a_free_text() -> None:
    """What kinds.py closes, the form closes: statuses, supports, natures."""
    found = {c.nom: c.forme for type_ in KINDS for part in parts(type_) for _, c in leaves(part.controls)}

    assert {found[n] for n in ("voix", "affichage", "nature", "maturite", "role", "cadrage")} == {Form.CHOIX}
    assert {found[n] for n in ("sorties", "objets", "supports", "duo")} == {Form.COCHES}


@pytest.mark.parametrize(
    "place",
    [
        "entries/nec-essai/le-matin",
        "portraits/lea-martin",
        "entries/nec-essai/evenement",
        "entries/nec-essai/la-cle",
    ],
)
def test_saving_a_form_untouched_changes_no_byte(make_carnet: Callable[..., Workspace], place: str) -> None:
    """Opening a form and saving it leaves the file as it was, comments and quotes included."""
    workspace = make_carnet(WORLD)
    before = read(workspace, f"{place}.md")

    answer = opened(workspace.root).edit(place)

    assert (answer.status, read(workspace, f"{place}.md")) == (303, before)


def test_one_field_changed_is_one_line_changed(make_carnet: Callable[..., Workspace]) -> None:
    """The title changes on its own line; comments, quotes and order stay."""
    workspace = make_carnet(WORLD)
    before = read(workspace, "entries/nec-essai/le-matin.md").split("\n")

    answer = opened(workspace.root).edit("entries/nec-essai/le-matin", titre="Le soir")

    after = read(workspace, "entries/nec-essai/le-matin.md").split("\n")
    assert answer.status == 303
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ("titre: 'Le matin'   # au café", "titre: 'Le soir'   # au café")
    ]


def test_a_field_of_a_group_is_one_line_too(make_carnet: Callable[..., Workspace]) -> None:
    """A date added to an agreement adds its line and no other."""
    workspace = make_carnet(WORLD)

    opened(workspace.root).edit("portraits/lea-martin", accord__date="2026-03-12")

    assert read(workspace, "portraits/lea-martin.md") == PORTRAIT.replace(
        "  supports: [web, pdf]\n", "  supports: [web, pdf]\n  date: 2026-03-12\n"
    )


def test_line_ends_and_bom_of_a_file_are_kept(make_carnet: Callable[..., Workspace]) -> None:
    """A file from another system keeps its ways."""
    content = ("\ufeff" + VERBATIM).replace("\n", "\r\n").encode()
    workspace = make_carnet({**WORLD, "entries/nec-essai/la-cle.md": content})

    opened(workspace.root).edit("entries/nec-essai/la-cle", contexte="à la pause")

    after = (workspace.root / "entries/nec-essai/la-cle.md").read_bytes()
    assert after.startswith(b"\xef\xbb\xbf---\r\n")
    assert after.count(b"\n") == after.count(b"\r\n") == content.count(b"\n") + 1


def test_a_reference_is_chosen_by_the_name_people_know(make_carnet: Callable[..., Workspace]) -> None:
    """A person is called by her name in the form and by her file in the entry."""
    workspace = make_carnet({**WORLD, "portraits/zoe.md": "---\nnom: Zoé Blanc\n---\n"})
    browser = opened(workspace.root)

    fields = dict(form(browser.get("/fiche/entries/nec-essai/la-cle").text))
    browser.edit("entries/nec-essai/la-cle", personne="Zoé Blanc")

    assert fields["c.personne"] == "Léa Martin"
    assert "personne: zoe\n" in read(workspace, "entries/nec-essai/la-cle.md")


def test_what_is_wrong_is_said_beside_its_field(make_carnet: Callable[..., Workspace]) -> None:
    """An unknown person, a missing title: the form comes back as typed, each fault in its place."""
    workspace = make_carnet(WORLD)
    before = read(workspace, "entries/nec-essai/la-cle.md")

    answer = opened(workspace.root).edit(
        "entries/nec-essai/la-cle", personne="lea-marin", _corps="Des mots nouveaux."
    )

    assert answer.status == 422
    assert read(workspace, "entries/nec-essai/la-cle.md") == before
    field_ = re.search(r'<input[^>]*name="c.personne"[^>]*>', answer.text)
    assert field_ and 'aria-invalid="true"' in field_[0] and 'value="lea-marin"' in field_[0]
    assert "Le plus proche est « lea-martin »" in shown(answer.text)
    assert "Des mots nouveaux." in answer.text


def test_an_unfinished_entry_can_be_saved_all_the_same(make_carnet: Callable[..., Workspace]) -> None:
    """At 23 h one may save what has faults, knowingly."""
    workspace = make_carnet(WORLD)

    answer = opened(workspace.root).edit("entries/nec-essai/le-matin", resume="", _malgre="1")

    assert answer.status == 303
    assert "resume" not in read(workspace, "entries/nec-essai/le-matin.md")


def test_a_new_entry_gets_its_place_from_its_title(make_carnet: Callable[..., Workspace]) -> None:
    """A new story goes to its event's folder, under a name no other has, as a draft that verifies."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    page = browser.get("/nouveau/recit?evenement=nec-essai").text

    answer = browser.post(
        "/nouveau/recit?evenement=nec-essai",
        changed(form(page), {"titre": "Le matin", "resume": "Deux phrases.", "_corps": "Un texte."}),
    )

    assert answer.location == "/fiche/entries/nec-essai/le-matin-2?dit=enregistre"
    assert read(workspace, "entries/nec-essai/le-matin-2.md") == (
        "---\ntype: recit\ntitre: Le matin\nresume: Deux phrases.\nstatut: brouillon\n---\n\nUn texte.\n"
    )
    assert not workspace.check().by_rule("champ-manquant")


def test_rows_of_a_list_are_kept_added_and_taken_away(make_carnet: Callable[..., Workspace]) -> None:
    """An inventory keeps bare texts bare, and a thing with an hour is a group."""
    inventory = "---\ntype: inventaire\ntitre: Vu\nvu:\n  - Une multiprise\n  - texte: Un mot de passe\n    heure: 10 h 40\n---\n"
    workspace = make_carnet({"entries/nec-essai/vu.md": inventory})

    opened(workspace.root).edit("entries/nec-essai/vu", vu__2__texte="Une clé", vu__1__heure="")

    assert "vu:\n  - Une multiprise\n  - texte: Un mot de passe\n  - Une clé\n" in read(
        workspace, "entries/nec-essai/vu.md"
    )


def test_an_unreadable_file_is_shown_with_its_remedy(make_carnet: Callable[..., Workspace]) -> None:
    """A front matter that cannot be read opens on its text and on what to mend."""
    workspace = make_carnet(
        {"entries/nec-essai/casse.md": "---\ntype: recit\ntitre: Le marché : une place\n---\n"}
    )

    answer = opened(workspace.root).get("/fiche/entries/nec-essai/casse")

    assert answer.status == 200
    assert "« : » au milieu d’une valeur" in shown(answer.text)


# --- several people --------------------------------------------------------------------------------


def test_two_people_on_two_fields_are_put_together(make_carnet: Callable[..., Workspace]) -> None:
    """What the other one changed stays when I save a form opened before."""
    workspace = make_carnet(WORLD)
    mine, other = opened(workspace.root), opened(workspace.root)
    page = mine.get("/fiche/entries/nec-essai/le-matin").text

    other.edit("entries/nec-essai/le-matin", titre="Le soir")
    answer = mine.post(
        "/fiche/entries/nec-essai/le-matin", changed(form(page), {"resume": "Un autre chapô."})
    )

    text = read(workspace, "entries/nec-essai/le-matin.md")
    assert answer.location.endswith("?dit=reuni")
    assert "Le soir" in text and "Un autre chapô." in text


def test_two_people_on_one_field_choose(make_carnet: Callable[..., Workspace]) -> None:
    """The same field changed twice is shown side by side; both texts can be kept."""
    workspace = make_carnet(WORLD)
    mine, other = opened(workspace.root), opened(workspace.root)
    page = mine.get("/fiche/entries/nec-essai/le-matin").text
    other.edit(
        "entries/nec-essai/le-matin", titre="Le soir", _corps="Premier, par elle.\n\nDeuxième paragraphe."
    )

    clash = mine.post(
        "/fiche/entries/nec-essai/le-matin",
        changed(form(page), {"titre": "La nuit", "_corps": "Premier, par moi.\n\nDeuxième paragraphe."}),
    )
    choices = changed(form(clash.text), {"_choix.c.titre": "mien"})
    settled = mine.post("/fiche/entries/nec-essai/le-matin", choices)

    assert clash.status == 409
    assert all(
        words in shown(clash.text)
        for words in ("Le soir", "La nuit", "Premier, par elle.", "Premier, par moi.")
    )
    text = read(workspace, "entries/nec-essai/le-matin.md")
    assert settled.status == 303
    assert "titre: 'La nuit'" in text
    assert "Premier, par elle.\n\nDeuxième paragraphe.\n\nPremier, par moi." in text


def test_a_third_change_during_the_choice_is_shown_again(make_carnet: Callable[..., Workspace]) -> None:
    """A choice made on a version that is no longer there is not applied blindly."""
    workspace = make_carnet(WORLD)
    mine, other = opened(workspace.root), opened(workspace.root)
    page = mine.get("/fiche/entries/nec-essai/le-matin").text
    other.edit("entries/nec-essai/le-matin", titre="Le soir")
    clash = mine.post("/fiche/entries/nec-essai/le-matin", changed(form(page), {"titre": "La nuit"}))
    other.edit("entries/nec-essai/le-matin", titre="L’aube")

    again = mine.post("/fiche/entries/nec-essai/le-matin", form(clash.text))

    assert again.status == 409
    assert "L’aube" in shown(again.text)
    assert "L’aube" in read(workspace, "entries/nec-essai/le-matin.md")


# --- the bin, lists, board -------------------------------------------------------------------------


def test_the_bin_keeps_and_gives_back(make_carnet: Callable[..., Workspace]) -> None:
    """An entry thrown away is whole in the bin, out of the carnet, and comes back the same."""
    workspace = make_carnet(WORLD)
    browser, path = opened(workspace.root), "entries/nec-essai/la-cle.md"

    browser.post("/jeter/entries/nec-essai/la-cle", form(browser.get("/jeter/entries/nec-essai/la-cle").text))
    gone = not (workspace.root / path).exists()
    back = browser.post("/corbeille", form(browser.get("/corbeille").text))

    assert gone and back.location == "/fiche/entries/nec-essai/la-cle?dit=repris"
    assert read(workspace, path) == VERBATIM
    assert (workspace.root / "corbeille/.gitignore").read_text() == "*\n"


def test_lists_say_what_is_missing(make_carnet: Callable[..., Workspace]) -> None:
    """A list shows errors, missing agreements and empty texts, and can show only those."""
    workspace = make_carnet({
        **WORLD,
        "entries/nec-essai/vide.md": "---\ntype: synthese\ntitre: Vide\nresume: Un chapô.\n---\n",
        "entries/nec-essai/faux.md": "---\ntype: recit\ntitre: Faux\n---\n",
        "portraits/sans-accord.md": "---\nnom: Sans Accord\nstatut: publie\n---\n\nUn texte.\n",
    })  # fmt: skip

    told = shown(opened(workspace.root).get("/fiches?reste=1").text)

    assert "Vide" in told and "Le texte." in told
    assert "Faux" in told and "à corriger" in told
    assert "Retenue : accord absent" in told
    assert "Léa Martin" in told  # a portrait without a photo


def test_an_empty_carnet_says_where_to_begin(make_carnet: Callable[..., Workspace]) -> None:
    """Nothing yet is a page that helps, not an empty table."""
    workspace = make_carnet()
    workspace.write({"entries/nec-essai/evenement.md": None})

    assert "Tout commence par un évènement." in shown(opened(workspace.root).get("/").text)


@pytest.mark.parametrize("content", [None, b"not a picture", b""])
def test_a_photo_that_cannot_be_shown_breaks_no_page(
    make_carnet: Callable[..., Workspace], content: bytes | None
) -> None:
    """A missing or broken file is told over the pages, which are shown without it."""
    photo = "---\ntype: photo\nfichier: a.jpg\nalt: Un mur bleu, sans personne.\ncredit: Le duo\nstatut: publie\n---\n"
    recit = RECIT.replace("cle_inconnue_du_pupitre: {a: 1}\n", "") + "\n![[mur]]\n"
    world: dict[str, str | bytes | None] = {
        "entries/nec-essai/mur.md": photo,
        "entries/nec-essai/le-matin.md": recit,
    }
    browser = opened(
        make_carnet(world | ({"media/nec-essai/a.jpg": content} if content is not None else {})).root
    )
    pages = ("recits/nec-essai/le-matin/", "evenements/nec-essai/", "photos/", "index.html", "plan/")

    answers = [browser.get(f"/apercu/site/{page}") for page in pages]

    assert {a.status for a in answers} <= {200, 404}  # no photo left, no page of photos
    assert answers[0].status == 200 and "Premier paragraphe." in answers[0].text
    assert "carnet-remarques" in answers[0].text and "a.jpg" in answers[0].text


# --- recordings ------------------------------------------------------------------------------------

VTT = """\
WEBVTT

00:00:01.000 --> 00:00:05.000
<v Léa Martin>On ne vient pas pour l’ordinateur.

00:00:05.000 --> 00:00:09.000
<v Léa Martin>On vient pour la personne.

00:00:09.000 --> 00:00:12.000
<v Autre>Et le café ?
"""


def _with_sound(make_carnet: Callable[..., Workspace]) -> Workspace:
    return make_carnet({
        **WORLD,
        "media/nec-essai/voix.vtt": VTT,
        "media/nec-essai/voix.wav": b"RIFF....WAVE",
        "entries/nec-essai/voix.md": "---\ntype: son\nfichier: voix.wav\ntitre: La voix\ncredit: Le duo\ntranscription: voix.vtt\npersonnes: [lea-martin]\n---\n",
    })  # fmt: skip


def test_words_are_taken_from_a_transcript_with_their_instants(make_carnet: Callable[..., Workspace]) -> None:
    """Words selected in a transcript open a verbatim with the words, who said them, when, in which sound."""
    browser = opened(_with_sound(make_carnet).root)
    page = browser.get("/paroles/entries/nec-essai/voix").text
    text = "On ne vient pas pour l’ordinateur.\nOn vient pour la personne.\nEt le café ?"
    start, end = text.index("vient pas"), text.index("personne") + 3

    answer = browser.post(
        "/paroles/entries/nec-essai/voix",
        [f for f in form(page) if f[0] not in ("debut", "fin")] + [("debut", str(start)), ("fin", str(end))],
    )
    fields = dict(form(browser.get(answer.location).text))

    assert fields["_corps"] == "vient pas pour l’ordinateur. On vient pour la personne."
    assert (fields["c.debut"], fields["c.fin"]) == ("0:00:01", "0:00:09")
    assert (fields["c.personne"], fields["c.son"]) == ("Léa Martin", "La voix")


def test_without_a_script_whole_sentences_are_ticked(make_carnet: Callable[..., Workspace]) -> None:
    """Sentences ticked with a gap are joined by […]."""
    browser = opened(_with_sound(make_carnet).root)
    page = browser.get("/paroles/entries/nec-essai/voix").text

    answer = browser.post("/paroles/entries/nec-essai/voix", [*form(page), ("phrase", "0"), ("phrase", "2")])
    fields = dict(form(browser.get(answer.location).text))

    assert fields["_corps"] == "On ne vient pas pour l’ordinateur. […] Et le café ?"
    assert fields["c.personne"] == "Léa Martin"  # the only person the sound names


# --- what arrives from elsewhere -------------------------------------------------------------------


def test_notes_are_brought_in_as_a_draft_and_counted(make_carnet: Callable[..., Workspace]) -> None:
    """A file dropped becomes a draft one can open, and the page tells what came in."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    fields = changed(form(browser.get("/importer").text), {})
    fields = [("evenement", "nec-essai") if name == "evenement" else (name, value) for name, value in fields]
    notes = "# Une matinée\n\nLes chaises raclent le parquet. Trois personnes attendent.\n".encode()

    answer = browser.drop("/importer", fields, {"fichiers": ("../Ma matinée.md", notes)})

    assert answer.status == 200
    (place,) = re.findall(r'href="/fiche/(entries/nec-essai/[^"]+)"', answer.text)
    text = read(workspace, f"{place}.md")
    assert "Les chaises raclent le parquet." in text
    assert "statut: publie" not in text
    assert "mots 10 → 10" in shown(answer.text)


def test_what_cannot_be_brought_in_is_said_and_leaves_nothing(make_carnet: Callable[..., Workspace]) -> None:
    """A bomb dressed as a document is refused, in one line of the terminal."""
    workspace = make_carnet(WORLD)
    browser = opened(workspace.root)
    fields = [(n, "nec-essai" if n == "evenement" else v) for n, v in form(browser.get("/importer").text)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 200_000_000)
    before = {path for path in workspace.root.rglob("*") if ".cache" not in path.parts}

    answer = browser.drop("/importer", fields, {"fichiers": ("a.docx", out.getvalue())})

    assert answer.status == 200
    assert len(browser.journal) == 1 and browser.journal[0].startswith("dépôt refusé : a.docx")
    assert {path for path in workspace.root.rglob("*") if ".cache" not in path.parts} == before


CASES = sorted(path for path in (Path(__file__).parent / "cas").iterdir() if (path / "in").is_dir())


@pytest.mark.lent
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_every_fault_we_know_leaves_the_desk_standing(
    make_carnet: Callable[..., Workspace], case: Path
) -> None:
    """Whatever is wrong in a carnet, its board, its lists, its forms and its pages are there."""
    workspace = make_carnet()
    shutil.copytree(case / "in", workspace.root, dirs_exist_ok=True, symlinks=True)
    browser = opened(workspace.root)
    state = browser.desk.live.refresh()
    pages = [f"/apercu/site/{a}index.html" for a in state.stage.site.addresses.pages.values() if "#" not in a]
    places = [path.removesuffix(".md") for path in state.paths]
    forms = [f"/{page}/{place}" for place in places for page in ("fiche", "jeter", "histoire")]

    for target in (
        "/",
        "/fiches",
        "/fiches?reste=1",
        "/apercu/site/index.html",
        "/apercu/site/plan/",
        *pages,
        *forms,
    ):
        assert browser.get(target).status in (200, 404), target
