"""A build whose inputs and outputs did not change has nothing to do, and only such a one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from carnet import pipeline
from carnet.cli import carnet
from tests.conftest import Workspace

Make = Callable[..., Workspace]


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets one word at each real build."""
    done: list[str] = []
    real = pipeline.build

    def counted(*given: object) -> object:
        done.append("fabrication")
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "build", counted)
    return done


def construire(root: Path, *options: str) -> str:
    """Build the site and return what is said."""
    result = CliRunner().invoke(carnet, ["-C", str(root), "construire", "web", *options])
    assert result.exit_code == 0, result.output
    return result.stderr


def test_nothing_changed_nothing_is_done(make_carnet: Make, builds: list[str]) -> None:
    """The second time says the same, but for what was written, and builds nothing."""
    root = make_carnet().root
    first = construire(root)

    second = construire(root)

    assert len(builds) == 1
    assert "0\u00a0écrit, 0\u00a0retiré" in second
    assert first.splitlines()[-1] == second.splitlines()[-1]


def change(root: Path, path: str, text: str) -> None:
    """Write a file of the workspace."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


EVENT = "entries/nec-essai/evenement.md"


@pytest.mark.parametrize(
    "touch",
    [
        lambda root: change(root, EVENT, (root / EVENT).read_text("utf-8") + "\nUn mot de plus.\n"),
        lambda root: change(root, "templates/web/style.css", "body { color: red }"),
        lambda root: change(root, "media/nec-essai/note.txt", "Une note."),
        lambda root: change(root, "references.bib", "@book{a, title={B}}"),
        lambda root: change(root, "prive/contacts.md", "Une adresse."),
        lambda root: change(root, "out/site/index.html", "Abîmé."),
        lambda root: change(root, "out/site/oublie.html", "Une page de trop."),
        lambda root: (root / "out/site/index.html").unlink(),
        lambda root: (root / "out/SHA256SUMS").unlink(),
    ],
    ids=[
        "text",
        "template",
        "medium",
        "bibliography",
        "private",
        "damaged",
        "one too many",
        "missing",
        "no list",
    ],
)
def test_any_change_is_built(make_carnet: Make, builds: list[str], touch: Callable[[Path], object]) -> None:
    """A word, a template, a medium, a reference, a file of the output: each is seen."""
    root = make_carnet().root
    construire(root)
    touch(root)

    construire(root)

    assert len(builds) == 2
    assert (root / "out/site/index.html").read_text("utf-8").lower().startswith("<!doctype html>")


@pytest.mark.parametrize("options", [("--date", "2027-01-01"), ("--brouillons",), ("--strict",)])
def test_another_question_is_another_build(
    make_carnet: Make, builds: list[str], options: tuple[str, ...]
) -> None:
    """A day, drafts, severity: what is asked is part of what stands."""
    root = make_carnet().root
    construire(root)

    construire(root, *options)

    assert len(builds) == 2
