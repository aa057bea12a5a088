"""Every rule has its row, its case and its page; every case says exactly what is expected of it.

A case is a directory ``tests/cas/<code>/``: ``in/`` is laid over a minimal carnet, ``monde.py`` may lay
what git cannot hold, ``attendu.txt`` is what the terminal shows. ``pytest --reecrire`` writes the latter
anew: read the difference like code.
"""

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.diagnostics import Report, as_text, summary
from carnet.kinds import SUPPORTS
from carnet.pipeline import Options, build, preflight
from carnet.rewriting import report_rights
from carnet.rights import Moment
from carnet.rules import RULES, printing
from tests.conftest import TODAY, Workspace

CASES = Path(__file__).parent / "cas"
FOUND_BY_BUILDING = ("fuite", "piece-perdue")
SEEN_IN_PRINT = {rule.code for rule in printing.RULES}
"""Rules about the laid-out book: what ``carnet verifier --cible imprime`` adds."""


def test_every_rule_has_its_case() -> None:
    """The table of rules and the directories of cases are the same set."""
    assert {case.name for case in CASES.iterdir() if case.is_dir()} == set(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_case_says_what_is_expected(
    code: str, make_carnet: Callable[..., Workspace], rewrite: bool
) -> None:
    """The whole report of a case, its own rule among it, is the one that was read and agreed on."""
    workspace = make_carnet()
    _lay(CASES / code, workspace.root)

    report = Report()
    sources = workspace.sources(report)
    whole = workspace.linked_from(sources, report)
    report_rights(whole, SUPPORTS, Moment(TODAY), report)
    if code in FOUND_BY_BUILDING:
        build(sources, Options(("web",), workspace.root / "out", Moment(TODAY)), report)
    if code in SEEN_IN_PRINT and not report.has_errors:
        preflight(sources, whole, "imprime", Moment(TODAY), report)
    said = as_text(report, sources.lines) + "\n" + summary(report) + "\n"

    assert report.by_rule(code), f"the case of {code} does not trigger it: {said}"
    expected = CASES / code / "attendu.txt"
    if rewrite:
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")


def _lay(case: Path, root: Path) -> None:
    for path in sorted((case / "in").rglob("*")):
        place = root / path.relative_to(case / "in")
        if path.is_symlink():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path.readlink())
        elif path.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    if (case / "monde.py").is_file():
        runpy.run_path(str(case / "monde.py"))["lay"](root)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_well_written(code: str) -> None:
    """A code is a short ASCII name; a sentence is in the present, with no question nor exclamation."""
    rule = RULES[code]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    for sentence in (rule.message, rule.aide, rule.explication):
        assert sentence.strip()
        assert "'" not in sentence.replace("'{", "").replace("}'", ""), "a straight apostrophe"
        assert not sentence.rstrip().endswith(("?", "!"))
    assert rule.exemple.strip()
    assert rule.remede.strip()
    assert rule.exemple != rule.remede
