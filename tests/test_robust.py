"""Whatever the machine does, a build ends with a French sentence, the old output whole, and nothing left behind."""

import errno
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from carnet import writing
from carnet.cache import PARTIAL
from carnet.diagnostics import CarnetError
from tests.conftest import Workspace
from tests.epub_world import a_photo

Make = Callable[..., Workspace]

ROOT = Path(__file__).parents[1]
RECIT = "entries/nec-essai/recit.md"
HEAD = "---\ntype: recit\ntitre: Le récit\nresume: Court.\nstatut: publie\n---\n\n"
PHOTO = "---\ntype: photo\nfichier: {}\nalt: Une halle.\ncredit: Moi\nstatut: publie\n---\n\nLa halle.\n"


def start(root: Path, *arguments: str, **more: object) -> "subprocess.Popen[str]":
    """Start the program on a workspace, in a session of its own, as it is started by hand."""
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(root), *arguments]
    home = {"PATH": os.environ["PATH"], "HOME": str(root.parent), "SOURCE_DATE_EPOCH": "1790000000"}
    return subprocess.Popen(
        command, env=home, stderr=subprocess.PIPE, text=True, start_new_session=True, **more
    )  # type: ignore[call-overload,no-any-return]


def run(root: Path, *arguments: str, **more: object) -> tuple[int, str]:
    """Run the program and return its exit code and what it said."""
    process = start(root, *arguments, **more)
    said = process.communicate(timeout=120)[1]
    return process.returncode, said


def files(folder: Path) -> dict[str, str]:
    """Return every file below a folder with the digest of its bytes."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def session(pid: int) -> list[int]:
    """Return the processes of a session that still run."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == pid and fields[0] != "Z":
            alive.append(int(stat.parent.name))
    return alive


