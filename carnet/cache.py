"""A content-addressed cache: the same inputs are computed once.

A key is made of the step's name and of everything that can change its result: the program of its room
(``recipe``), tool versions, options, input bytes. Deleting ``.cache/carnet/`` is always safe. Nothing here
looks at file times. A few values (the pages of a site) are kept under a name, and say themselves what they
were made from.
A cache that cannot be read or written (a full disk, a read-only folder) is only slower: it never fails.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import carnet


class Cache:
    """Bytes by key, on disk; a ``folder`` of None keeps nothing.

    ``used`` and ``hits`` count what this run asked for and what it found.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._asked: set[str] = set()
        self._uncounted: set[str] = set()
        self.hits = 0

    @property
    def used(self) -> int:
        """How many different values this run asked for."""
        return len(self._asked)

    @staticmethod
    def key(step: str, *parts: str | bytes) -> str:
        """Return the key of one step on these inputs: ``<step>-<sha256>``."""
        digest = hashlib.sha256()
        for part in parts:
            raw = part.encode() if isinstance(part, str) else part
            digest.update(len(raw).to_bytes(8, "big") + raw)
        return f"{step}-{digest.hexdigest()}"

    def get(self, key: str) -> bytes | None:
        """Return the value kept under a key, or None."""
        self._asked.add(key)
        if self._folder is None:
            return None
        try:
            value = self._path(key).read_bytes()
        except OSError:
            return None
        self.hits += key.rpartition("-")[0] not in self._uncounted
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, whole or not at all; where nothing can be kept, it is not."""
        self._asked.add(key)
        if self._folder is not None:
            with contextlib.suppress(OSError):
                _write(self._path(key), value, self._folder / PARTIAL)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def refuse(self, key: str) -> None:
        """Count no longer a value that was found and did not serve."""
        self.hits -= key.rpartition("-")[0] not in self._uncounted

    def discount(self, *steps: str) -> None:
        """Count no longer what is found of these steps: other processes of this run may have made it."""
        self._uncounted.update(steps)

    def memo(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, computing and keeping it when it is not there."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def prune(self, steps: frozenset[str]) -> int:
        """Forget what this run did not ask for, among the steps it ran; return how many values went."""
        if self._folder is None or not self._folder.is_dir():
            return 0
        stale = [
            path
            for path in self._folder.glob("*/*")
            if path.name not in self._asked and path.name.rpartition("-")[0] in steps
        ]
        for path in stale:
            with contextlib.suppress(OSError):
                path.unlink()
        return len(stale)

    def sweep(self) -> None:
        """Remove what a killed run was writing; what another run is writing now is left to it."""
        if self._folder is None:
            return
        for partial in (self._folder / PARTIAL).glob("*"):
            if not _is_alive(int(partial.name.partition("-")[0])):
                partial.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / key.rpartition("-")[2][:2] / key


def cache_of(root: Path) -> Cache:
    """Return the workspace's cache, without what a killed run left half written."""
    cache = Cache(root / ".cache" / "carnet")
    with contextlib.suppress(OSError, ValueError):
        cache.sweep()
    return cache


PARTIAL: Final = "en-cours"
"""Where values are written before they have their name: ``<process>-<thread>``."""


def _write(path: Path, value: bytes, folder: Path) -> None:
    partial = folder / f"{os.getpid()}-{threading.get_ident()}"
    try:
        _with_folder(folder, lambda: partial.write_bytes(value))
        _with_folder(path.parent, lambda: partial.replace(path))
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _with_folder(folder: Path, act: Callable[[], object]) -> None:
    """Act in a folder, which is only made when it is not there: that is rare."""
    try:
        act()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        act()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


@cache
def recipe(*rooms: str) -> str:
    """Return what the programs of these rooms come to, such as ``"text"`` or ``"spelling.py"``.

    Part of a key, it makes a result again when the code that makes it has changed: nobody has a number to
    raise, and no carnet keeps what an older version made.
    """
    package = Path(carnet.__file__).parent
    digest = hashlib.sha256()
    for room in rooms:
        here = package / room
        for path in sorted(here.rglob("*")) if here.is_dir() else [here]:
            if path.suffix in (".py", ".lua"):
                content = path.read_bytes()
                digest.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()
