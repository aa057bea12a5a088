"""From a saved edit to the page in the browser: ``python benchmarks/preview.py --entries 800``.

A carnet is laid from a seed, ``carnet servir`` opened on it, a page of it shown in Chromium. A word is then
added to its file, as any editor would, and the time is taken until the browser shows it. Out: milliseconds,
and the load of the machine, since a wall clock means little on a busy one.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from carnet import machine  # noqa: E402 - the tree is not installed
from tests.judges import CHROMIUM_OPTIONS  # noqa: E402


def main() -> None:
    """Measure, then tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=800)
    parser.add_argument("--edits", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "carnet"
        lay = [sys.executable, str(ROOT / "benchmarks/generate.py"), str(folder), "--photos", "20"]
        lay += ["--entries", str(asked.entries)]
        subprocess.run(lay, check=True, stdout=subprocess.DEVNULL)
        took, busy = _measured(folder, asked.edits)
    print(
        f"{asked.entries} entries, {asked.edits} edits, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    print(f"edit to page: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")
    print(f"processor of the desk for one edit: {busy:.0f} ms")


def _measured(folder: Path, edits: int) -> tuple[list[float], float]:
    command = [sys.executable, "-c", "from carnet.cli import main; main()", "-C", str(folder), "servir"]
    desk = subprocess.Popen(
        [*command, "--port", "0", "--sans-navigateur"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    assert desk.stderr is not None
    try:
        address = ""
        for line in desk.stderr:
            address = address or "".join(re.findall(r"http://127\S+", line))
            if "Ctrl-C" in line:
                break
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=machine.require("chromium"), args=list(CHROMIUM_OPTIONS)
            )
            page = browser.new_page()
            page.goto(address)
            path = sorted((folder / "entries").rglob("recit-*.md"))[3]
            place = path.relative_to(folder / "entries").with_suffix("").as_posix()
            page.goto(f"{address.partition('/entrer')[0]}/apercu/site/recits/{place}/index.html")
            page.wait_for_timeout(1500)
            before = _busy(desk.pid)
            took = [_edit(page, path, number) for number in range(edits)]
            spent = (_busy(desk.pid) - before) / edits * 1000
            browser.close()
    finally:
        desk.terminate()
        desk.communicate(timeout=20)
    return took, spent


def _edit(page: Page, path: Path, number: int) -> float:
    """Add a word to a file and return the milliseconds until the browser shows it."""
    word = f"temoin{number}"
    start = time.perf_counter()
    path.write_text(path.read_text("utf-8") + f"\nUn mot de plus : {word}.\n", "utf-8")
    page.wait_for_selector(f"text={word}", state="attached", timeout=30_000)
    took = (time.perf_counter() - start) * 1000
    page.wait_for_timeout(150)
    return took


def _busy(pid: int) -> float:
    """Return the processor seconds a process and the children it waited for have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
