"""The bin: what is thrown away is put aside, whole, and comes back when it is asked for.

In: an entry's file. Out: the same file under ``corbeille/``, which nothing reads and git ignores. Media stay
where they are: another entry may show them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from carnet.desk.saving import claimed, place, version
from carnet.diagnostics import CarnetError

FOLDER = "corbeille"
_KEPT = re.compile(r"(?P<name>[a-z0-9_-]+(?:\+[a-z0-9_-]+)*)\.(?P<number>\d+)\.md")


@dataclass(frozen=True, slots=True)
class Thrown:
    """One file of the bin: its name there, the place it came from, its first lines."""

    name: str
    path: str
    text: str


def throw(root: Path, path: str, seen: str) -> bool:
    """Put a file in the bin; False when it is not the version ``seen`` any more."""
    where = place(root, path)
    with claimed(root):
        if not where.is_file() or version(where.read_bytes()) != seen:
            return False
        folder = _folder(root)
        flat = path.removesuffix(".md").replace("/", "+")
        number = 1 + max(
            (int(m["number"]) for p in folder.iterdir() if (m := _KEPT.fullmatch(p.name))), default=0
        )
        where.rename(folder / f"{flat}.{number}.md")
    return True


def thrown(root: Path) -> list[Thrown]:
    """Return what is in the bin, the last first."""
    folder = root / FOLDER
    if not folder.is_dir() or folder.is_symlink():
        return []
    kept = [
        (int(m["number"]), m["name"], p)
        for p in folder.iterdir()
        if (m := _KEPT.fullmatch(p.name)) and p.is_file()
    ]
    return [
        Thrown(p.name, f"{name.replace('+', '/')}.md", p.read_text("utf-8", "replace")[:600])
        for _, name, p in sorted(kept, reverse=True)
    ]


def take_back(root: Path, name: str) -> str | None:
    """Put a file back where it was, and return its path; None when something else is there now."""
    found = next((one for one in thrown(root) if one.name == name), None)
    if found is None:
        raise CarnetError("ce fichier n’est plus à la corbeille", exit_code=2)
    where = place(root, found.path)
    with claimed(root):
        if where.exists():
            return None
        where.parent.mkdir(parents=True, exist_ok=True)
        (root / FOLDER / name).rename(where)
    return found.path


def _folder(root: Path) -> Path:
    folder = root / FOLDER
    if folder.is_symlink():
        raise CarnetError("la corbeille est un lien vers un autre dossier", exit_code=2)
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
    return folder
