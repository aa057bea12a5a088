"""kobofix: would the old Adobe engine of Kobo readers drop a book's style sheet, or call the book broken."""

import json
import subprocess
import sys
from pathlib import Path

from tests.judges import Remark


def check(book: Path) -> list[Remark]:
    """Return what breaks an EPUB on a Kobo."""
    run = subprocess.run(
        [sys.executable, "-m", "kobofix", "--check", "--report", "json", str(book)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if run.returncode not in (0, 2):
        raise RuntimeError(f"kobofix stopped on {book}:\n{run.stdout}{run.stderr}")
    return [
        Remark(found["rule"], found["severity"], f"{found['source']}:{found['line']}", found["message"])
        for found in json.loads(run.stdout)["kobo_findings"]
    ]
