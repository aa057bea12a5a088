"""The set-up: nothing twice, nothing that the locks do not say, nothing of this machine in the repository."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from carnet.diagnostics import CarnetError
from carnet.machine import TOOLS
from tools.setup import setup

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of what the set-up reads, on a machine that lacks nothing; commands are only noted."""
    files = ["pyproject.toml", "requirements.lock", "requirements-dev.lock", "tools/judges/verapdf.lock"]
    files += [f"tools/judges/{name}" for name in ("package.json", "package-lock.json", ".npmrc")]
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setattr(setup, "complete_machine", lambda _: [])
    return tmp_path


@pytest.fixture
def commands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of what the set-up ran, each leaving what the real command leaves."""
    ran: list[str] = []

    def run(_: Path, *command: str, **__: object) -> None:
        ran.append(" ".join(command))
        (folder / ".venv/bin").mkdir(parents=True, exist_ok=True)
        (folder / ".venv/bin/python").touch()
        (folder / "tools/judges/node_modules").mkdir(exist_ok=True)
        (folder / ".outils/verapdf").mkdir(parents=True, exist_ok=True)
        (folder / ".outils/verapdf/verapdf.jar").write_bytes(b"jar")

    monkeypatch.setattr(setup, "run", run)
    return ran


def locked(name: str) -> dict[str, str]:
    """Return the version of every package of a lock file, by normalised name."""
    rows = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in rows}


def test_a_second_run_sets_up_nothing(folder: Path, commands: list[str]) -> None:
    """What was made from the same files is not made again."""
    setup.set_up(folder, "construire", judges_required=False)
    first = list(commands)

    setup.set_up(folder, "construire", judges_required=False)

    assert [re.sub(r".* -m ", "", command).split()[0] for command in first] == ["venv", "pip", "pip"]
    assert commands == first


@pytest.mark.parametrize("change", ["requirements.lock", "pyproject.toml", ".venv/bin/python"])
def test_a_change_is_set_up_again(folder: Path, commands: list[str], change: str) -> None:
    """Another lock, other dependencies or a Python that left the machine mean a new installation."""
    setup.set_up(folder, "construire", judges_required=False)
    commands.clear()
    changed = folder / change
    if change.endswith("python"):
        changed.unlink()
    else:
        changed.write_text(
            changed.read_text("utf-8").replace("weasyprint==70.0", "weasyprint==70.1"), "utf-8"
        )

    setup.set_up(folder, "construire", judges_required=False)

    assert commands


def test_a_linter_setting_is_not_a_reason_to_install(folder: Path, commands: list[str]) -> None:
    """Only what an installation depends on counts in pyproject.toml."""
    setup.set_up(folder, "construire", judges_required=False)
    commands.clear()
    project = folder / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace("line-length = 110", "line-length = 111"), "utf-8")

    setup.set_up(folder, "construire", judges_required=False)

    assert commands == []


def test_a_judge_that_is_not_what_was_locked_is_refused_where_it_is_required(
    folder: Path, commands: list[str]
) -> None:
    """A jar with another hash is thrown away."""
    with pytest.raises(CarnetError, match="veraPDF"):
        setup.set_up(folder, "essais", judges_required=True)

    assert not list((folder / ".outils").rglob("*.jar"))


def test_a_judge_that_cannot_be_installed_is_said_aloud(
    folder: Path, commands: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Elsewhere the tests go on without it, and the person reads why."""
    setup.set_up(folder, "essais", judges_required=False)

    assert "ATTENTION, sans juge : veraPDF" in capsys.readouterr().err
    assert not (folder / ".outils/verapdf/carnet.stamp").exists()


@pytest.mark.parametrize(("goal", "required"), [("construire", False), ("essais", True)])
def test_a_machine_that_lacks_something_stops_with_the_command(
    folder: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, goal: str, required: bool
) -> None:
    """A build tool always, a judge where it is required: exit code 3 and how to mend it."""
    need = setup.GOALS[goal][-1]
    lacking = [tool for tool in TOOLS if tool.need is need]
    monkeypatch.setattr(setup, "complete_machine", lambda asked: lacking if asked is need else [])

    with pytest.raises(CarnetError) as refusal:
        setup.set_up(folder, goal, judges_required=required)

    assert lacking[0].label in refusal.value.message
    assert refusal.value.aide
    assert refusal.value.exit_code == 3


