"""The one gate: nothing leaves a support without its status, its day and its consent."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.conftest import TODAY, Workspace

Make = Callable[..., Workspace]

ACCORD = """\
accord:
  objets: [nom, image, voix, propos]
  supports: [web, pdf, imprime, epub, kit, reseaux, donnees]
  date: 2026-03-12
"""
VERBATIM = "---\ntype: verbatim\nstatut: publie\npersonne: lea-martin\n{more}---\n\nJ’ai la clé.\n"


def portrait(accord: str = ACCORD, more: str = "", body: str = "Un portrait.") -> str:
    """Return the file of a portrait."""
    return f"---\nnom: Léa Martin\nstatut: publie\n{more}{accord}---\n\n{body}\n"


def recit(more: str = "") -> str:
    """Return the file of a récit, published unless ``more`` says otherwise."""
    status = "" if "statut" in more else "statut: publie\n"
    return f"---\ntype: recit\ntitre: La clé\nresume: Une clé.\n{status}{more}---\n\nIl pleuvait.\n"


@pytest.mark.parametrize(
    ("more", "leaves"),
    [
        ("", True),
        ("statut: brouillon\n", False),
        ("statut: relu\n", False),
        ("publication: 2026-11-25\n", True),
        ("publication: 2026-11-26\n", False),
        ("sorties: [pdf]\n", False),
        ("sorties: [web, pdf]\n", True),
    ],
)
def test_status_embargo_and_outputs_decide(make_carnet: Make, more: str, leaves: bool) -> None:
    """Only what is published, on or after its day, for this support, leaves on the web."""
    visible = make_carnet({"entries/nec-essai/recit.md": recit(more)}).visible("web", date=TODAY)

    assert ("nec-essai/recit" in visible.entries) is leaves


def test_drafts_are_shown_when_asked_but_consent_still_holds(make_carnet: Make) -> None:
    """--brouillons shows drafts and embargoes; it does not show who did not agree."""
    workspace = make_carnet(
        {
            "entries/nec-essai/recit.md": recit("statut: brouillon\n"),
            "portraits/lea-martin.md": portrait(accord=""),
        }
    )

    visible = workspace.visible("web", drafts=True)

    assert "nec-essai/recit" in visible.entries
    assert "portraits/lea-martin" not in visible.entries


@pytest.mark.parametrize(
    ("accord", "leaves"),
    [
        (ACCORD, True),
        ("", False),
        (ACCORD.replace("web, ", ""), False),
        (ACCORD.replace("nom, ", ""), False),
        (ACCORD.replace("propos", "voix"), False),
        (ACCORD + "  jusqu_au: 2026-11-25\n", True),
        (ACCORD + "  jusqu_au: 2026-11-24\n", False),
        (ACCORD.replace("2026-03-12", "2026-12-01"), False),
        (ACCORD + "  retrait: 2026-05-02\n", False),
        (ACCORD + "  retrait: 2027-05-02\n", False),
        (ACCORD + "  mineur: oui\n", False),
        (ACCORD + "  mineur: oui\n  accords_parentaux: 2\n", False),
        (ACCORD + "  mineur: oui\n  accords_parentaux: 2\n  avis_enfant: oui\n", True),
        ("accord:\n  date: 2026-03-12\n", False),
    ],
)
def test_a_verbatim_follows_the_agreement_of_who_said_it(
    make_carnet: Make, accord: str, leaves: bool
) -> None:
    """Words attributed to someone leave with her agreement for her name and her words, on that day."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(accord),
            "entries/nec-essai/parole.md": VERBATIM.format(more=""),
        }
    )

    assert ("nec-essai/parole" in workspace.visible("web").entries) is leaves


def test_an_entrys_own_agreement_narrows_that_of_the_person(make_carnet: Make) -> None:
    """She agreed to everything, but this one sentence is for the web only."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(),
            "entries/nec-essai/parole.md": VERBATIM.format(more="accord:\n  supports: [web]\n"),
        }
    )

    assert "nec-essai/parole" in workspace.visible("web").entries
    assert "nec-essai/parole" not in workspace.visible("pdf").entries
    assert "portraits/lea-martin" in workspace.visible("pdf").entries


def test_an_entrys_own_agreement_never_widens_that_of_the_person(make_carnet: Make) -> None:
    """What the person did not agree to does not leave because one entry says so."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(
                ACCORD.replace("[web, pdf, imprime, epub, kit, reseaux, donnees]", "[web]")
            ),
            "entries/nec-essai/parole.md": VERBATIM.format(more=ACCORD),
        }
    )

    assert "nec-essai/parole" not in workspace.visible("epub").entries


