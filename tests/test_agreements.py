"""An agreement that holds may still lack a proof, or show a child too widely."""

from collections.abc import Callable

import pytest

from tests.conftest import Workspace
from tests.test_hidden import ACCORD, WITHDRAWN, portrait

Make = Callable[..., Workspace]
CHILD = "  mineur: oui\n  accords_parentaux: 2\n  avis_enfant: oui\n"
WEB = ACCORD.replace("[web, pdf, imprime, epub, kit, reseaux, donnees]", "[web, pdf]")


@pytest.mark.parametrize(
    ("hers", "other", "said"),
    [
        (ACCORD, ACCORD + "  preuve: A-042\n", ["portraits/lea-martin.md"]),
        (ACCORD, ACCORD, []),
        (ACCORD + "  preuve: A-041\n", ACCORD + "  preuve: A-042\n", []),
        (WITHDRAWN, ACCORD + "  preuve: A-042\n", []),
    ],
)
def test_a_proof_is_asked_of_a_carnet_that_keeps_proofs(
    make_carnet: Make, hers: str, other: str, said: list[str]
) -> None:
    """The one without is an oversight where others have one; a withdrawn one needs none."""
    workspace = make_carnet(
        {
            "portraits/lea-martin.md": portrait(accord=hers),
            "portraits/anne-roy.md": portrait(accord=other, nom="Anne Roy"),
        }
    )

    assert [d.span.path for d in workspace.check().by_rule("accord-sans-preuve")] == said


@pytest.mark.parametrize(
    ("accord", "more", "said"),
    [
        (WEB + CHILD, "", "par son nom entier"),
        (ACCORD + CHILD, "affichage: prenom\n", "sur les réseaux, dans les données"),
        (ACCORD + CHILD, "affichage: prenom\nsorties: [web, pdf]\n", ""),
        (WEB + CHILD, "affichage: prenom\n", ""),
        (ACCORD, "", ""),
        (
            ACCORD.replace("nom, image, voix, propos", "propos") + CHILD,
            "affichage: role\nfonction: Élève\n",
            "",
        ),
        (ACCORD + CHILD.replace("2", "1"), "", ""),
    ],
)
def test_a_child_shown_too_widely_is_remarked_on(
    make_carnet: Make, accord: str, more: str, said: str
) -> None:
    """By the whole name, or where nothing is recalled; an agreement that is not whole has its own remark."""
    workspace = make_carnet({"portraits/lea-martin.md": portrait(more, accord)})

    found = [d.message for d in workspace.check().by_rule("mineur-expose")]

    assert found == (
        [f"cet accord est celui d’un enfant (Léa Martin) et le montrerait {said}"] if said else []
    )
