"""Recordings: an original in, a sound of even loudness that may be published out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carnet.cache import Cache

Form = Literal["mp3", "opus"]


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What is known of an original; ``duration`` in seconds."""

    duration: float


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound ready to leave; ``suffix`` starts with a dot."""

    content: bytes
    duration: float
    mime: str
    suffix: str


def probe(path: Path, cache: Cache) -> SoundFacts:
    """Return the duration of a recording; raise ``MediaError`` when there is no sound in it."""
    raise NotImplementedError


def derive(original: Path, form: Form, cache: Cache) -> Sound:
    """Return a recording as a mono voice at −16 LUFS, without metadata."""
    raise NotImplementedError