def test_the_locks_fit_what_the_project_asks() -> None:
    """Every dependency of pyproject.toml is locked, at a version it accepts."""
    groups = PYPROJECT["dependency-groups"]
    dev = [row for row in groups["dev"] if isinstance(row, str)]
    for lock, asked in (
        ("requirements.lock", PYPROJECT["project"]["dependencies"] + groups["paquet"]),
        ("requirements-dev.lock", PYPROJECT["project"]["dependencies"] + groups["paquet"] + dev),
    ):
        versions = locked(lock)
        wanted = [Requirement(row) for row in asked]

        unmet = [
            str(row)
            for row in wanted
            if versions.get(re.sub(r"[-_.]+", "-", row.name).lower(), "0") not in row.specifier
        ]

        assert unmet == [], lock


def test_both_locks_say_the_same() -> None:
    """What a reader runs is what the tests ran."""
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_the_node_lock_fits_and_names_no_address() -> None:
    """package-lock.json holds versions and hashes, and nothing of where this machine found them."""
    asked = json.loads((ROOT / "tools/judges/package.json").read_text("utf-8"))["dependencies"]
    packages = json.loads((ROOT / "tools/judges/package-lock.json").read_text("utf-8"))["packages"]

    assert packages[""]["dependencies"] == asked
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def tracked_texts() -> list[tuple[str, str]]:
    """Return every text file that git tracks, with its text."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git work tree")
    paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    contents = [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths if path.is_file()]
    return [(name, raw.decode("utf-8", "replace")) for name, raw in contents if b"\0" not in raw]


def test_no_tracked_file_names_a_registry() -> None:
    """Packages are asked for by name; where they come from is each machine's own setting."""
    # Written in pieces, or this very file would name them.
    domains = {"pypi": "org", "pythonhosted": "org", "npmjs": "org|com", "yarnpkg": "com", "crates": "io"}
    hosts = [rf"{name}\.(?:{ends})" for name, ends in domains.items()]
    hosts += [rf"{name}\.debian\.org" for name in ("deb", "security", "packages", "snapshot", "ftp")]
    hosts += [r"repo1?\.maven\.(?:apache\.)?org", r"proxy\.golang\.org", r"archive\.ubuntu\.com"]
    host = re.compile("|".join(hosts), re.IGNORECASE)

    assert [name for name, text in tracked_texts() if host.search(text)] == []


def test_no_tracked_file_names_a_place_of_one_machine() -> None:
    """A path that exists on one machine alone is of no use in the repository."""
    place = re.compile(r"/(?:work|farm|root)/[a-z.]")
    texts = [(name, text) for name, text in tracked_texts() if not name.endswith(".lock")]

    assert [(name, found[0]) for name, text in texts if (found := place.search(text))] == []


def test_the_continuous_check_requires_every_judge() -> None:
    """What lands was heard by all of them."""
    script = ROOT / ".ci/run"

    assert os.access(script, os.X_OK)
    assert "export CARNET_JUGES=exiges" in script.read_text()
    assert "make test" in script.read_text()


@pytest.mark.lent
@pytest.mark.parametrize(("required", "code"), [("", 0), ("exiges", 1)])
def test_a_missing_judge_is_a_skip_here_and_a_failure_there(tmp_path: Path, required: str, code: int) -> None:
    """Without its programs a judge is named among those not heard; where it is required nothing passes."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "test_ace", "tests/judges"],
        cwd=ROOT, env=os.environ | {"PATH": str(tmp_path), "CARNET_JUGES": required},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == code, run.stdout
    assert "JUGES NON ENTENDUS" in run.stdout
    assert "Ace : " in run.stdout
    assert "manque sur cette machine" in run.stdout


@pytest.mark.lent
def test_required_judges_that_nobody_asked_are_a_failure() -> None:
    """Every test can pass and the run still fail: a judge was left out."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "test_kobofix", "tests/judges"],
        cwd=ROOT, env=os.environ | {"CARNET_JUGES": "exiges"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "1 passed" in run.stdout
    assert run.returncode == 1


def test_the_wheel_carries_the_templates_and_the_data(tmp_path: Path) -> None:
    """An installed carnet finds the one copy of the templates, and every file that is not Python."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())

    data = [
        path for path in (ROOT / "carnet").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    expected = {path.relative_to(ROOT).as_posix() for path in data}
    expected |= {
        f"carnet/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / "templates").rglob("*") if p.is_file()
    }
    assert expected <= packed
    assert [name for name in packed if name.startswith(("tests/", "tools/", "entries/"))] == []
    assert [name for name in packed if name.endswith("licenses/LICENSE")]
