"""Files from outside become drafts of a workspace: which reader for which file, and the writing of the whole.

In: paths and where they go. Out: ``Brought`` for each file, laid whole or not at all, never over anything; or
a refusal. ``READERS`` is the table to which a new sort of file is added.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from carnet.diagnostics import Report
from carnet.importing.composing import Place, compose
from carnet.importing.limits import read_bytes_limit
from carnet.importing.markup import read_markup
from carnet.importing.odt import read_odt
from carnet.importing.values import Brought, Piece, RefusedError
from carnet.importing.word import read_word
from carnet.loading import load
from carnet.sources import Sources


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of an import: ``images`` is where absolute addresses of images are found."""

    evenement: str | None = None
    type_: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    images: Path | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, and why."""

    name: str
    cause: str
    aide: str = ""


Bring = Callable[[Path, Place, Options], list[Brought]]
"""Reads one file; returns what it becomes, nothing being written yet. Raises ``RefusedError``."""


def _word(path: Path, place: Place, options: Options) -> list[Brought]:
    return [compose(read_word(path), place)]


def _odt(path: Path, place: Place, options: Options) -> list[Brought]:
    return [compose(read_odt(path), place)]


def _markup(path: Path, place: Place, options: Options) -> list[Brought]:
    return [compose(read_markup(path, options.images), place)]


READERS: Final[Mapping[str, Bring]] = {
    ".docx": _word,
    ".odt": _odt,
    ".md": _markup,
    ".markdown": _markup,
    ".txt": _markup,
    ".html": _markup,
    ".htm": _markup,
    ".org": _markup,
}
"""The reader of each sort of file, by the end of its name."""

ADVICE: Final = {
    ".doc": "ouvrez-le et enregistrez-le en .docx",
    ".docm": "enregistrez-le en .docx, sans macros",
    ".dotm": "enregistrez-le en .docx, sans macros",
    ".rtf": "ouvrez-le et enregistrez-le en .docx ou en .odt",
    ".pages": "dans Pages : Fichier, Exporter vers, Word",
    ".pdf": "retrouvez le document dont il vient : un PDF ne garde pas la structure d’un texte",
    ".ott": "enregistrez-le en .odt",
}


def place_for(sources: Sources, options: Options) -> Place:
    """Return where an import goes in a workspace, knowing all that is there."""
    loaded = load(sources, Report())
    taken = {source.path for source in sources.entries} | set(sources.media)
    taken |= {f"portraits/{name}.md" for name in sources.unread}
    media = {}
    for path in sources.media:
        with suppress(OSError), (sources.root / path).open("rb") as file:
            media[hashlib.file_digest(file, "sha256").hexdigest()] = path
    return Place(loaded, options.evenement, options.type_, options.values, taken, media)


def bring(path: Path, place: Place, options: Options) -> list[Brought]:
    """Return what one file becomes; raise ``RefusedError``."""
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise RefusedError(
            f"un fichier « {suffix or path.name} » ne s’importe pas",
            ADVICE.get(suffix, f"les fichiers qui s’importent : {', '.join(READERS)}"),
        )
    read_bytes_limit(path)
    taken, media = set(place.taken), dict(place.media)
    try:
        return reader(path, place, options)
    except RefusedError:
        place.taken, place.media = taken, media
        raise


def lay(root: Path, pieces: Iterable[Piece]) -> None:
    """Lay files where nothing is, all of them or none."""
    laid: list[Path] = []
    try:
        for piece in pieces:
            place = root / piece.path
            if not place.resolve().is_relative_to(root.resolve()):
                raise RefusedError(f"« {piece.path} » sort du carnet")
            place.parent.mkdir(parents=True, exist_ok=True)
            _lay_one(place, piece.content)
            laid.append(place)
    except FileExistsError as error:
        _take_back(laid)
        raise RefusedError(f"« {Path(str(error.filename2 or error.filename)).name} » existe déjà") from error
    except OSError as error:
        _take_back(laid)
        raise RefusedError(f"l’écriture est refusée ({error.strerror})") from error
    except BaseException:
        _take_back(laid)
        raise


def _lay_one(place: Path, content: bytes) -> None:
    """Put a file at a place in one move that fails when something is there."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".carnet-partiel-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        try:
            place.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            with place.open("xb") as file:
                file.write(content)
    finally:
        temporary.unlink(missing_ok=True)


def _take_back(laid: Iterable[Path]) -> None:
    for place in laid:
        place.unlink(missing_ok=True)
