"""DAISY Ace: is an EPUB accessible (axe on each document, and its own checks of metadata and pages)."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from carnet import machine
from tests.judges import NODE_MODULES, Remark, installed


def check(book: Path) -> list[Remark]:
    """Return Ace's violations in one EPUB."""
    program = installed(NODE_MODULES / "@daisy/ace-cli/bin/ace.js", "Ace")
    node, chromium = machine.require("node"), machine.require("chromium")
    # The five seconds Ace gives a browser to start are too few on a loaded machine.
    surroundings = {"PUPPETEER_EXECUTABLE_PATH": chromium, "ACE_TIMEOUT_INITIAL": "60000"}
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [node, str(program), "--force", "--silent", "--outdir", folder, str(book)],
            env=os.environ | surroundings, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=600, check=False,
        )  # fmt: skip
        report = Path(folder, "report.json")
        if not report.exists():
            raise RuntimeError(f"Ace wrote no report on {book}:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
        verdict = json.loads(report.read_text("utf-8"))
    if not verdict["assertions"]:
        raise RuntimeError(f"Ace looked at no document of {book}")
    return [
        Remark(
            found["earl:test"]["dct:title"],
            found["earl:test"]["earl:impact"],
            document["earl:testSubject"]["url"],
            found["earl:result"]["dct:description"],
        )
        for document in verdict["assertions"]
        for found in document["assertions"]
        if found["earl:result"]["earl:outcome"] == "fail"
    ]
