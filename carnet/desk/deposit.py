"""A file that someone drops: looked at before it is kept, and kept under a name of ours.

In: bytes that come from anywhere. Out: a path of ``media/``. What a file is, its first bytes say, never its
name; an image is judged by its header before a pixel of it is decoded, and leaves its position and its device
at the door (``importing.arrival``). What is not a photo, a sound, a transcript or a document to share is
refused with a sentence.
"""

import filecmp
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from carnet import writing
from carnet.cache import Cache
from carnet.desk.saving import claimed, place
from carnet.diagnostics import Report
from carnet.importing.arrival import arrived
from carnet.media import MediaError
from carnet.media.sounds import probe
from carnet.media.transcripts import read_transcript
from carnet.sources import slug

MOST: Final = {"photo": 60_000_000, "son": 500_000_000, "transcription": 2_000_000, "ressource": 60_000_000}
"""How many bytes each kind of file may have."""
SOUNDS: Final = (
    (rb"(RIFF|RF64)....WAVE", "wav"),
    (rb"OggS", "ogg"),
    (rb"fLaC", "flac"),
    (rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff]", "mp3"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "aac"),
    (rb"....ftyp(M4A|mp42|isom|dash|qt)", "m4a"),
    (rb"FORM....AIF[FC]", "aiff"),
)
DOCUMENTS: Final = ((rb"%PDF-1\.", "pdf"), (rb"%PDF-2\.", "pdf"))


class NotKept(Exception):
    """A file that is not kept: the fact for the journal, the sentence for the person."""

    def __init__(self, reason: str, told: str) -> None:
        super().__init__(reason)
        self.told = told


def keep(root: Path, folder: str, name: str, content: IO[bytes], kind: str) -> str:
    """Keep a file in ``media/<folder>`` and return its workspace path.

    ``kind`` says what is expected: ``photo``, ``son``, ``transcription`` or ``ressource``. The same bytes
    already there are not kept twice.
    """
    stem = slug(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.replace("\\", "/").rpartition("/")[2]))[:60].strip(
        "-"
    )
    with claimed(root):
        target = place(root, f"media/{folder}/{stem}.{kind[:5]}").parent
        target.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=target, prefix=f"{writing.STAGING}partiel-")
        try:
            with os.fdopen(handle, "wb") as file:
                _copy(content, file, MOST.get(kind, 0))
            suffix = LOOK[kind](Path(fresh))
            for number in range(1, 1_000):
                path = f"media/{folder}/{stem}{'' if number == 1 else f'-{number}'}.{suffix}"
                where = place(root, path)
                if not where.exists():
                    Path(fresh).chmod(0o644)
                    Path(fresh).rename(where)
                    return path
                if filecmp.cmp(fresh, where, shallow=False):
                    return path
        finally:
            Path(fresh).unlink(missing_ok=True)
    raise NotKept("mille fichiers du même nom", "Trop de fichiers portent ce nom : changez-le.")


def _copy(content: IO[bytes], file: IO[bytes], most: int) -> None:
    size = 0
    while chunk := content.read(1 << 20):
        size += len(chunk)
        if size > most:
            raise NotKept(f"fichier de plus de {most} octets", "Ce fichier est trop lourd.")
        file.write(chunk)
    if size == 0:
        raise NotKept("fichier vide", "Ce fichier est vide.")
    file.flush()
    os.fsync(file.fileno())


def _photo(path: Path) -> str:
    """Read a photo to its last pixel and take from it where it was made and with what; HEIC becomes JPEG."""
    try:
        photo = arrived(path.read_bytes())
    except MediaError as fault:
        raise NotKept(
            f"image refusée ({fault.cause})", f"Cette image ne peut pas être gardée : {fault.cause}."
        ) from fault
    path.write_bytes(photo.content)
    return photo.suffix.removeprefix(".")


def _sound(path: Path) -> str:
    """Recognise a recording by its first bytes, then read how long it is: what cannot be read is not one."""
    found = _signed(path, SOUNDS)
    if found is None:
        raise NotKept(
            "pas un son", "Ce n’est pas un son reconnu : déposez un MP3, un WAV, un M4A, un OGG ou un FLAC."
        )
    try:
        probe(path, Cache(None))
    except MediaError as fault:
        raise NotKept(
            f"son refusé ({fault.cause})", f"Ce son ne peut pas être gardé : {fault.cause}."
        ) from fault
    return found


def _transcript(path: Path) -> str:
    raw, report = path.read_bytes(), Report()
    found = read_transcript(raw, "transcription", report)
    if report.has_errors or not found.cues:
        raise NotKept(
            "transcription illisible",
            "Cette transcription ne se lit pas : il faut un fichier .vtt ou .srt en UTF-8.",
        )
    return "vtt" if raw.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") else "srt"


def _document(path: Path) -> str:
    found = _signed(path, DOCUMENTS)
    if found is None:
        raise NotKept("document d’un type inattendu", "Déposez un PDF ; le reste se partage par une adresse.")
    return found


def _signed(path: Path, signs: tuple[tuple[bytes, str], ...]) -> str | None:
    with path.open("rb") as file:
        head = file.read(64)
    return next((suffix for sign, suffix in signs if re.match(sign, head, re.DOTALL)), None)


LOOK: Final[dict[str, Callable[[Path], str]]] = {
    "photo": _photo,
    "son": _sound,
    "transcription": _transcript,
    "ressource": _document,
}
