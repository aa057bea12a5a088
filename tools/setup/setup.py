"""Set this folder up to build the carnet, or to run its tests; does nothing when nothing changed.

    python3 tools/setup/setup.py construire|essais

In: the lock files and the machine. Out: ``.venv``, ``tools/judges/node_modules``, ``.outils``, and
the system's packages where this user may install them. Each part leaves a stamp that holds a hash of
what it was made from. Needs Python alone, and says so in French when it is too old.

Exit codes are those of ``carnet``: 2 wrong usage, 3 something is missing (with the command that mends it).
With ``CARNET_JUGES=exiges`` a judge that cannot be installed is such a lack; otherwise it is said aloud.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 — this file is run by whatever Python the machine has
    sys.exit(
        "erreur : Python %d.%d est trop ancien, il faut 3.11 ou plus.\n"  # noqa: UP031 — read by older Pythons
        "  = aide : lancez make PYTHON=python3.12 (ou une autre version récente)" % sys.version_info[:2]
    )

import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from carnet import machine  # noqa: E402 — the table is in the project, found once its root is known
from carnet.diagnostics import CarnetError  # noqa: E402
from carnet.machine import Need  # noqa: E402

GOALS = {"construire": (Need.BUILD,), "essais": (Need.BUILD, Need.TESTS)}
JUDGES = Path("tools/judges")
VERAPDF_LOCK = JUDGES / "verapdf.lock"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the set-up makes: what it is made from, where its stamp lies, how it is made.

    ``made_from`` is everything that, once changed, means making it again.
    """

    label: str
    made_from: tuple[bytes, ...]
    stamp: Path
    make: Callable[[Path], None]

    @property
    def fingerprint(self) -> str:
        """Return the hash that a stamp holds when the part is up to date."""
        digest = hashlib.sha256()
        for piece in self.made_from:
            digest.update(len(piece).to_bytes(8, "big") + piece)
        return digest.hexdigest()

    def is_ready(self, root: Path) -> bool:
        """Whether this part was made from exactly this."""
        stamp = root / self.stamp
        return stamp.is_file() and stamp.read_text() == self.fingerprint


def parts(root: Path, goal: str) -> list[Part]:
    """Return what a goal needs beyond the system's packages, in the order it is made."""

    def read(*names: str) -> tuple[bytes, ...]:
        return tuple((root / name).read_bytes() for name in names)

    lock = "requirements.lock" if goal == "construire" else "requirements-dev.lock"
    python = Part(
        "les bibliothèques Python", (*read(lock), packaging(root)), Path(f".venv/carnet-{goal}.stamp"),
        lambda root: make_venv(root, lock),
    )  # fmt: skip
    if goal == "construire":
        return [python]
    node_files = [str(JUDGES / name) for name in ("package.json", "package-lock.json", ".npmrc")]
    return [
        python,
        Part(
            "Ace, axe, Nu et foliate-js",
            read(*node_files),
            JUDGES / "node_modules/carnet.stamp",
            make_node_judges,
        ),
        Part("veraPDF", read(str(VERAPDF_LOCK)), Path(".outils/verapdf/carnet.stamp"), make_verapdf),
    ]


def packaging(root: Path) -> bytes:
    """Return the part of pyproject.toml that an installation depends on, in one fixed form."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    kept = [project["project"], project["build-system"], project["tool"]["hatch"]]
    return json.dumps(kept, sort_keys=True).encode()


def make_venv(root: Path, lock: str) -> None:
    """Make ``.venv`` when there is none, install the lock into it, then the project itself as it stands."""
    python = root / ".venv/bin/python"
    if not python.exists():
        run(root, sys.executable, "-m", "venv", ".venv")
    pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install")
    run(root, *pip, "--require-hashes", "-r", lock)
    run(root, *pip, "--no-deps", "--no-build-isolation", "-e", ".")


def make_node_judges(root: Path) -> None:
    """Install exactly what package-lock.json says, running none of the packages' scripts."""
    run(root / JUDGES, "npm", "ci", "--silent", extra={"PUPPETEER_SKIP_DOWNLOAD": "1"})


