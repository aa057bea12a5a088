"""A shortcut that leads out of the carnet."""

from pathlib import Path


def lay(root: Path) -> None:
    """Point at a file of the machine."""
    (root / "entries/nec-essai/recit.md").symlink_to("/etc/hostname")
