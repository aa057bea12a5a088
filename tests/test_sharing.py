"""Work shared between cores: it is all done, and nothing of it is left behind."""

import os
from functools import partial
from pathlib import Path

import pytest

from carnet.sharing import FEWEST, share


def leave(folder: Path, rank: int) -> None:
    """Leave a file that says who did the task."""
    (folder / str(rank)).write_text(str(os.getpid()))


def failing(folder: Path, rank: int) -> None:
    """Fail in a child, work in the parent."""
    if os.getppid() == int((folder.parent / "parent").read_text()):
        raise RuntimeError("a child's own trouble")
    leave(folder, rank)


def test_two_cores_share_what_is_to_be_done(tmp_path: Path) -> None:
    """Each task is done once, by one of two processes, and the other one is gone afterwards."""
    share([partial(leave, tmp_path, rank) for rank in range(2 * FEWEST)], 2)

    done = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(done) == {str(rank) for rank in range(2 * FEWEST)}
    (child,) = set(done.values()) - {str(os.getpid())}
    with pytest.raises(ChildProcessError):
        os.waitpid(int(child), os.WNOHANG)


def test_few_tasks_are_left_to_who_needs_them(tmp_path: Path) -> None:
    """Nothing is done ahead when another process would cost more."""
    share([partial(leave, tmp_path, 0)], 2)

    assert not list(tmp_path.iterdir())


def test_a_child_that_fails_costs_only_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What it did not do is not there, and nobody is told: whoever needs it meets the fault itself."""
    (tmp_path / "parent").write_text(str(os.getpid()))
    folder = tmp_path / "done"
    folder.mkdir()

    share([partial(failing, folder, rank) for rank in range(2 * FEWEST)], 2)

    assert sorted(int(path.name) for path in folder.iterdir()) == list(range(0, 2 * FEWEST, 2))
    assert capfd.readouterr().err == ""
