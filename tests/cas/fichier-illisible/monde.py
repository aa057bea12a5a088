"""A file that is too heavy to be an entry."""

from pathlib import Path


def lay(root: Path) -> None:
    """Write two million and one letters."""
    (root / "entries/nec-essai/recit.md").write_bytes(b"a" * 2_000_001)
