"""What is said while one waits: at a terminal only."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from carnet.progress import WIDTH, Progress
from tests.conftest import Workspace

ROOT = Path(__file__).parents[1]
Make = Callable[..., Workspace]


def test_a_line_says_what_is_done_and_how_much_is_left() -> None:
    """It is rewritten in place, and a shorter one leaves nothing of a longer one."""
    said: list[str] = []
    progress = Progress(2, said.append)

    progress.step("lecture")
    progress.step("le site")
    progress.wipe()

    assert [text.rpartition("\r")[2] for text in said] == ["[1/2] lecture…", "[2/2] le site…", ""]
    assert all(len(text.split("\r")[1]) == WIDTH for text in said)


def test_a_long_step_says_how_far_it_is() -> None:
    """What it counts, how many are done, how many there are; nothing in a pipe."""
    said: list[str] = []
    progress = Progress(2, said.append)
    progress.step("le site")

    progress.within("photos", 12, 200)
    Progress(0, said.append).within("photos", 13, 200)

    assert [text.rpartition("\r")[2] for text in said][1:] == ["[1/2] le site\u00a0: photos, 12 sur 200…"]


def test_the_end_says_what_the_cache_spared() -> None:
    """How long it took is the terminal's matter, never an output's."""
    said: list[str] = []
    times = iter((10.0, 13.4))
    progress = Progress(1, said.append, lambda: next(times))
    progress.step("le site")

    progress.done(40, 41)

    assert said[-1] == "3 s\u00a0; le cache a épargné 40 calculs sur 41\n"


def built(root: Path, stderr: int) -> None:
    """Build the data of a carnet, what is said going to ``stderr``."""
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(root), "construire", "donnees"]
    subprocess.run(command, stderr=stderr, check=True, env={**os.environ, "NO_COLOR": "1"})


def test_a_terminal_shows_each_step_and_a_pipe_none(make_carnet: Make) -> None:
    """Five steps for one target; in a pipe, the account alone."""
    root = make_carnet().root
    ours, theirs = pty.openpty()
    built(root, theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    with (root / "entries/nec-essai/evenement.md").open("a") as entry:
        entry.write("Un mot.\n")
    reader, writer = os.pipe()
    built(root, writer)
    os.close(writer)
    piped = os.read(reader, 65536).decode()
    os.close(reader)

    assert "[1/5] lecture" in shown
    assert "[2/5] les données…" in shown
    assert "[5/5] écriture…" in shown
    assert "le cache a épargné" in shown
    assert "\r" not in piped
    assert "cache" not in piped
