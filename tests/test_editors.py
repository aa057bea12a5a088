"""Editors are helped: remarks are underlined where they are, snippets are entries, the vault leaves alone what it must."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.diagnostics import Report, as_github
from carnet.editors import REMARKS, files
from carnet.frontmatter import read_front, split
from carnet.kinds import KINDS
from carnet.scaffold import lay
from tests.conftest import Workspace

SNIPPETS = json.loads(files()[".vscode/fiches.code-snippets"])


def test_a_new_carnet_has_them(tmp_path: Path) -> None:
    """``carnet init`` lays every file, each JSON, and git forgets what Obsidian keeps of its window."""
    lay(tmp_path / "carnet")

    for path, text in files().items():
        assert (tmp_path / "carnet" / path).read_text("utf-8") == text
        json.loads(text)
    assert "/.obsidian/workspace" in (tmp_path / "carnet/.gitignore").read_text("utf-8")


def test_the_problem_matcher_reads_every_remark(make_carnet: Callable[..., Workspace]) -> None:
    """Each line of ``verifier --format github`` gives a file, a place, a severity, a code and a sentence."""
    entry = "---\ntype: recit\ntitre: Un, deux : trois\nresume: x\nstatut: fini\n---\n\n[[rien]]\n"
    report = make_carnet({"entries/nec-essai/a,b.md": "---\n", "entries/nec-essai/r.md": entry}).check()
    pattern = re.compile(REMARKS["pattern"]["regexp"])

    found = [pattern.fullmatch(line) for line in as_github(report).splitlines()]

    assert len(found) == len(report) > 1
    for match, d in zip(found, report, strict=True):
        assert match is not None
        assert (match[1], int(match[3]), match[5]) == (
            "error" if d.gravite == "erreur" else "warning",
            d.span.line,
            d.code,
        )


@pytest.mark.parametrize("name", list(KINDS))
def test_a_snippet_is_an_entry(make_carnet: Callable[..., Workspace], name: str) -> None:
    """Its places filled with the first choice, or with words, a snippet has no unknown or missing key."""
    text = "\n".join(SNIPPETS[name]["body"]).replace("$0", "Des mots.")
    text = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\|\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", "2026-03-12", text)
    parts = split(text)
    assert parts is not None
    report = Report()
    assert read_front(parts.front, "x", report).whole
    path = {"portrait": "portraits/x.md", "evenement": "entries/x/evenement.md"}.get(name)
    path = path or f"entries/{'_commun' if name in ('texte', 'terme') else 'nec-essai'}/x.md"

    codes = {d.code for d in make_carnet({path: text}).check() if d.span.path == path}

    assert not codes & {
        "champ-manquant",
        "champ-inconnu",
        "type-inconnu",
        "titre-absent",
        "entete-illisible",
        "liste-attendue",
        "choix-inconnu",
    }
