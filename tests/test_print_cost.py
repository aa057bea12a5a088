"""What a book of four hundred pages and forty photos costs: computing time, memory, and what one word changes.

From parsed text to ``carnet.pdf``, each build in a process of its own. Time is that of the processor (user and
system), which the load of the machine changes little; the guard is half as much again as was measured on the
day (13 s and 316 MB for 389 pages, 16 % for a word), and the memory's is that of issue 3, looked at on Linux alone.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import generate

ROOT = Path(__file__).parents[1]
MAKE = """
import datetime as dt, hashlib, io, json, sys, time
from pathlib import Path
import pikepdf
from carnet.cache import Cache, cache_of
from carnet.diagnostics import Report
from carnet.media.room import MediaRoom
from carnet.outputs.print import assemble
from carnet.pipeline import check
from carnet.rights import Moment
from carnet.sources import read_workspace
from carnet.visible import visible_on

root, kept = Path(sys.argv[1]), sys.argv[2] == "kept"
whole = check(read_workspace(root, Report()), cache_of(root), Report(), jobs=2)
visible = visible_on(whole, "pdf", Moment(dt.date(2026, 11, 25)))
room = MediaRoom(root, cache_of(root) if kept else Cache(None))
since = time.process_time()
(book,) = assemble(visible, room)
spent = time.process_time() - since
pages = len(pikepdf.open(io.BytesIO(book.content)).pages)
status = Path("/proc/self/status")  # what getrusage tells keeps the size of the process that forked
told = status.read_text().partition("VmHWM:")[2].split()[0] if status.exists() else 0
most = int(told) / 1024
print(json.dumps([spent, most, pages, hashlib.sha256(book.content).hexdigest()]))
"""


def made(root: Path, cache: str) -> list[Any]:
    """Return the seconds and the megabytes a book took, its pages, its fingerprint."""
    run = subprocess.run(
        [sys.executable, "-c", MAKE, str(root), cache], capture_output=True, text=True, cwd=ROOT, check=True
    )
    found: list[Any] = json.loads(run.stdout)
    return found


@pytest.mark.lent
def test_a_book_of_four_hundred_pages_is_made_in_twenty_seconds(tmp_path: Path) -> None:
    """A word changed costs less than a quarter of it; a whole build elsewhere gives the bytes of that edit."""
    here, there = tmp_path / "ici", tmp_path / "ailleurs" / "plus" / "loin"
    generate(here, entries=205, words=400, photos=40, seed=1)

    seconds, megabytes, pages, first = made(here, "kept")
    story = next(here.glob("entries/nec-003/recit-*.md"))
    head, text = story.read_text("utf-8").rsplit("---\n\n", 1)
    story.write_text(f"{head}---\n\nAussitôt, {text}", "utf-8")
    edit, _, _, after = made(here, "kept")
    shutil.copytree(here, there, ignore=shutil.ignore_patterns(".cache"))
    _, _, _, afresh = made(there, "none")

    print(f"{pages} pages : {seconds:.1f} s, {megabytes:.0f} Mo ; un mot : {edit / seconds:.0%}")
    assert pages > 380
    assert seconds < 20
    assert megabytes < 600
    assert edit < 0.25 * seconds
    assert after == afresh != first
