"""Photos and drawings: an original in, a picture that may be published out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carnet.cache import Cache

Form = Literal["jpeg", "png", "avif", "auto"]

MAX_PIXELS = 80_000_000


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the header of an original says: its size as seen, once turned the right way up."""

    width: int
    height: int
    mime: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to leave; ``suffix`` starts with a dot."""

    content: bytes
    width: int
    height: int
    mime: str
    suffix: str


def probe(path: Path, *, max_pixels: int = MAX_PIXELS) -> ImageFacts:
    """Return the size of an image without decoding it; raise ``MediaError`` when it is none."""
    raise NotImplementedError


def verify(path: Path, cache: Cache, *, max_pixels: int = MAX_PIXELS) -> ImageFacts:
    """Read an image to its last pixel once, and return its facts; raise ``MediaError`` when it is cut short."""
    raise NotImplementedError


def derive(
    original: Path,
    *,
    width: int,
    height: int | None = None,
    form: Form,
    quality: int | None = None,
    cache: Cache,
    max_pixels: int = MAX_PIXELS,
) -> Picture:
    """Return an original turned upright, in sRGB, at most ``width`` (and ``height``) wide, without metadata."""
    raise NotImplementedError
