"""A withdrawal is one line of one file, and everything it touches is told."""

import datetime as dt
from collections.abc import Callable

import pytest

from carnet.rights import Moment
from carnet.withdrawing import as_text, find_person, reach, with_withdrawal
from tests.conftest import TODAY, Workspace

DAY = dt.date(2026, 11, 20)
HEAD = "---\n# Une note pour soi\nnom: Léa Martin   # vérifié\nstatut: publie\n"
BODY = "---\n\nUn portrait. # pas un commentaire\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "accord:\n  # signé le 12\n  objets: [nom]\n",
            "accord:\n  # signé le 12\n  objets: [nom]\n  retrait: 2026-11-20\n",
        ),
        ("accord:\n    objets: [nom]\n", "accord:\n    objets: [nom]\n    retrait: 2026-11-20\n"),
        ("accord: {objets: [nom]}\n", "accord: {objets: [nom], retrait: 2026-11-20}\n"),
        (
            "accord:\n  objets: [nom]\n  retrait: 2026-01-01\n",
            "accord:\n  objets: [nom]\n  retrait: 2026-11-20\n",
        ),
        ("", "accord:\n  retrait: 2026-11-20\n"),
    ],
)
def test_one_line_is_written_and_the_rest_kept(before: str, after: str) -> None:
    """Comments, order and spaces of the file stay as they were."""
    assert with_withdrawal(HEAD + before + BODY, DAY) == HEAD + after + BODY


FILES = {
    "portraits/lea-martin.md": "---\nnom: Léa Martin\nstatut: publie\naccord:\n  objets: [nom, propos]\n"
    "  supports: [web, pdf]\n  date: 2026-03-12\n---\n\nUn portrait.\n",
    "entries/nec-essai/parole.md": "---\ntype: verbatim\nstatut: publie\npersonne: lea-martin\n---\n\nJ’ai la clé.\n",
}


def test_after_it_nothing_of_her_leaves(make_carnet: Callable[..., Workspace]) -> None:
    """The gate closes on her and on her words, for every support."""
    workspace = make_carnet(FILES)
    person = find_person(workspace.linked(), "Léa Martin")
    told = as_text(reach(workspace.linked(), person, workspace.root / "out", Moment(TODAY)), DAY)

    path = workspace.root / person.source.path
    path.write_text(with_withdrawal(path.read_text("utf-8"), DAY), "utf-8")

    assert set(workspace.visible("web").entries) == {"nec-essai"}
    assert "entries/nec-essai/parole.md" in told
    assert "portraits/lea-martin.md" in told
