"""Transcriptions with times: WebVTT or SRT in, cues out, and back to WebVTT."""

from collections.abc import Callable
from dataclasses import dataclass

from carnet.diagnostics import Report


@dataclass(frozen=True, slots=True)
class Cue:
    """Words spoken by one person between two instants, in seconds; ``line`` is where its times are written."""

    start: float
    end: float
    speaker: str
    text: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of one recording, in order of time."""

    cues: tuple[Cue, ...]


def read_transcript(text: str | bytes, path: str, report: Report) -> Transcript:
    """Read a .vtt or .srt file strictly; what cannot be read is a remark at its line and the rest is kept."""
    raise NotImplementedError


def check_length(transcript: Transcript, duration: float, path: str, report: Report) -> None:
    """Remark on the first cue that ends after the sound does."""
    raise NotImplementedError


def as_vtt(transcript: Transcript, shown: Callable[[str], str] = str) -> str:
    """Write canonical WebVTT; ``shown`` turns a speaker's written name into the one that may be published."""
    raise NotImplementedError