def test_a_role_needs_no_name(make_carnet: Make) -> None:
    """Shown by her role, a person needs to agree to her words only, and her name is nowhere."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(
                ACCORD.replace("nom, image, voix, propos", "propos"),
                "affichage: role\nfonction: une médiatrice\nstructure: Maison des Clés\n",
                "",
            ),
            "entries/nec-essai/parole.md": VERBATIM.format(more=""),
        }
    )
    visible = workspace.visible("web")

    person = visible.personne("portraits/lea-martin")

    assert "nec-essai/parole" in visible.entries
    assert person is not None
    assert (person.nom, person.fonction, person.structure) == ("une médiatrice", "", "")
    assert visible.stem(visible.entries["portraits/lea-martin"]) == "une-mediatrice"


@pytest.mark.parametrize(
    ("affichage", "shown"),
    [("nom", "Léa Martin"), ("prenom", "Léa"), ("pseudonyme", "Camille"), ("role", "une médiatrice")],
)
def test_a_person_is_shown_as_she_chose(make_carnet: Make, affichage: str, shown: str) -> None:
    """Name, first name, pseudonym or role: one choice, everywhere."""
    more = f"affichage: {affichage}\npseudonyme: Camille\nfonction: une médiatrice\n"
    visible = make_carnet({"portraits/lea-martin.md": portrait(more=more)}).visible("web")

    assert visible.titre(visible.entries["portraits/lea-martin"]) == shown


PHOTO = (
    "---\ntype: photo\nstatut: publie\nfichier: media/nec-essai/a.png\nalt: Une femme devant une porte ouverte.\n"
    "credit: Le duo\n{more}---\n\nLe matin.\n"
)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da6360000000020001e5"
    "27d4a2000000004945 4e44ae426082".replace(" ", "")
)


@pytest.mark.parametrize(
    ("more", "leaves"),
    [
        ("", True),
        ("cadrage: groupe\n", True),
        ("cadrage: isole\n", False),
        ("cadrage: isole\n" + ACCORD, True),
        ("personnes: [lea-martin]\n", False),
    ],
)
def test_a_close_up_or_a_named_face_wants_an_agreement(make_carnet: Make, more: str, leaves: bool) -> None:
    """A group needs none; a face alone, or named, needs one for the image."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(ACCORD.replace("image, ", "")),
            "media/nec-essai/a.png": PIXEL,
            "entries/nec-essai/photo.md": PHOTO.format(more=more),
        }
    )

    assert ("nec-essai/photo" in workspace.visible("web").entries) is leaves


def test_the_photo_of_a_portrait_shows_its_person(make_carnet: Make) -> None:
    """A portrait's photo wants her image even when the photo names nobody."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(ACCORD.replace("image, ", ""), "photo: nec-essai/photo\n"),
            "media/nec-essai/a.png": PIXEL,
            "entries/nec-essai/photo.md": PHOTO.format(more=""),
        }
    )
    visible = workspace.visible("web")

    assert "portraits/lea-martin" in visible.entries
    assert "nec-essai/photo" not in visible.entries


def test_a_draft_person_holds_back_what_names_her(make_carnet: Make) -> None:
    """Her name is written in a draft: what names her waits for it to be published."""
    draft = portrait().replace("statut: publie", "statut: brouillon")
    workspace = make_carnet(
        {"portraits/lea-martin.md": draft, "entries/nec-essai/parole.md": VERBATIM.format(more="")}
    )

    assert "nec-essai/parole" not in workspace.visible("web").entries
    assert [d.code for d in workspace.check()] == ["personne-pas-publiee"]


def test_what_belongs_to_a_hidden_event_stays_with_it(make_carnet: Make) -> None:
    """An event that is not published keeps its entries in."""
    workspace = make_carnet({"entries/nec-essai/recit.md": recit()})
    path = workspace.root / "entries/nec-essai/evenement.md"
    path.write_text(path.read_text("utf-8").replace("statut: publie", "statut: brouillon"), "utf-8")

    assert workspace.visible("web").entries == {}


def test_the_build_says_who_is_left_out_and_where(make_carnet: Make) -> None:
    """One warning per entry names the person, what is missing and every support concerned."""
    workspace = make_carnet({"portraits/lea-martin.md": portrait(ACCORD.replace(", imprime, epub", ""))})

    (remark,) = workspace.check()

    assert remark.code == "accord-partiel"
    assert "Léa Martin" in remark.message
    assert "du livre imprimé, de l’EPUB" in remark.message
    assert (remark.span.path, remark.span.line) == ("portraits/lea-martin.md", 4)


def test_consent_is_judged_on_the_builds_day(make_carnet: Make) -> None:
    """The same carnet, the day after an agreement ends, shows less."""
    workspace = make_carnet({"portraits/lea-martin.md": portrait(ACCORD + "  jusqu_au: 2026-11-25\n")})

    assert "portraits/lea-martin" in workspace.visible("web", date=dt.date(2026, 11, 25)).entries
    assert "portraits/lea-martin" not in workspace.visible("web", date=dt.date(2026, 11, 26)).entries
