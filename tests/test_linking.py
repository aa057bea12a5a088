"""Names become entries: short ones, ambiguous ones, wrong ones, and the order of the book."""

from collections.abc import Callable

import pytest

from carnet.plan import walk
from tests.conftest import DEFAULTS, Workspace

Make = Callable[..., Workspace]
RECIT = "---\ntype: recit\ntitre: {titre}\nstatut: publie\nresume: Une clé.\n---\n\n{body}\n"
EVENT = DEFAULTS["entries/nec-essai/evenement.md"]


def recit(body: str = "Il pleuvait.", titre: str = "La clé") -> str:
    """Return the file of a récit."""
    return RECIT.format(body=body, titre=titre)


def lesson(*proofs: str) -> str:
    """Return the file of a teaching that rests on these."""
    return f"---\ntype: enseignement\ntitre: On apprend\nstatut: publie\nthemes: [inclusion]\npreuves: [{', '.join(proofs)}]\n---\n\nOui.\n"


def test_unknown_person_points_at_the_value(make_carnet: Make) -> None:
    """A reference to a missing portrait is reported at the exact value, with the closest name."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": "---\nnom: Léa Martin\n---\n",
            "entries/nec-essai/v.md": "---\ntype: verbatim\npersonne: lea-marin\n---\n\nOui.\n",
        }
    )

    (problem,) = workspace.check().by_rule("personne-inconnue")

    assert (problem.span.path, problem.span.line, problem.span.column) == ("entries/nec-essai/v.md", 3, 11)
    assert "portraits/lea-martin.md" in problem.aide


@pytest.mark.parametrize("name", ["matin", "nec-essai/matin", "matin.md", "entries/nec-essai/matin.md"])
def test_a_short_name_is_enough_when_it_is_clear(make_carnet: Make, name: str) -> None:
    """The bare stem, the id and the path mean the same entry."""
    workspace = make_carnet(
        {"entries/nec-essai/matin.md": recit(), "entries/nec-essai/lecon.md": lesson(name)}
    )

    (link,) = [li for li in workspace.linked().links if li.loc[0] == "preuves"]

    assert link.target == "nec-essai/matin"


def test_the_entrys_own_event_is_searched_first(make_carnet: Make) -> None:
    """Two events may each have their « matin »."""
    workspace = make_carnet(
        {
            "entries/nec-autre/evenement.md": EVENT,
            "entries/nec-autre/matin.md": recit(),
            "entries/nec-essai/matin.md": recit(),
            "entries/nec-autre/lecon.md": lesson("matin"),
        }
    )

    (link,) = [li for li in workspace.linked().links if li.loc[0] == "preuves"]

    assert link.target == "nec-autre/matin"


def test_an_ambiguous_name_lists_its_candidates(make_carnet: Make) -> None:
    """From the common folder, a name that two events have is an error that gives both."""
    workspace = make_carnet(
        {
            "entries/nec-autre/evenement.md": EVENT,
            "entries/nec-autre/matin.md": recit(),
            "entries/nec-essai/matin.md": recit(),
            "entries/_commun/lecon.md": lesson("matin"),
        }
    )

    (problem,) = workspace.check().by_rule("reference-ambigue")

    assert "nec-autre/matin, nec-essai/matin" in problem.message


def test_an_event_is_named_by_its_folder(make_carnet: Make) -> None:
    """``de: nec-essai`` is entries/nec-essai/evenement.md."""
    passage = "---\ntype: passage\ntitre: Le témoin\nstatut: publie\nde: nec-essai\nvers: nec-suite\n---\n\nLa clé.\n"
    workspace = make_carnet(
        {"entries/nec-suite/evenement.md": EVENT, "entries/nec-essai/passage.md": passage}
    )

    targets = {li.loc[0]: li.target for li in workspace.linked().links}

    assert targets == {"de": "nec-essai", "vers": "nec-suite"}


@pytest.mark.parametrize(
    "reference",
    ["[[matin]]", "[[matin|ce matin]]", "![[matin]]", "[ce matin](matin.md)", "[x](../nec-essai/matin.md)"],
)
def test_a_text_refers_to_entries(make_carnet: Make, reference: str) -> None:
    """Wikilinks, embeds and relative links to a source file mean the same entry."""
    workspace = make_carnet(
        {
            "entries/nec-essai/matin.md": recit(),
            "entries/nec-essai/soir.md": recit(f"Voir {reference} d’abord.", "Le soir"),
        }
    )

    assert list(workspace.linked().body_links.values()) == ["nec-essai/matin"]
    assert len(workspace.check()) == 0


def test_a_dead_renvoi_is_placed_in_its_text(make_carnet: Make) -> None:
    """Line and column are those of the brackets in the file."""
    workspace = make_carnet(
        {"entries/nec-essai/soir.md": recit("Une ligne.\n\nVoir [[le-matni]] et dormir.")}
    )

    (problem,) = workspace.check().by_rule("renvoi-inconnu")

    assert (problem.span.line, problem.span.column) == (10, 6)


def test_the_default_plan_is_the_contracts(make_carnet: Make) -> None:
    """Front texts, events by date with their batons between them, then chapters, index, credits, colophon."""
    workspace = make_carnet(
        {
            "entries/a-tard/evenement.md": EVENT.replace("2026-03-12", "2026-09-01"),
            "entries/_commun/avant.md": "---\ntype: texte\nrole: avant-propos\ntitre: Avant\nstatut: publie\n---\n\nUn mot.\n",
            "entries/nec-essai/temoin.md": "---\ntype: passage\ntitre: T\nstatut: publie\nde: nec-essai\nvers: a-tard\n---\n\nLa clé.\n",
        }
    )

    order = [step.entry or step.chapitre for step in workspace.linked().plan]

    assert order[:5] == ["_commun/avant", "parcours", "nec-essai", "nec-essai/temoin", "a-tard"]
    assert order[-3:] == ["index", "credits", "colophon"]


PLAN = """\
plan:
  - partie: Une partie
    contenu:
      - evenement: nec-essai
      - evenement: nec-esai
  - entree: matin
  - index
"""


def test_the_plan_is_read_in_order_and_its_faults_are_placed(make_carnet: Make) -> None:
    """A wrong name in the plan is an error at its line; the rest of the plan stands."""
    workspace = make_carnet(
        {"carnet.yaml": DEFAULTS["carnet.yaml"] + PLAN, "entries/nec-essai/matin.md": recit()}
    )

    (problem,) = workspace.check()
    steps = list(walk(workspace.linked().plan))

    assert (problem.code, problem.span.path, problem.span.line) == ("evenement-inconnu", "carnet.yaml", 15)
    assert [s.partie or s.entry or s.chapitre for s in steps] == [
        "Une partie",
        "nec-essai",
        "nec-essai/matin",
        "index",
    ]


def test_every_fault_is_said_at_once(make_carnet: Make) -> None:
    """One bad file does not hide the next, nor the rest of the same one."""
    workspace = make_carnet(
        {
            "carnet.yaml": DEFAULTS["carnet.yaml"].replace("annee: 2026", "annee: bientôt"),
            "entries/nec-essai/a.md": "---\ntype: recit\ntire: x\nstatut: fini\n---\n",
            "entries/nec-essai/b.md": "pas d’en-tête\n",
            "entries/nec-essai/c.md": recit("Voir [[rien-du-tout]]."),
        }
    )

    codes = [d.code for d in workspace.check()]

    assert sorted(codes) == [
        "champ-inconnu",
        "champ-manquant",
        "entete-absent",
        "renvoi-inconnu",
        "valeur-inattendue",
        "valeur-inattendue",
    ]
