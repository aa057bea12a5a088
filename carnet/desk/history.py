"""Who changed what: what git says of an entry, and a version kept when it is asked for.

In: a workspace that git follows. Out: the versions of a file, each with the fields it changed. Git is run
with nothing of the workspace's own settings that could start a program: no hook, no filter, no signature, no
network. Nothing is ever pushed.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carnet.desk.saving import tree_and_body
from carnet.diagnostics import CarnetError
from carnet.frontmatter import Value

MOST: Final = 30
"""How many versions of an entry are told."""
FOLLOWED: Final = ("carnet.yaml", "entries", "portraits", "media")
SAFE: Final = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.pager=cat", "core.attributesFile=/dev/null",
    "commit.gpgSign=false", "log.showSignature=false", "protocol.allow=never", "gc.auto=0",
    "maintenance.auto=false", "submodule.recurse=false", "diff.external=", "core.untrackedCache=false",
)  # fmt: skip
SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one version: what it was, what it became. The text of an entry is « corps »."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file: who, when (AAAA-MM-JJ HH:MM), what was said of it, the fields it changed."""

    id: str
    qui: str
    quand: str
    message: str
    changements: tuple[Change, ...]


def is_followed(root: Path) -> bool:
    """Whether git follows this workspace."""
    return (
        shutil.which("git") is not None and _git(root, "rev-parse", "--is-inside-work-tree").strip() == "true"
    )


def versions(root: Path, path: str) -> list[Version]:
    """Return the last versions of a file, the newest first."""
    form = SEPARATOR.join(("%H", "%an", "%ad", "%s"))
    told = _git(
        root, "log", f"-{MOST + 1}", "--date=format:%Y-%m-%d %H:%M", f"--format={form}",
        "--no-show-signature", "--", path,
    )  # fmt: skip
    rows = [line.split(SEPARATOR, 3) for line in told.splitlines() if line.count(SEPARATOR) >= 3]
    texts = [_git(root, "show", "--no-textconv", "--no-ext-diff", f"{row[0]}:./{path}") for row in rows]
    texts.append("")
    found = [
        Version(id_, who, when, message, tuple(_changes(older, text)))
        for (id_, who, when, message), text, older in zip(rows, texts, texts[1:], strict=False)
    ]
    return found[:MOST]


def unkept(root: Path) -> list[str]:
    """Return the files of the carnet that changed since the last version.

    A repository with filters is left alone: git would start the programs it names.
    """
    if _git(root, "config", "--get-regexp", r"^filter\..*\.(clean|smudge|process)$"):
        raise CarnetError(
            "ce dépôt git a des filtres, que le pupitre ne lance pas",
            aide="gardez vos versions avec git, comme d’habitude",
            exit_code=1,
        )
    told = _git(
        root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *_there(root)
    )
    return [part[3:] for part in told.split("\0") if len(part) > 3]


def keep(root: Path, who: str, message: str) -> bool:
    """Keep a version of everything that is written, in somebody's name; False when nothing had changed."""
    name = " ".join(who.split())[:80] or "Le pupitre"
    if not unkept(root):
        return False
    author = ("-c", f"user.name={name}", "-c", "user.email=pupitre@carnet.invalid")
    _git(root, "add", "--all", "--", *_there(root), check=True)
    said = " ".join(message.split())[:200] or "Écritures du pupitre"
    _git(
        root,
        *author,
        "commit",
        "--quiet",
        "--no-verify",
        "--no-gpg-sign",
        "-m",
        said,
        "--",
        *_there(root),
        check=True,
    )
    return True


def _there(root: Path) -> list[str]:
    return [name for name in FOLLOWED if (root / name).exists()]


def _changes(old: str, new: str) -> Iterator[Change]:
    before, after = _read(old), _read(new)
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key):
            yield Change(key, _shown(before.get(key)), _shown(after.get(key)))


def _read(text: str) -> dict[str, Value]:
    try:
        tree, body = tree_and_body(text)
    except CarnetError:
        return {"corps": text.strip() or None} if text.strip() else {}
    return {**tree, **({"corps": body.strip()} if body.strip() else {})}


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case list():
            return ", ".join(map(_shown, value))
        case dict():
            return ", ".join(f"{key} : {_shown(item)}" for key, item in value.items())
    return str(value)


def _git(root: Path, *arguments: str, check: bool = False) -> str:
    """Run git on a workspace, deaf to its settings; return what it says, "" when it fails."""
    options = [part for setting in SAFE for part in ("-c", setting)]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/nonexistent"),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    done = subprocess.run(
        ["git", *options, "-C", str(root), *arguments],
        capture_output=True, text=True, errors="replace", env=environment, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode and check:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise CarnetError(f"git n’a pas pu garder de version : {last}", exit_code=1)
    return done.stdout if done.returncode == 0 else ""


def last_author(root: Path) -> str:
    """Return who kept the last version, "" when nobody did."""
    return _git(root, "log", "-1", "--format=%an", "--no-show-signature").strip()


def told_by(paths: Iterable[str]) -> str:
    """Return a message for a version that holds these files."""
    names = [path.removesuffix(".md").rpartition("/")[2] for path in paths]
    return ", ".join(names[:3]) + (f" et {len(names) - 3} autres" if len(names) > 3 else "")
