"""What is in ``out/`` may still be what the sources give; then a build has nothing to do.

A finished build leaves a record under its inputs: every byte it may have read, the program, the machine's
tools, what it was asked and for which day. When the inputs are the same and ``out/`` still has the bytes
that ``SHA256SUMS`` tells, the next build says again what this one said. Only contents are compared, never
file times: no record can outlive what it is the record of.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import carnet
from carnet.cache import Cache
from carnet.sums import NAME, digest_of, recorded

SOURCES: Final = ("entries", "portraits", "media", "templates")
APART: Final = frozenset({"node_modules", "__pycache__"})
"""Folders that no build reads; hidden ones are not read either. ``prive/`` is: what it holds is looked for
in the outputs, so a new contact there wants them searched again. Only a digest of it is kept."""

OTHER_LIMIT: Final = 64 * 2**20
"""Outside the folders of the contract, a larger file is nobody's bibliography or colour profile (bytes)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The record of one build: its key, where it is kept, the folder it is about."""

    key: str
    cache: Cache
    out: Path

    def said(self) -> str | None:
        """Return what was said when this was built, or None when it is to be built."""
        kept = self.cache.get(self.key)
        if kept is None:
            return None
        record = json.loads(kept)
        return str(record["dit"]) if record["sommes"] == _sums(self.out) and _stands(self.out) else None

    def keep(self, said: str) -> None:
        """Record that this build is done, and what it said."""
        record = {"dit": said, "sommes": _sums(self.out)}
        self.cache.put(self.key, json.dumps(record, ensure_ascii=False).encode())


def standing(root: Path, out: Path, cache: Cache, *asked: str) -> Standing:
    """Return the record of the build of a workspace into ``out``, ``asked`` being all that may change it."""
    parts = [*program(), *machine(), str(out.resolve()), *asked]
    parts += [f"{path.relative_to(root).as_posix()} {digest_of(path)}" for path in _files(root, out)]
    return Standing(cache.key("fabrication", *parts), cache, out)


def _files(root: Path, out: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        top = here.relative_to(root).parts[:1]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in APART and (here / name) != out
        )
        for name in sorted(names):
            path = here / name
            if path.is_file() and ((top and top[0] in SOURCES) or path.stat().st_size <= OTHER_LIMIT):
                yield path


def program() -> Iterator[str]:
    """Say which program this is, down to its bytes: one under development changes without a version."""
    package = Path(carnet.__file__).parent
    beside = package.parent / "templates"
    for home in (package, beside):
        for path in sorted(home.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{path.relative_to(package.parent).as_posix()} {digest_of(path)}"


def machine() -> Iterator[str]:
    """Say what the machine brings: the interpreter, the installed libraries, the programs that media need."""
    yield sys.version
    for place in sorted({Path(p) for p in sys.path if p.endswith("-packages")}):
        yield from sorted(path.name for path in place.glob("*.dist-info"))
    yield from (str(shutil.which(name)) for name in ("pandoc", "ffmpeg", "gs"))


def _sums(out: Path) -> str:
    try:
        return digest_of(out / NAME)
    except OSError:
        return ""


def _stands(out: Path) -> bool:
    """Tell whether the files of the list, and no others beside them, have the bytes it tells."""
    lines = dict(recorded(out))
    tops = {path.partition("/")[0] for path in lines if "/" in path}
    inside = {p.relative_to(out).as_posix() for top in tops for p in (out / top).rglob("*") if p.is_file()}
    if not lines or not inside <= lines.keys():
        return False
    try:
        return all(digest_of(out / path) == digest for path, digest in lines.items())
    except OSError:
        return False
