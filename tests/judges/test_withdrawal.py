"""A person withdraws from the example carnet: nothing of her is left, and nothing else moves.

She is the one who gave most: a portrait, its photo, verbatims, a recording, and her name in the texts of
others. What ``carnet retirer`` says to rewrite is rewritten, nothing more; every target is built again over
the first build. ``tools/traces.py``, which shares nothing with the program, looks at both.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.judges import ROOT, Judge
from tools import traces

HER = "josette-marcelin"
PLACE = re.compile(r"^  (\S+):(\d+):(\d+)  « (.+) »$", re.MULTILINE)


@pytest.fixture(scope="module")
def withdrawn(exemple: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example and its ``out/``, as they are after her withdrawal."""
    root = tmp_path_factory.mktemp("retrait") / "carnet"
    for name in ("entries", "portraits", "media", "templates"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("carnet.yaml", "bibliographie.bib", "audit-rgaa.yml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(exemple, root / "out")
    (root / ".cache").symlink_to(ROOT / ".cache")
    told = carnet(root, "retirer", HER)
    rewrite(root, told)
    carnet(root, "construire")
    return root


def carnet(root: Path, *command: str) -> str:
    """Run the program in a workspace and return what it says."""
    run = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "-C", str(root), *command],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def rewrite(root: Path, told: str) -> None:
    """Put a word in the place of each one that a withdrawal says to rewrite, from the last to the first."""
    places = [(path, int(line), int(column), words) for path, line, column, words in PLACE.findall(told)]
    assert places
    for path, line, column, words in sorted(places, reverse=True):
        lines = (root / path).read_text("utf-8").splitlines(keepends=True)
        text = lines[line - 1]
        assert text[column - 1 :].startswith(words.rstrip("…")), (path, line, column, words)
        end = column - 1 + len(words.rstrip("…"))
        end = text.find("»", end) if words.endswith("…") else end
        lines[line - 1] = f"{text[: column - 1]}une radioamatrice{text[end:]}"
        (root / path).write_text("".join(lines), "utf-8")


def test_nothing_of_her_is_left_and_the_rest_has_the_same_bytes(
    exemple: Path, withdrawn: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Name, words, face and voice: in no byte of no file. What changed spoke of her, or has a checked reason."""
    code = traces.main(ROOT, HER, exemple, withdrawn / "out")

    said = capsys.readouterr().out
    assert code == 0, said
    assert "\nvoix : " in said


def test_what_stands_in_place_of_her_pages_is_valid(withdrawn: Path, nu: Judge, tmp_path: Path) -> None:
    """The pages that say they were withdrawn, and the one that answers for her own address, have no fault."""
    site = withdrawn / "out/site"
    stones = [page for page in site.rglob("*.html") if "Cette page a été retirée" in page.read_text("utf-8")]
    for number, page in enumerate([*stones, site / "404.html"]):
        shutil.copy(page, tmp_path / f"{number}.html")

    assert len(stones) >= 5
    assert not (site / "portraits" / HER).exists()
    assert "retire ce qui la concerne" in (site / "404.html").read_text("utf-8")
    assert nu(tmp_path) == []


def test_the_books_say_that_something_left_them(withdrawn: Path, epubcheck: Judge) -> None:
    """The PDF and the EPUB have an erratum that names nobody; the EPUB is still valid."""
    out = withdrawn / "out"
    printed = traces.drawn(out / "carnet.pdf")
    colophon = [
        text for name, text in traces.opened((out / "carnet.epub").read_bytes()) if "colophon" in name
    ]

    assert "Erratum du" in printed
    assert "à la demande d’une personne" in colophon[0].decode()
    assert epubcheck(out / "carnet.epub") == []