def gone(pid: int, *, within: float = 10.0) -> bool:
    """Tell whether a whole session ends soon."""
    end = time.monotonic() + within
    while session(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not session(pid)


# --- the disk ------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_output_whole(make_carnet: Make) -> None:
    """No file may be larger than 20,000 bytes, as if the disk were full: a long text is."""
    root = make_carnet().root
    assert run(root, "construire", "donnees")[0] == 0
    before = files(root / "out")
    (root / RECIT).write_text(HEAD + "Un mot de plus. " * 3000)

    code, said = run(
        root,
        "construire",
        "donnees",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )

    assert code == 3
    assert "le disque est plein" in said
    assert "Traceback" not in said
    assert files(root / "out") == before


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EDQUOT, "le disque est plein"),
        (errno.EFBIG, "le disque est plein"),
        (errno.EROFS, "le dossier est en lecture seule"),
        (errno.EACCES, "le dossier est en lecture seule"),
        (errno.ENAMETOOLONG, "un nom de fichier est trop long"),
        (errno.ENOTDIR, "un fichier est à la place d’un dossier"),
        (errno.EIO, "le système refuse"),
    ],
)
def test_every_refusal_of_the_system_is_said_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, cause: str
) -> None:
    """Whoever reads does not know what EROFS is, nor English."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    with pytest.raises(CarnetError, match=cause):
        writing.write_file(tmp_path, writing.Artifact("carnet.pdf", b"new"))


@pytest.mark.parametrize("place", ["fichier", "fichier/dessous", "n" * 300])
def test_a_place_where_nothing_can_be_written(make_carnet: Make, place: str) -> None:
    """A file where a folder is wanted, above it or at it, or a name that no disk takes."""
    root = make_carnet().root
    (root / "fichier").write_text("un fichier")

    code, said = run(root, "construire", "web", "-o", str(root / place))

    assert code == 3
    assert said.startswith("erreur : impossible d’écrire dans")
    assert (root / "fichier").read_text() == "un fichier"


# --- names ---------------------------------------------------------------------------------------------


LONG = "n" * 300


@pytest.mark.parametrize(
    "files_",
    [
        {"entries/nec-essai/photo.md": PHOTO.format(f"media/nec-essai/{LONG}.jpg")},
        {RECIT: HEAD.replace("Le récit", "Le récit " + "long " * 60) + f"[[{LONG}]] ![[{LONG}]]\n"},
        {RECIT: HEAD + f"# {LONG}\n\n![]({LONG}.jpg) [a]({LONG}.md)\n"},
        {f"entries/nec-essai/{'r' * 240}.md": HEAD + "Un mot.\n"},
        {f"entries/nec-essai/{'é' * 100}.md": HEAD + "Un mot.\n"},
    ],
    ids=["medium", "reference", "address", "file", "accents"],
)
def test_names_of_three_hundred_letters(make_carnet: Make, files_: Mapping[str, str]) -> None:
    """They are refused with a sentence or published; never a traceback."""
    code, said = run(make_carnet(files_).root, "construire", "web")

    assert code in (0, 1)
    assert "Traceback" not in said


def test_a_name_written_decomposed_is_the_same_name(make_carnet: Make) -> None:
    """macOS and some archives write « é » as two letters; the entry that names it writes one."""
    name = "été.jpg"
    world = {
        "entries/nec-essai/photo.md": PHOTO.format(f"media/nec-essai/{name}"),
        f"media/nec-essai/{unicodedata.normalize('NFD', name)}": a_photo(),
    }

    code, said = run(make_carnet(world).root, "construire", "web")

    assert code == 0 or ("Traceback" not in said and "été.jpg" in unicodedata.normalize("NFC", said)), said


def test_names_that_differ_by_their_capitals_alone(make_carnet: Make) -> None:
    """On many disks they would be one file: the second is refused, and the output has no such pair."""
    world = {RECIT: HEAD + "Un.\n", "entries/nec-essai/Recit.md": HEAD + "Deux.\n"}
    root = make_carnet(world).root

    code, said = run(root, "construire", "web")

    assert code == 1
    assert "Recit.md" in said
    assert not (root / "out/site").exists()


def test_a_link_out_of_the_workspace_is_not_followed(make_carnet: Make, tmp_path: Path) -> None:
    """Not for an entry, not for a medium: what is outside stays there."""
    outside = tmp_path.parent / f"{tmp_path.name}-dehors"
    outside.mkdir()
    (outside / "secret.md").write_text(HEAD + "Un secret du voisin.\n")
    (outside / "secret.jpg").write_bytes(a_photo())
    root = make_carnet({"entries/nec-essai/photo.md": PHOTO.format("media/nec-essai/lien.jpg")}).root
    (root / "media/nec-essai").mkdir(parents=True)
    (root / "media/nec-essai/lien.jpg").symlink_to(outside / "secret.jpg")
    (root / "entries/nec-essai/lien.md").symlink_to(outside / "secret.md")

    code, said = run(root, "construire", "web")

    assert code == 1
    assert "Traceback" not in said
    assert "lien.md" in said
    assert "lien.jpg" in said
    assert "secret du voisin" not in "".join(p.read_text() for p in root.rglob("out/**/*.html"))


# --- other hands ---------------------------------------------------------------------------------------


def test_files_that_come_and_go_during_the_build(make_carnet: Make) -> None:
    """An editor saves, a synchronised folder moves: each build ends well or with a sentence."""
    root = make_carnet(
        {
            RECIT: HEAD + "Un mot.\n",
            "entries/nec-essai/photo.md": PHOTO.format("media/nec-essai/a.jpg"),
            "media/nec-essai/a.jpg": a_photo(),
        }
    ).root
    stop = threading.Event()

    def meddle() -> None:
        rng = random.Random(8)
        kept = {path: path.read_bytes() for path in (root / RECIT, root / "media/nec-essai/a.jpg")}
        while not stop.is_set():
            for path, content in kept.items():
                path.unlink(missing_ok=True)
                time.sleep(rng.random() * 0.02)
                path.write_bytes(content[: rng.randrange(len(content))])
                time.sleep(rng.random() * 0.02)
                path.write_bytes(content)
                time.sleep(rng.random() * 0.02)

    hand = threading.Thread(target=meddle)
    hand.start()
    try:
        said = [run(root, "construire", "web", "donnees") for _ in range(6)]
    finally:
        stop.set()
        hand.join()

    assert [text for code, text in said if code not in (0, 1) or "Traceback" in text] == []
    assert run(root, "construire", "web")[0] == 0


def test_a_second_build_at_the_same_time_is_refused(make_carnet: Make) -> None:
    """With a sentence, and the exit code of a wrong use; the first one goes on."""
    root = make_carnet().root
    with writing.claimed(root / "out"):
        code, said = run(root, "construire", "web")

    assert code == 2
    assert said.startswith("erreur : une autre fabrication écrit déjà dans « out »")


def test_ctrl_c_waits_for_an_engine_to_start(tmp_path: Path) -> None:
    """Pikepdf's aborts the process when it is stopped in the middle of its import; the import ends first."""
    (tmp_path / "engine.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhole = True\n"
    )
    program = (
        "import time\nfrom carnet.cli import hold_ctrl_c_while_importing\nhold_ctrl_c_while_importing()\n"
        "try:\n    import engine\n    time.sleep(30)\nexcept KeyboardInterrupt:\n    print(engine.whole)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
    )  # fmt: skip

    assert (ran.stdout, ran.stderr, ran.returncode) == ("True\n", "", 0)


