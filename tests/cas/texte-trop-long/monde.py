"""A text as long as a book, pasted by mistake."""

from pathlib import Path

HEAD = "---\ntype: recit\ntitre: La clé\nstatut: publie\nresume: Une clé.\n---\n\n"


def lay(root: Path) -> None:
    """Write six hundred thousand letters."""
    (root / "entries/nec-essai/recit.md").write_text(HEAD + "Il pleuvait. " * 50_000, "utf-8")
