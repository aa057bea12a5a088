"""Recordings: one file, one entry, with the transcription that stands beside it.

In: the path of a sound. Out: its draft and a copy without tags, where phones write their place; how long it
lasts and how loud it is. A .vtt or .srt of the same name comes along when it can be read.
"""

import datetime as dt
import hashlib
from pathlib import Path, PurePosixPath
from typing import Final

from carnet.diagnostics import Report
from carnet.editing.written import front
from carnet.fields import A_COMPLETER
from carnet.frontmatter import Value
from carnet.importing.composing import Place
from carnet.importing.limits import read_bytes, read_bytes_limit
from carnet.importing.photos import Taken, stamp
from carnet.importing.values import Account, Brought, Left, Piece, RefusedError
from carnet.media import MediaError, sounds
from carnet.media.transcripts import Transcript, check_length, read_transcript
from carnet.sources import slug

SUFFIXES: Final = (
    ".wav",
    ".mp3",
    ".m4a",
    ".ogg",
    ".oga",
    ".opus",
    ".flac",
    ".aiff",
    ".aif",
    ".amr",
    ".gsm",
    ".aac",
)
QUIET: Final = -35.0
"""LUFS below which a voice is hard to hear."""


def read_recording(path: Path, place: Place, shift: dt.timedelta = dt.timedelta()) -> Taken:
    """Return a recording's draft; raise ``RefusedError``."""
    read_bytes_limit(path)
    try:
        measure = sounds.measure(path)
        content = sounds.without_tags(path)
    except MediaError as fault:
        raise RefusedError(fault.cause) from fault
    digest = hashlib.sha256(content).hexdigest()
    if digest in place.media:
        left = Left(f"le même son est déjà là : {place.media[digest]}")
        return Taken(None, "", Brought(path.name, (), Account({"sons": (1, 0, 1)}, (left,))))
    made = stamp(path.name)
    made = made + shift if made else None
    suffix = path.suffix.lower()
    fichier = place.free(f"{place.media_folder()}/{slug(path.stem)[:60].strip('-')}{suffix}")
    place.media[digest] = fichier
    stem = PurePosixPath(fichier).stem
    entry = place.free(f"entries/{place.folder()}/son-{stem}.md")
    pieces = [Piece(fichier, content)]
    remarks = [f"{_clock(measure.duration)}, {measure.loudness:.0f} LUFS".replace("-", "−")]
    if measure.loudness <= QUIET:
        remarks.append("le son est très faible : la fabrication le remontera, avec son souffle")
    words, beside = _transcription(path, fichier, measure.duration, place, pieces, remarks)
    values: dict[str, Value] = {
        "type": "son",
        "statut": "brouillon",
        "titre": path.stem,
        "fichier": fichier,
        "credit": A_COMPLETER,
    }
    values |= {"date": made.date().isoformat()} if made else {}
    values |= {"transcription": beside} if beside else {}
    text = front(values | dict(place.values)) + ("" if beside else f"\n{A_COMPLETER}\n")
    counts = {"sons": (1, 1, 0)} | ({"mots": (words, words, 0)} if words else {})
    account = Account(counts, (), (), tuple(remarks))
    return Taken(
        made, PurePosixPath(entry).stem, Brought(path.name, (Piece(entry, text.encode()), *pieces), account)
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _transcription(
    path: Path, fichier: str, duration: float, place: Place, pieces: list[Piece], remarks: list[str]
) -> tuple[int, str]:
    """Take the transcription beside a sound; return how many words it has, and its path."""
    for suffix in (".vtt", ".srt"):
        beside = next(
            (p for p in (path.with_suffix(suffix), path.with_name(path.name + suffix)) if p.is_file()), None
        )
        if beside is None:
            continue
        content = read_bytes(beside, 4_000_000)
        report = Report()
        read = read_transcript(content, beside.name, report)
        check_length(read, duration, beside.name, report)
        remarks += [f"{beside.name}, ligne {d.span.line} : {d.message}" for d in report]
        if report.has_errors or not read.cues:
            remarks.append(f"« {beside.name} » n’est pas reprise : corrigez-la et ajoutez-la vous-même")
            continue
        goal = place.free(str(PurePosixPath(fichier).with_suffix(suffix)))
        pieces.append(Piece(goal, content))
        return _words(read), goal
    return 0, ""


def _words(read: Transcript) -> int:
    return sum(len(cue.text.split()) for cue in read.cues)
