"""``prive/`` stays at home: git neither follows it nor is about to.

In: a workspace folder. Out: remarks. git is asked, when there is one and the folder is in a repository;
the files of ``prive/`` are named, never read.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

from carnet.diagnostics import Report, Span

FOLDER: Final = "prive"


def check_private(root: Path, report: Report) -> None:
    """Report the files of ``prive/`` that git follows, and a ``prive/`` that it does not ignore."""
    if not (root / FOLDER).is_dir():
        return
    followed = _git(root, "ls-files", "-z", "--", FOLDER)
    if followed is None:
        return
    for path in filter(None, followed.split("\0")):
        report.add("prive-suivi", Span(path), fichier=path)
    ignored = _git(root, "check-ignore", "--no-index", f"{FOLDER}/accord")
    if not ignored:
        report.add("prive-pas-ignore", Span(".gitignore"))


def _git(root: Path, *command: str) -> str | None:
    """Return what git answers in a workspace: "" for no, None when there is no git or no repository."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        run = subprocess.run(
            ["git", "-C", str(root), *command], capture_output=True, text=True, check=False, env=environ
        )
    except FileNotFoundError:
        return None
    return None if run.returncode == 128 else run.stdout
