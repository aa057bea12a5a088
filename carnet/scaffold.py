"""A new workspace: laid whole in one move, or not at all.

In: a path that does not exist, or an empty folder. Out: the files of ``carnet/depart/``, which verify
without a remark and already build, and those that help in an editor.
"""

import os
import shutil
import tempfile
from pathlib import Path

from carnet import editors
from carnet.diagnostics import CarnetError

START = Path(__file__).parent / "depart"
DOTTED = {"gitignore": ".gitignore"}
"""Files kept under a plain name in the package, since their own would act on it."""


def lay(folder: Path) -> None:
    """Lay a new workspace at ``folder``; raise ``CarnetError`` when something is already there."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise CarnetError(
            f"« {folder} » existe déjà et n’est pas vide",
            aide="choisissez un autre nom, ou videz ce dossier vous-même",
            exit_code=2,
        )
    parent = folder.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".carnet-", dir=parent))
    except OSError as error:
        raise CarnetError(
            f"impossible de créer « {folder} » : {error.strerror}",
            aide="choisissez un autre dossier",
            exit_code=2,
        ) from error
    try:
        shutil.copytree(START, fresh, dirs_exist_ok=True)
        for plain, dotted in DOTTED.items():
            (fresh / plain).rename(fresh / dotted)
        for path, text in editors.files().items():
            place = fresh / path
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, "utf-8")
        fresh.chmod(0o777 & ~_umask())
        fresh.replace(folder)
    except OSError as error:
        raise CarnetError(
            f"impossible de créer « {folder} » : {error.strerror}", aide="choisissez un autre dossier"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
