"""A repository of its own: git cannot hold another one in a case."""

import subprocess
from pathlib import Path


def lay(root: Path) -> None:
    """Make a repository whose prive/ is not ignored."""
    (root / "prive").mkdir()
    (root / "prive/contacts.csv").write_text("nom;courriel\n", "utf-8")
    (root / ".gitignore").write_text("/out/\n", "utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
