"""All or nothing: a target is written whole, or the previous one stays."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carnet import writing
from carnet.diagnostics import CarnetError
from carnet.model import Artifact


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_holds_exactly_what_was_made(tmp_path: Path) -> None:
    """New files come, changed ones change, stale ones and their empty folders go."""
    writing.write_folder(tmp_path, "site", [Artifact("a/index.html", b"1"), Artifact("b/index.html", b"2")])

    done = writing.write_folder(tmp_path, "site", [Artifact("a/index.html", b"1"), Artifact("c.html", b"3")])

    assert files(tmp_path / "site") == {"a/index.html": b"1", "c.html": b"3"}
    assert not (tmp_path / "site/b").exists()
    assert (done.files, done.changed, done.removed) == (2, 1, 1)


def test_identical_bytes_are_left_alone(tmp_path: Path) -> None:
    """A second writing of the same bytes touches no file: same inode, same date."""
    artifacts = [Artifact("a.html", b"1"), Artifact("b.html", b"2")]
    writing.write_folder(tmp_path, "site", artifacts)
    before = {p: p.stat() for p in (tmp_path / "site").rglob("*")}

    assert writing.write_folder(tmp_path, "site", artifacts).changed == 0
    assert {p: p.stat() for p in (tmp_path / "site").rglob("*")} == before


def test_an_unchanged_file_keeps_its_date_when_others_change(tmp_path: Path) -> None:
    """Only what changed is new on disk."""
    writing.write_folder(tmp_path, "site", [Artifact("a.html", b"1"), Artifact("b.html", b"2")])
    before = (tmp_path / "site/a.html").stat().st_mtime_ns

    writing.write_folder(tmp_path, "site", [Artifact("a.html", b"1"), Artifact("b.html", b"3")])

    assert (tmp_path / "site/a.html").stat().st_mtime_ns == before


def test_a_file_is_replaced_in_one_move(tmp_path: Path) -> None:
    """The old bytes are whole until the new ones are."""
    writing.write_file(tmp_path, Artifact("carnet.pdf", b"old"))

    done = writing.write_file(tmp_path, Artifact("carnet.pdf", b"new"))

    assert (tmp_path / "carnet.pdf").read_bytes() == b"new"
    assert done.changed == 1
    assert files(tmp_path) == {"carnet.pdf": b"new"}


def test_two_builds_do_not_write_at_once(tmp_path: Path) -> None:
    """The second one is refused with a sentence, and the first goes on."""
    with (
        writing.claimed(tmp_path),
        pytest.raises(CarnetError, match="une autre fabrication"),
        writing.claimed(tmp_path),
    ):
        pass


def test_a_build_leaves_no_lock_behind(tmp_path: Path) -> None:
    """What claims a folder is not a file in it: a killed build would leave it to the reader of ``out/``."""
    with writing.claimed(tmp_path):
        assert not list(tmp_path.iterdir())


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    """A folder set aside without its successor goes back to its place; half-laid ones go."""
    (tmp_path / ".carnet-ancien-site").mkdir()
    (tmp_path / ".carnet-ancien-site/index.html").write_text("old")
    (tmp_path / ".carnet-neuf-site").mkdir()
    (tmp_path / ".carnet-partiel-x").write_text("half")

    with writing.claimed(tmp_path):
        pass

    assert files(tmp_path) == {"site/index.html": b"old"}


WRITER = """
import sys
from pathlib import Path
from carnet.model import Artifact
from carnet import writing
out, stamp = Path(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
while True:
    for text in (stamp, stamp[::-1]):
        with writing.claimed(out):
            writing.write_folder(out, "site", [Artifact(f"{n}/index.html", text * 50) for n in range(60)])
            writing.write_file(out, Artifact("carnet.pdf", text * 5000))
"""


@pytest.mark.parametrize("moment", range(10))
def test_a_killed_writing_leaves_the_previous_one_whole(tmp_path: Path, moment: int) -> None:
    """Killed at any moment, the site is one of the two that were written, never a mixture, never absent."""
    writing.write_folder(tmp_path, "site", [Artifact(f"{n}/index.html", b"abc" * 50) for n in range(60)])
    writing.write_file(tmp_path, Artifact("carnet.pdf", b"abc" * 5000))
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), "abc"],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.007 * moment)

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    pages = {p.read_bytes() for p in (tmp_path / "site").rglob("*.html")}
    assert len(list((tmp_path / "site").rglob("*.html"))) == 60
    assert pages in ({b"abc" * 50}, {b"cba" * 50})
    assert (tmp_path / "carnet.pdf").read_bytes() in (b"abc" * 5000, b"cba" * 5000)


def test_a_place_that_cannot_be_written_is_said_in_french(tmp_path: Path) -> None:
    """No traceback: a sentence and a remedy."""
    (tmp_path / "out").write_text("a file where a folder is wanted")

    with (
        pytest.raises(CarnetError, match="impossible d’écrire dans « out »") as refusal,
        writing.claimed(tmp_path / "out"),
    ):
        pass

    assert "-o" in refusal.value.aide
