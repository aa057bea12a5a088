"""A name that may not be shown is found wherever somebody wrote it, and nowhere else."""

from collections.abc import Callable

import pytest

from carnet.spelling import folded, spellings, unescaped
from tests.conftest import DEFAULTS, Workspace

Make = Callable[..., Workspace]
ACCORD = (
    "accord:\n  objets: [nom, image, voix, propos]\n  supports: [web, pdf, imprime, epub, kit, reseaux, donnees]\n"
    "  date: 2026-03-12\n"
)


def portrait(more: str = "", accord: str = ACCORD, nom: str = "Léa Martin", body: str = "") -> str:
    """Return the file of a person."""
    return f"---\nnom: {nom}\nstatut: publie\n{more}{accord}---\n\n{body}\n"


def recit(body: str, more: str = "") -> str:
    """Return the file of a published récit."""
    return f"---\ntype: recit\ntitre: La halle\nresume: Un matin.\nstatut: publie\n{more}---\n\n{body}\n"


WITHDRAWN = ACCORD + "  retrait: 2026-11-02\n"


@pytest.mark.parametrize(
    "written",
    [
        "Léa Martin",
        "MARTIN Léa",
        "Martin, Léa",
        "lea martin",
        "**Léa** Martin",
        "Léa\nMartin",
        "Mme Martin",
        "L. Martin",
        "[la page](https://example.org/lea-martin)",
        "lea.martin@example.org",
        "LéaMartin",
    ],
)
@pytest.mark.parametrize(
    "more",
    ["affichage: role\nfonction: Médiatrice\n", "affichage: pseudonyme\npseudonyme: Colombe\n"],
)
def test_a_hidden_name_in_a_text_is_an_error_at_its_line(make_carnet: Make, more: str, written: str) -> None:
    """However it is spelled, the remark points at the words."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(more),
            "entries/nec-essai/recit.md": recit(f"Il pleuvait.\n\nVoici {written} qui arrive."),
        }
    )

    (remark,) = workspace.check().by_rule("nom-cache")

    assert (remark.span.path, remark.span.line) == ("entries/nec-essai/recit.md", 10)


@pytest.mark.parametrize(
    "written",
    [
        "Léa",
        "un martin-pêcheur",
        "M. Martinet",
        "[[lea-martin]]",
        "[[lea-martin|elle]]",
        "Léa, et Paul Martin",
    ],
)
def test_what_is_not_her_name_is_left_alone(make_carnet: Make, written: str) -> None:
    """First names alone, common nouns and references are no remark."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait("affichage: role\nfonction: Médiatrice\n"),
            "entries/nec-essai/recit.md": recit(f"Voici {written} qui arrive."),
        }
    )

    assert workspace.check().by_rule("nom-cache") == []


def test_a_shared_surname_does_not_accuse_somebody_else(make_carnet: Make) -> None:
    """« Mme Martin » may be the other one, who agreed."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait("affichage: role\nfonction: Médiatrice\n"),
            "portraits/odile-martin.md": portrait(nom="Odile Martin"),
            "entries/nec-essai/recit.md": recit("Mme Martin arrive."),
        }
    )

    assert workspace.check().by_rule("nom-cache") == []


def test_a_withdrawal_is_looked_for_everywhere(make_carnet: Make) -> None:
    """Captions, alternatives, keywords, transcripts and carnet.yaml are texts too; drafts wait."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(accord=WITHDRAWN),
            "entries/nec-essai/recit.md": recit("Rien.", "mots_cles: [halle, Léa Martin]\n"),
            "entries/nec-essai/brouillon.md": recit("Léa Martin.").replace("publie", "brouillon"),
            "entries/nec-essai/son.md": "---\ntype: son\ntitre: Halle\nfichier: halle.wav\ncredit: Le duo\n"
            "transcription: halle.vtt\nstatut: publie\n---\n",
            "media/nec-essai/halle.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Léa Martin>Bonjour.\n",
        }
    )
    path = workspace.root / "carnet.yaml"
    path.write_text(path.read_text("utf-8").replace("pour essayer.", "de Léa Martin."), "utf-8")

    found = [(d.span.path, d.span.line) for d in workspace.check().by_rule("nom-cache")]

    assert found == [
        ("carnet.yaml", 3),
        ("entries/nec-essai/recit.md", 6),
        ("media/nec-essai/halle.vtt", 3),
    ]


def test_her_own_portrait_may_not_say_her_name_either(make_carnet: Make) -> None:
    """A portrait shown by its role whose text gives the name is the commonest slip."""
    more = "affichage: role\nfonction: Médiatrice\n"
    workspace = make_carnet({"portraits/lea-martin.md": portrait(more, body="Léa Martin ouvre.")})

    (remark,) = workspace.check().by_rule("nom-cache")

    assert remark.span.column == 1


def test_a_child_without_a_whole_consent_is_named_nowhere(make_carnet: Make) -> None:
    """One parent is not enough, and the prose of others is no way round."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(accord=ACCORD + "  mineur: oui\n  accords_parentaux: 1\n"),
            "entries/nec-essai/recit.md": recit("Léa Martin rit."),
        }
    )

    assert [d.span.line for d in workspace.check().by_rule("nom-cache")] == [8]


@pytest.mark.parametrize(("day", "said"), [("2027-02-23", 1), ("2027-02-24", 0), ("2026-11-25", 1)])
def test_an_agreement_that_ends_is_said_ninety_days_before(make_carnet: Make, day: str, said: int) -> None:
    """From the ninetieth day before the last to the last one included."""
    workspace = make_carnet({"portraits/lea-martin.md": portrait(accord=ACCORD + f"  jusqu_au: {day}\n")})

    assert len(workspace.check().by_rule("accord-bientot-perime")) == said


def test_a_first_name_alone_is_looked_for_near_her(make_carnet: Make) -> None:
    """In her events, in shared texts, in the portraits of who was there: text, chapô and cues; not elsewhere."""
    far = DEFAULTS["entries/nec-essai/evenement.md"].replace("Une journée", "Léa, une autre, une journée")
    texte = "---\ntype: texte\nrole: annexe\ntitre: Une annexe\nstatut: publie\n---\n\nÀ la fin, Léa rit.\n"
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait("evenements: [nec-essai]\n", WITHDRAWN),
            "portraits/anne-roy.md": portrait("evenements: [nec-essai]\n", nom="Anne Roy", body="Avec Léa."),
            "portraits/paul-roy.md": portrait("evenements: [nec-loin]\n", nom="Paul Roy", body="Avec Léa."),
            "entries/nec-essai/recit.md": recit("Rien.").replace("Un matin.", "Un matin avec Léa."),
            "entries/nec-loin/evenement.md": far,
            "entries/_commun/annexe.md": texte,
        }
    )

    found = {(d.span.path, d.span.line) for d in workspace.check().by_rule("nom-devinable")}

    assert found == {
        ("portraits/anne-roy.md", 11),
        ("entries/nec-essai/recit.md", 4),
        ("entries/_commun/annexe.md", 8),
    }


def test_every_way_of_writing_comes_to_one() -> None:
    """Entities, percents, JSON escapes, marks and signs are seen through."""
    written = [
        "LÉA&nbsp;MARTIN",
        "l%C3%A9a-martin",
        "L\\u00e9a Martin",
        "Le\u0301a Mar\u00adtin",
        "Léa_Martin",
    ]

    assert {folded(unescaped(text)) for text in written} == {" lea martin "}
    assert " martin lea " in spellings("Léa Martin")
    assert spellings("Maëlys") == frozenset()
