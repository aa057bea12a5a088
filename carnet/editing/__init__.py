"""One field of a file changed in place: every other character stays.

In: a file's text (or its bytes on disk), and values by path (``("accord", "retrait")``). Out: the text with
these values. Comments, order, unknown keys, quotes, line ends and a BOM are kept; one field changed is one
line changed. What comes out is read again: it says what was asked and nothing else, or ``CarnetError``.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from carnet.diagnostics import CarnetError, Report
from carnet.editing.changing import Changing
from carnet.editing.written import front
from carnet.frontmatter import Front, Loc, Value, read_front, split

__all__ = ["edit", "edit_file", "front", "with_body", "writable"]

LINE_END: Final = re.compile(r"\r\n|\r|\n")
BOM: Final = "\ufeff"


def edit(text: str, changes: Mapping[Loc, Value], *, order: Sequence[str] = (), whole: bool = False) -> str:
    """Return a file's text with these values; None removes a key.

    ``order`` places a new key after those that come before it there (``list(kind.model_fields)``); else it
    is last. ``whole`` is for a file that is YAML from end to end, like carnet.yaml. Raises ``CarnetError``
    when the front matter cannot be read.
    """
    lines, ends = _cut(text)
    first, last = (0, len(lines)) if whole else _front_lines(lines)
    if whole and lines[0].strip() == "---":
        first = 1
    before = _read("\n".join(lines[first:last]))
    work = Changing(lines[first:last], ends[first:last], _usual(ends), order)
    for loc, value in changes.items():
        work.change(loc, _pruned(value))
    wanted = _changed(before.tree, changes)
    if not _says(_read(work.text).tree, wanted):
        raise AssertionError(f"editing {list(changes)} did not give what was asked")
    return _joined([*lines[:first], *work.lines, *lines[last:]], [*ends[:first], *work.ends, *ends[last:]])


def _says(read: Value, wanted: Value) -> bool:
    """Compare what is read with what is asked, line breaks at the end of a text left out.

    The last block of a front matter loses its own when it is read, and has it again once a key follows.
    """
    return _closed(_pruned(read)) == _closed(_pruned(wanted))


def _closed(value: Value) -> Value:
    match value:
        case dict():
            return {key: _closed(item) for key, item in value.items()}
        case list():
            return [_closed(item) for item in value]
        case str():
            return value.rstrip("\n")
    return value


def edit_file(path: Path, changes: Mapping[Loc, Value], *, order: Sequence[str] = ()) -> None:
    """Change fields of a file on disk, whole or not at all; its permissions are kept."""
    from carnet.writing import replace

    text = path.read_bytes().decode()
    edited = edit(text, changes, order=order, whole=path.name == "carnet.yaml")
    if edited != text:
        mode = path.stat().st_mode & 0o777
        replace(path, edited.encode())
        path.chmod(mode)


def with_body(text: str, body: str) -> str:
    """Return a file's text with another body, in the file's own line ends; its front matter is untouched."""
    lines, ends = _cut(text)
    _, last = _front_lines(lines)
    usual = _usual(ends)
    new = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = [end or usual for end in ends[: last + 1]]
    return _joined([*lines[: last + 1], *new], [*head, *[usual] * (len(new) - 1), ""])


def writable(text: str) -> str | None:
    """Return why a file's front matter cannot be changed in place, in French, or None when it can."""
    try:
        first, last = _front_lines(lines := _cut(text)[0])
        _read("\n".join(lines[first:last]))
    except CarnetError as error:
        return error.message
    return None


def _cut(text: str) -> tuple[list[str], list[str]]:
    """Cut a text in lines and their ends; the last line has none."""
    return LINE_END.split(text), [*LINE_END.findall(text), ""]


def _joined(lines: Sequence[str], ends: Sequence[str]) -> str:
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _usual(ends: Sequence[str]) -> str:
    return max(("\n", "\r\n", "\r"), key=ends.count)


def _front_lines(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first line of the front matter and the one of its closing ``---``."""
    parts = split("\n".join(lines).removeprefix(BOM))
    if parts is None:
        raise CarnetError(
            "ce fichier n’a pas d’en-tête entre deux lignes « --- »",
            aide="ouvrez-le et corrigez-le, puis recommencez",
            exit_code=1,
        )
    return 1, parts.body_line - 2


def _read(text: str) -> Front:
    report = Report()
    read = read_front(text.removeprefix(BOM), "", report)
    if not read.whole or report.has_errors:
        problem = next(iter(report))
        raise CarnetError(
            f"l’en-tête de ce fichier est à corriger d’abord : {problem.message}",
            aide=problem.aide,
            exit_code=1,
        )
    return read


def _changed(tree: Mapping[str, Value], changes: Mapping[Loc, Value]) -> dict[str, Value]:
    """Return the tree that is asked for."""
    wanted = copy.deepcopy(dict(tree))
    for loc, value in changes.items():
        if _pruned(value) is None and not _there(wanted, loc):
            continue
        inside: Value = wanted
        for place, part in enumerate(loc[:-1]):
            if isinstance(inside, dict):
                fits = list if isinstance(loc[place + 1], int) else dict
                if not isinstance(inside.get(str(part)), fits):
                    inside[str(part)] = {}
                inside = inside[str(part)]
            elif isinstance(inside, list) and isinstance(part, int) and part < len(inside):
                inside = inside[part]
            else:
                raise KeyError(loc[: place + 1])
        if isinstance(inside, dict):
            inside[str(loc[-1])] = value
            if value is None:
                del inside[str(loc[-1])]
        elif isinstance(inside, list) and isinstance(loc[-1], int):
            inside[loc[-1]] = value
    return wanted


def _there(value: Value, loc: Loc) -> bool:
    for part in loc:
        match value, part:
            case dict(), str() if part in value:
                value = value[part]
            case list(), int() if part < len(value):
                value = value[part]
            case _:
                return False
    return True


def _pruned(value: Value) -> Value:
    """Return a value without what says nothing; None when nothing is left."""
    match value:
        case dict():
            kept: dict[str, Value] = {k: p for k, item in value.items() if (p := _pruned(item)) is not None}
            return kept or None
        case list():
            return [inner for item in value if (inner := _pruned(item)) is not None] or None
        case "":
            return None
    return value