@pytest.mark.parametrize("moment", [0.05, 0.3, 0.6])
def test_ctrl_c_is_a_sentence(make_carnet: Make, moment: float) -> None:
    """Exit code 130, no traceback, nobody left running, and what stood stands.

    Before our first line, Python has its own words.
    """
    root = make_carnet().root
    run(root, "construire", "web")
    before = files(root / "out")
    (root / RECIT).write_text(HEAD + "Un mot.\n")
    process = start(root, "construire", "web", "epub")
    time.sleep(moment)

    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]

    too_early = said.startswith(("Traceback", "Fatal Python error")) and "start.py" not in said
    assert too_early or (process.returncode in (0, 130) and "Traceback" not in said), said
    assert gone(process.pid)
    assert process.returncode == 0 or files(root / "out") == before


KILLS = 100


@pytest.mark.lent
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="orphans are looked for in /proc")
def test_a_hundred_kills_leave_the_old_output_whole(make_carnet: Make) -> None:
    """Killed at any moment: one of the two outputs, whole; no orphan; the next build sweeps what is left."""
    root = make_carnet({RECIT: HEAD + "Un mot.\n"}).root
    texts = [HEAD + "Un mot.\n", HEAD + "Deux mots.\n"]
    states = []
    for text in texts:
        (root / RECIT).write_text(text)
        began = time.monotonic()
        assert run(root, "construire", "web", "donnees")[0] == 0
        took = time.monotonic() - began
        states.append(files(root / "out"))
    rng = random.Random(100)

    wrong: list[str] = []
    for kill in range(KILLS):
        (root / RECIT).write_text(texts[kill % 2] if kill % 4 < 2 else texts[(kill + 1) % 2])
        process = start(root, "construire", "web", "donnees", "--jobs", "2")
        time.sleep(rng.random() * took * 1.1)
        process.kill()
        process.communicate()
        if not gone(process.pid):
            wrong.append(f"{kill}: orphans {session(process.pid)}")
        sites = [{p: d for p, d in state.items() if p.startswith("site/")} for state in states]
        now = {f"site/{path}": digest for path, digest in files(root / "out/site").items()}
        if now not in sites:
            wrong.append(f"{kill}: neither of the two sites")

    (root / RECIT).write_text(texts[0])
    assert run(root, "construire", "web", "donnees")[0] == 0
    litter = [
        p for p in root.rglob("*") if p.name.startswith((".carnet-", "tmp")) or p.parent.name == PARTIAL
    ]
    assert wrong == []
    assert files(root / "out") == states[0]
    assert litter == []
