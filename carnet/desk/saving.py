"""A file changed by several people at once: nobody's words are lost.

In: the text a person started from, what she wants, the text that is on the disk now. Out: the text to write,
or the fields two people changed each in their own way. A version is the hash of a file's bytes. A file is
replaced whole, in one move, behind a lock that every desk on this workspace takes.
"""

import base64
import contextlib
import fcntl
import hashlib
import os
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from carnet import writing
from carnet.diagnostics import CarnetError
from carnet.editing import edit, with_body
from carnet.frontmatter import Loc, Value
from carnet.sources import IDENT, MAX_BYTES

PLACES: Final = (
    re.compile(rf"entries/(_commun|{IDENT.pattern})/{IDENT.pattern}\.md"),
    re.compile(rf"portraits/{IDENT.pattern}\.md"),
    re.compile(rf"media/(_commun|{IDENT.pattern})/{IDENT.pattern}\.[a-z0-9]{{2,5}}"),
    re.compile(r"carnet\.yaml"),
)
"""Where the desk may write, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of a file: values by path (None removes), and its body (None: as it is)."""

    fields: Mapping[Loc, Value]
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed each in their own way. The body has the path ``()``."""

    loc: Loc
    mine: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a wish on the text that is there now. ``clashes``: what has to be chosen first.

    ``also`` are the fields the others changed meanwhile, which are kept.
    """

    text: str
    clashes: tuple[Clash, ...]
    also: tuple[Loc, ...] = ()


def version(content: bytes) -> str:
    """Return the version of a file's content."""
    return hashlib.sha256(content).hexdigest()