def make_verapdf(root: Path) -> None:
    """Let Maven bring the one jar, and keep it only if it is the one that was locked."""
    coordinates, expected = locked_jar(root)
    folder = root / ".outils/verapdf"
    shutil.rmtree(folder, ignore_errors=True)
    run(root, "mvn", "-q", "-B", MAVEN_COPY, f"-Dartifact={coordinates}", f"-DoutputDirectory={folder}")
    (jar,) = folder.glob("*.jar")
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != expected:
        jar.unlink()
        raise CarnetError(
            f"le jar de veraPDF n’est pas celui qui est attendu (SHA-256 {found})",
            aide=f"corrigez {VERAPDF_LOCK} si ce changement est voulu",
        )


def locked_jar(root: Path) -> tuple[str, str]:
    """Return the Maven coordinates of veraPDF and the SHA-256 of its jar."""
    lines = (root / VERAPDF_LOCK).read_text().splitlines()
    coordinates, digest = (line for line in lines if line and not line.startswith("#"))
    return coordinates, digest.removeprefix("sha256:")


def install_packages(tools: list[machine.Tool]) -> None:
    """Install what the system lacks, if this user may without being asked anything; else do nothing."""
    manager, command = machine.installer(), machine.install_command(tools).split()
    if manager not in ("apt-get", "brew"):
        return
    prefix: list[str] = []
    if command[0] == "sudo":
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode != 0:
            return
        prefix, command = ["sudo", "-n"], command[1:]
    if manager == "apt-get":
        prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
        wait = ["-o", "DPkg::Lock::Timeout=600", "-qq"]
        run(ROOT, *prefix, "apt-get", "update", *wait)
        command += wait
    run(ROOT, *prefix, *command)


def run(folder: Path, *command: str, extra: Mapping[str, str] | None = None) -> None:
    """Run one command, showing it; a failure is a lack of this machine, with the command to try by hand."""
    print(f"  $ {' '.join(command)}", file=sys.stderr, flush=True)
    try:
        subprocess.run(
            command, cwd=folder, env=os.environ | (extra or {}), stdin=subprocess.DEVNULL, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise CarnetError(
            f"cette commande a échoué : {' '.join(command)} ({error})", aide=f"lancez-la dans {folder}"
        ) from error


def complete_machine(need: Need) -> list[machine.Tool]:
    """Install what one need lacks on this machine; return what could not be installed."""
    absent = machine.missing(machine.survey(need, versions=False))
    if not absent:
        return []
    say(f"il manque {', '.join(tool.label for tool in absent)}")
    try:
        install_packages(absent)
    except CarnetError as error:
        say(f"{error.message} ; {error.aide}")
    return machine.missing(machine.survey(need, versions=False))


def set_up(root: Path, goal: str, *, judges_required: bool) -> None:
    """Bring the machine and this folder to what a goal needs, or raise with the command that mends it."""
    for need in GOALS[goal]:
        absent = complete_machine(need)
        if not absent:
            continue
        labels = ", ".join(tool.label for tool in absent)
        if need is Need.BUILD or judges_required:
            raise CarnetError(f"il manque sur cette machine : {labels}", aide=machine.remedy(absent))
        say(f"ATTENTION, des juges ne pourront pas juger, il manque {labels} ; {machine.remedy(absent)}")
    if not (root / ".venv/bin/python").exists():  # none yet, or its Python has left the machine
        shutil.rmtree(root / ".venv", ignore_errors=True)
    for part in parts(root, goal):
        if part.is_ready(root):
            continue
        say(f"installation : {part.label}")
        try:
            part.make(root)
        except CarnetError as error:
            if part.stamp.is_relative_to(".venv") or judges_required:
                raise
            say(f"ATTENTION, sans juge : {part.label} ; {error.message} ; {error.aide}")
            continue
        (root / part.stamp).write_text(part.fingerprint)


def say(sentence: str) -> None:
    """Print one line of progress on stderr."""
    print(f"mise en place : {sentence}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Run the set-up of one goal and return the exit code."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        print(f"usage : setup.py {'|'.join(GOALS)}", file=sys.stderr)
        return 2
    try:
        set_up(ROOT, arguments[0], judges_required=os.environ.get("CARNET_JUGES") == "exiges")
    except CarnetError as error:
        print(f"erreur : {error.message}\n  = aide : {error.aide}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
