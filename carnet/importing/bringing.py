"""Files from outside become drafts of a workspace: which reader for which file, and the writing of the whole.

In: paths and where they go. Out: ``Brought`` for each file, laid whole or not at all, never over anything; or
a refusal. ``READERS`` is the table to which a new sort of file is added.
"""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from carnet.cache import cache_of
from carnet.diagnostics import Report
from carnet.importing import photos, recordings
from carnet.importing.composing import Place, compose
from carnet.importing.journal import compose_notes
from carnet.importing.limits import read_bytes_limit, read_text
from carnet.importing.markup import read_markup
from carnet.importing.odt import read_odt
from carnet.importing.photos import Taken, read_photo, stamp
from carnet.importing.recordings import read_recording
from carnet.importing.timed import Note, is_timed, read_notes
from carnet.importing.values import Brought, Piece, RefusedError
from carnet.importing.word import read_word
from carnet.loading import load
from carnet.sources import Sources


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of an import.

    ``images`` is where « /img/… » is found; ``shifts`` what to add to the clocks of ``photos``, ``sons`` and
    ``notes``.
    """

    evenement: str | None = None
    type_: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    images: Path | None = None
    shifts: Mapping[str, dt.timedelta] = field(default_factory=dict)


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
    notes = _notes(path, place, options)
    return (
        [compose_notes(path.name, *notes, (), place)]
        if notes
        else [compose(read_markup(path, options.images), place)]
    )


def _notes(path: Path, place: Place, options: Options) -> tuple[str, list[Note]] | None:
    """Return the text of timed notes and its notes, or None when a file is no such thing."""
    if path.suffix.lower() not in (".txt", ".md", ".markdown") or place.type_ is not None:
        return None
    text = read_text(path)
    if text.startswith("---\n") or not is_timed(text):
        return None
    moment = stamp(path.name)
    return text, _shifted(read_notes(text, moment.date() if moment else None), options.shifts.get("notes"))


def _shifted(notes: Iterable[Note], shift: dt.timedelta | None) -> list[Note]:
    shift = shift or dt.timedelta()
    return [replace(note, moment=note.moment + shift) if note.moment else note for note in notes]


def _photo(path: Path, place: Place, options: Options) -> list[Brought]:
    return [read_photo(path, place, place.alike, options.shifts.get("photos", dt.timedelta())).brought]


def _sound(path: Path, place: Place, options: Options) -> list[Brought]:
    return [read_recording(path, place, options.shifts.get("sons", dt.timedelta())).brought]


READERS: Final[Mapping[str, Bring]] = {
    ".docx": _word,
    ".odt": _odt,
    ".md": _markup,
    ".markdown": _markup,
    ".txt": _markup,
    ".html": _markup,
    ".htm": _markup,
    ".org": _markup,
    **dict.fromkeys(photos.SUFFIXES, _photo),
    **dict.fromkeys(recordings.SUFFIXES, _sound),
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
    alike = photos.hashes_of(sources.root, sorted(sources.media), cache_of(sources.root))
    return Place(loaded, options.evenement, options.type_, options.values, taken, media, alike)


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


def bring_folder(folder: Path, place: Place, options: Options) -> tuple[list[Brought], list[Refusal]]:
    """Return what a whole folder becomes: its files, and a journal of those that have a time."""
    brought: list[Brought] = []
    refused: list[Refusal] = []
    taken: list[Taken] = []
    notes: list[Note] = []
    texts: list[str] = []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            timed = _notes(path, place, options)
            if timed is not None:
                texts.append(timed[0])
                notes += timed[1]
            elif path.suffix.lower() in photos.SUFFIXES:
                taken.append(
                    read_photo(path, place, place.alike, options.shifts.get("photos", dt.timedelta()))
                )
            elif path.suffix.lower() in recordings.SUFFIXES:
                taken.append(read_recording(path, place, options.shifts.get("sons", dt.timedelta())))
            elif path.suffix.lower() not in BESIDE:
                brought += bring(path, place, options)
        except RefusedError as error:
            refused.append(Refusal(name, error.cause, error.aide))
    brought += [one.brought for one in taken]
    if notes or len(taken) > 1:
        brought.append(compose_notes(folder.resolve().name, "\n".join(texts), notes, taken, place))
    return brought, refused


BESIDE: Final = (".vtt", ".srt")
"""Files that come with another."""

MAX_FILES: Final = 3_000


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder in order, those that hide and those that lead out of it left aside."""
    root = folder.resolve()
    found = []
    for path in sorted(folder.rglob("*")):
        hidden = any(
            part.startswith((".", "__MACOSX", "Thumbs.db")) for part in path.relative_to(folder).parts
        )
        if not hidden and path.is_file() and path.resolve().is_relative_to(root):
            found.append(path)
    if len(found) > MAX_FILES:
        raise RefusedError(f"ce dossier a plus de {MAX_FILES} fichiers", "importez-le en plusieurs fois")
    return found


def import_all(
    root: Path, paths: Iterable[Path], place: Place, options: Options, *, dry: bool = False
) -> tuple[list[Brought], list[Refusal]]:
    """Bring files and folders into a workspace; each is laid whole or not at all, and not when ``dry``."""
    laid: list[Brought] = []
    refused: list[Refusal] = []
    for path in paths:
        try:
            if path.is_dir():
                brought, more = bring_folder(path, place, options)
                refused += more
            else:
                brought = bring(path, place, options)
            for one in brought:
                if not dry:
                    lay(root, one.pieces)
                laid.append(one)
        except RefusedError as error:
            refused.append(Refusal(path.name, error.cause, error.aide))
    return laid, refused


def lay(root: Path, pieces: Iterable[Piece]) -> None:
    """Lay files where nothing is, all of them or none."""
    laid: list[Path] = []
    places = [(root / piece.path, piece.content) for piece in pieces]
    if any(not place.resolve().is_relative_to(root.resolve()) for place, _ in places):
        raise RefusedError("un lien symbolique du carnet mène hors de lui")
    try:
        for place, content in places:
            place.parent.mkdir(parents=True, exist_ok=True)
            _lay_one(place, content)
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
