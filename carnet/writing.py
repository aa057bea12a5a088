"""All or nothing: what an output made goes to disk whole, or the previous one stays.

In: ``Artifact`` values. Out: files. A target that is a folder (the site, the kits) is prepared beside
its place, then put there in one move; a target that is one file is written beside itself and renamed.
Bytes that did not change are not written again, so that their file keeps its date and its identity.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carnet.diagnostics import CarnetError
from carnet.model import Artifact

STAGING = ".carnet-"


@dataclass(frozen=True, slots=True)
class Written:
    """What one target's writing did: how many files it now has, and how many were new, changed or removed.

    ``note`` is a sentence on what could not be made of it.
    """

    files: int
    changed: int
    removed: int
    note: str = ""

    def again(self) -> "Written":
        """Return what writing the same once more does: nothing."""
        return Written(self.files, 0, 0, self.note)


@contextlib.contextmanager
def claimed(out: Path) -> Iterator[None]:
    """Hold an output folder for one build; another build at the same time is refused with a sentence.

    The folder itself is what is locked, so that a killed build leaves no lock behind. What it left of its
    work is swept away first.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = os.open(out, os.O_RDONLY)
    except OSError as error:
        raise _refused(out, error) from error
    try:
        _lock(folder, out.name)
        _recover(out)
        yield
    finally:
        os.close(folder)


def _lock(folder: int, name: str) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CarnetError(
            f"une autre fabrication écrit déjà dans « {name} »",
            aide="attendez qu’elle finisse, ou choisissez un autre dossier avec -o",
            exit_code=2,
        ) from None


def write_file(out: Path, artifact: Artifact) -> Written:
    """Write one file of the output folder, whole or not at all."""
    path = out / artifact.path
    try:
        if _same(path, artifact.content):
            return Written(1, 0, 0)
        replace(path, artifact.content)
    except OSError as error:
        raise _refused(out, error) from error
    return Written(1, 1, 0)


def write_folder(out: Path, name: str, artifacts: Iterable[Artifact]) -> Written:
    """Make ``out/name`` hold exactly these files, in one move.

    The new folder is laid beside the old one, unchanged files being linked and not copied, then the two
    are exchanged by two renames; a build killed between them is finished by the next ``claimed``.
    """
    try:
        return _write_folder(out, name, list(artifacts))
    except OSError as error:
        raise _refused(out, error) from error


def _write_folder(out: Path, name: str, artifacts: list[Artifact]) -> Written:
    target, fresh = out / name, out / f"{STAGING}neuf-{name}"
    old = (
        {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
        if target.is_dir()
        else set()
    )
    changed = [a for a in artifacts if a.path not in old or not _same(target / a.path, a.content)]
    removed = old - {a.path for a in artifacts}
    if not changed and not removed:
        return Written(len(artifacts), 0, 0)
    shutil.rmtree(fresh, ignore_errors=True)
    kept = {a.path for a in artifacts} - {a.path for a in changed}
    try:
        for folder in sorted({(fresh / artifact.path).parent for artifact in artifacts}):
            folder.mkdir(parents=True, exist_ok=True)
        for artifact in artifacts:
            place = fresh / artifact.path
            if artifact.path in kept:
                _link(target / artifact.path, place)
            else:
                place.write_bytes(artifact.content)
        _sync(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _exchange(fresh, target, out / f"{STAGING}ancien-{name}")
    return Written(len(artifacts), len(changed), len(removed))


def _exchange(fresh: Path, target: Path, aside: Path) -> None:
    """Put ``fresh`` at ``target`` in one system call where there is one, else in two renames.

    Where the system cannot swap two folders, the previous one is kept aside until the new one is there,
    and ``claimed`` puts it back if the build is killed between the two.
    """
    if not target.exists():
        fresh.rename(target)
        return
    if not _swap(fresh, target):
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        fresh.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(fresh, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders atomically: renameat2(2) of Linux, renamex_np(2) of macOS; False elsewhere."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        at_cwd, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        return bool(libc.renameat2(at_cwd, paths[0], at_cwd, paths[1], exchange) == 0)
    if hasattr(libc, "renamex_np"):
        swap = 2  # RENAME_SWAP
        return bool(libc.renamex_np(paths[0], paths[1], swap) == 0)
    return False


def _recover(out: Path) -> None:
    """Finish or undo what a killed build left: an old folder goes back if nothing took its place."""
    for aside in out.glob(f"{STAGING}ancien-*"):
        target = out / aside.name.removeprefix(f"{STAGING}ancien-")
        if not target.exists():
            aside.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    for fresh in out.glob(f"{STAGING}neuf-*"):
        shutil.rmtree(fresh, ignore_errors=True)
    for partial in out.rglob(f"{STAGING}partiel-*"):
        partial.unlink(missing_ok=True)


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def replace(path: Path, content: bytes) -> None:
    """Put bytes at a path whole or not at all: beside it, flushed to the disk, then in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{STAGING}partiel-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _link(source: Path, place: Path) -> None:
    try:
        place.hardlink_to(source)
    except OSError:  # a disk without hard links
        shutil.copy2(source, place)


def _sync(folder: Path) -> None:
    """Ask the disk to hold the new folder before it takes the old one's place."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


ELSEWHERE: Final = "choisissez un autre dossier avec -o"
FULL: Final = ("le disque est plein", "libérez de la place, puis recommencez : l’ancienne sortie est intacte")
LOCKED: Final = ("le dossier est en lecture seule", f"{ELSEWHERE}, ou changez ses droits")
REFUSALS: Final[Mapping[int | None, tuple[str, str]]] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: LOCKED,
    errno.EACCES: LOCKED,
    errno.EPERM: LOCKED,
    errno.ENAMETOOLONG: ("un nom de fichier est trop long", ELSEWHERE),
    errno.ENOTDIR: ("un fichier est à la place d’un dossier", ELSEWHERE),
    errno.EEXIST: ("un fichier est à la place d’un dossier", ELSEWHERE),
}
"""Why a system refuses to write, and what to do."""


def _refused(out: Path, error: OSError) -> CarnetError:
    refusal = errno.errorcode.get(error.errno or 0, "erreur inconnue")
    cause, aide = REFUSALS.get(error.errno, (f"le système refuse ({refusal})", ELSEWHERE))
    return CarnetError(f"impossible d’écrire dans « {out.name} » : {cause}", aide=aide)