def packed(text: str) -> str:
    """Return a text as a form carries it, so that a desk started again still knows where one came from."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(given: str) -> str:
    """Return the text of ``packed``; ``ValueError`` when it is none, or too large."""
    try:
        work = zlib.decompressobj()
        content = work.decompress(base64.b64decode(given, validate=True), MAX_BYTES)
        return "" if work.unconsumed_tail else content.decode()
    except (zlib.error, ValueError) as error:
        raise ValueError("not a packed text") from error


class Choice(StrEnum):
    """What a person keeps of a field that two people changed."""

    MINE = "mien"
    THEIRS = "autre"
    BOTH = "deux"


def merge(
    base: str,
    wanted: Wanted,
    now: str,
    order: Sequence[str] = (),
    chosen: Mapping[Loc, Choice] = MappingProxyType({}),
) -> Merged:
    """Return a file's text with a wish that was made on another version of it.

    Fields are compared one by one, bodies paragraph by paragraph. ``chosen`` settles the clashes that the
    person was shown.
    """
    if base == now:
        return Merged(_applied(now, wanted.fields, wanted.body, order), ())
    old, new = tree_and_body(base), tree_and_body(now)
    found, fields = [], dict[Loc, Value]()
    for loc, mine in wanted.fields.items():
        before, theirs = _at(old[0], loc), _at(new[0], loc)
        if theirs not in (before, mine):
            found.append(Clash(loc, mine, theirs))
        elif theirs != mine:
            fields[loc] = mine
    body = wanted.body.strip() if wanted.body is not None else None
    there = new[1].strip()
    if body is not None and there not in (old[1].strip(), body):
        merged = merge_text(old[1].strip(), body, there)
        if merged is None:
            found.append(Clash((), body, there))
        body = merged
    elif body == old[1].strip():
        body = None
    for clash in found:
        if clash.loc in chosen and clash.loc:
            fields[clash.loc] = settled(clash, chosen[clash.loc])
        elif clash.loc in chosen:
            body = str(settled(clash, chosen[()]) or "")
    clashes = [clash for clash in found if clash.loc not in chosen]
    also = tuple(loc for loc in _changed(old[0], new[0]) if loc not in wanted.fields)
    if old[1].strip() != new[1].strip():
        also = (*also, ())
    return Merged(_applied(now, fields, body, order), tuple(clashes), also)


def settled(clash: Clash, choice: Choice) -> Value:
    """Return what a clash becomes: one of the two, or both with nothing said twice."""
    if choice is not Choice.BOTH:
        return clash.mine if choice is Choice.MINE else clash.theirs
    mine, theirs = clash.mine, clash.theirs
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*theirs, *(item for item in mine if item not in theirs)]
    there = _paragraphs(str(theirs or ""))
    own = [part for part in _paragraphs(str(mine or "")) if part not in there]
    return ("\n\n" if not clash.loc else " ").join([*there, *own])


def _changed(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Loc]:
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield (key,)


def _applied(text: str, fields: Mapping[Loc, Value], body: str | None, order: Sequence[str]) -> str:
    if fields:
        text = edit(text, fields, order=order)
    if body is None or body.strip() == tree_and_body(text)[1].strip():
        return text
    return with_body(text, f"\n{body.strip()}\n" if body.strip() else "")


def tree_and_body(text: str) -> tuple[dict[str, Value], str]:
    """Return the front matter of a text and its body; ``CarnetError`` when it has none that can be read."""
    from carnet.diagnostics import Report
    from carnet.frontmatter import read_front, split

    parts = split(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    report = Report()
    front = read_front(parts.front, "", report) if parts else None
    if parts is None or front is None or not front.whole:
        raise CarnetError("l’en-tête de ce fichier ne peut pas être lu", exit_code=1)
    return front.tree, parts.body


def _at(tree: Mapping[str, Value], loc: Loc) -> Value:
    value: Value = dict(tree)
    for part in loc:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with both people's changes, None when they changed the same paragraph."""
    old = _paragraphs(base)
    edits = sorted({*_edits(old, _paragraphs(mine)), *_edits(old, _paragraphs(theirs))})
    merged: list[str] = []
    place, inserted = 0, -1
    for start, end, new in edits:
        if start < place or (start == end == inserted):
            return None
        merged += [*old[place:start], *new]
        place, inserted = end, start if start == end else -1
    return "\n\n".join([*merged, *old[place:]])


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n+", text) if part.strip()]


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield what replaces which paragraphs; the same change made by two people is the same value."""
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, tuple(new[first:last])


# --- on the disk -----------------------------------------------------------------------------------


def place(root: Path, path: str) -> Path:
    """Return where a workspace path is; ``CarnetError`` when the desk may not write there.

    No link of the way is followed: what leads out of the workspace is not part of it.
    """
    if not any(shape.fullmatch(path) for shape in PLACES):
        raise CarnetError(f"« {path} » n’est pas une place pour une fiche", exit_code=2)
    where = root
    for part in path.split("/"):
        where = where / part
        if where.is_symlink():
            raise CarnetError(f"« {path} » passe par un lien vers un autre dossier", exit_code=2)
    return where


@contextlib.contextmanager
def claimed(root: Path) -> Iterator[None]:
    """Hold the right to write in a workspace: desks write one after the other."""
    folder = root / ".cache" / "carnet"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "pupitre.verrou").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def save(root: Path, path: str, seen: str, text: str) -> bool:
    """Write a text where the version ``seen`` still is ("" for a new file); False when it is not there.

    Whole or not at all: killed at any instant, the file is the old one or the new one.
    """
    where = place(root, path)
    with claimed(root):
        there = where.read_bytes() if where.exists() else None
        if (version(there) if there is not None else "") != seen:
            return False
        where.parent.mkdir(parents=True, exist_ok=True)
        mode = where.stat().st_mode & 0o777 if there is not None else 0o644
        writing.replace(where, text.encode())
        if mode != 0o644:
            where.chmod(mode)
    return True


def sweep(root: Path) -> None:
    """Take away what a killed save left beside the files."""
    for top in ("entries", "portraits", "media"):
        for folder, _, names in os.walk(root / top):
            for name in names:
                if name.startswith(f"{writing.STAGING}partiel-"):
                    (Path(folder) / name).unlink(missing_ok=True)
