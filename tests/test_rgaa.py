"""The accessibility audit: what a grid allows to say, and what it never does."""

import pytest

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.web import assemble
from carnet.rgaa import Grille, blank, criteres
from carnet.scaffold import START
from carnet.sources import AUDIT

HEAD = "date: 2026-10-01\nauditeur: Cabinet d’essai\npages: [Accueil]\n"


def grid(head: str = HEAD, **judged: str) -> str:
    """Return a grid where everything is respected but what is said, ``c1_1`` being criterion 1.1."""
    said = {key.removeprefix("c").replace("_", "."): value for key, value in judged.items()}
    lines = (f'  "{number}": {said.get(number, "conforme")}\n' for number in criteres())
    return f"{head}criteres:\n{''.join(lines)}"


@pytest.fixture
def declaration(make_carnet):
    """Return a function that gives the declaration of a carnet with this grid, and the foot of its home page."""

    def make(audit: str | None, **files: str) -> tuple[str, str]:
        workspace = make_carnet({**({AUDIT: audit} if audit else {}), **files})
        made = {
            a.path: a.content
            for a in assemble(workspace.visible("web"), MediaRoom(workspace.root, Cache(None)), {})
        }
        return made["accessibilite/index.html"].decode(), made["index.html"].decode()

    return make


def test_the_rgaa_has_106_criteria_in_13_themes():
    """The list is the RGAA 4.1's own."""
    assert len(criteres()) == 106
    assert len({critere.theme for critere in criteres().values()}) == 13
    assert list(criteres())[-1] == "13.12"


def test_the_grid_to_fill_in_is_the_one_a_new_carnet_gets(make_carnet):
    """It has every criterion, none judged, and calls for no remark."""
    workspace = make_carnet({AUDIT: blank()})

    assert (START / AUDIT).read_text("utf-8") == blank()
    assert len(workspace.check()) == 0
    assert workspace.linked().audit == Grille(criteres={number: {} for number in criteres()})


def test_the_rate_counts_what_applies():
    """3 respected of 4 applicable is 75 %, whatever does not apply."""
    judged = dict.fromkeys(criteres(), "non-applicable")
    judged |= {"1.1": "conforme", "1.2": "conforme", "1.3": "conforme", "1.4": "non-conforme"}

    assert Grille(criteres=judged).taux == 75


@pytest.mark.parametrize(
    ("audit", "state"),
    [
        (None, "non conforme"),
        (blank(), "non conforme"),
        (grid(), "totalement conforme"),
        (grid(c8_7="{statut: non-conforme, constat: Un mot anglais.}"), "partiellement conforme"),
        (grid(head=""), "non conforme"),
        (grid(c8_7="a-evaluer"), "non conforme"),
        (grid(head="date: 2023-01-01\nauditeur: Cabinet\n"), "non conforme"),
    ],
    ids=["no grid", "blank", "all respected", "one fault", "by nobody", "one left to judge", "too old"],
)
def test_nothing_is_claimed_that_was_not_found(declaration, audit, state):
    """The state is « non conforme » until a whole audit, signed and dated less than three years ago, says more."""
    page, home = declaration(audit)

    assert f"est {state}</strong>" in page
    assert f"Accessibilité&#160;: {state}<" in home


def test_the_declaration_says_what_is_not_accessible(declaration):
    """Each fault is told with its criterion, a derogation with its reason, apart."""
    page, _ = declaration(
        grid(
            c8_7="{statut: non-conforme, constat: Un mot anglais.}",
            c4_1="{statut: non-conforme, constat: Un son de 1962., derogation: Il dure neuf heures.}",
            c2_1="non-applicable",
        )
    )

    faults, derogations = page.partition("Dérogations pour charge")[::2]
    assert "Un mot anglais." in faults
    assert "critère 8.7" in faults
    assert "Il dure neuf heures." in derogations
    assert "98,09\u00a0% des critères" in page
    assert "Sur 105 critères" in page


def test_a_rate_written_in_the_edition_still_counts(declaration, make_carnet):
    """Without a grid, the result of an audit made elsewhere is told, and where to ask for its details."""
    from tests.conftest import DEFAULTS

    said = "accessibilite:\n  audit:\n    date: 2026-10-01\n    taux: 82\n    auditeur: Cabinet\n"
    page, _ = declaration(None, **{"carnet.yaml": DEFAULTS["carnet.yaml"] + said})

    assert "est partiellement conforme" in page
    assert "82\u00a0% des critères" in page
