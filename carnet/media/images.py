"""Photos and drawings: an original in, a picture that may be published out.

In: the path of an original. Out: its size, or a ``Picture`` turned upright, in sRGB, reduced, rebuilt
from its pixels alone so that no position, device, author or profile is left in it. What is made is kept
by content. Pillow works in ``pixels``, which is imported when a picture is asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carnet.cache import Cache, recipe
from carnet.media import MediaError

Form = Literal["jpeg", "png", "avif", "auto"]

MAX_PIXELS = 80_000_000
MAX_SIDE = 16_000  # beyond it, browsers and encoders give up one after the other
QUALITY: dict[Form, int] = {"jpeg": 76, "png": 100, "avif": 50, "auto": 76}


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
    from carnet.media import pixels

    with _disk(), path.open("rb") as stream:
        return pixels.facts(stream, max_pixels)


def verify(path: Path, cache: Cache, *, max_pixels: int = MAX_PIXELS) -> ImageFacts:
    """Read an image to its last pixel, once for all, and return its facts.

    ``probe`` cannot see that a file is cut short; this can, and raises ``MediaError``.
    """
    from carnet.media import pixels

    facts = probe(path, max_pixels=max_pixels)
    content = _content(path)

    def read() -> bytes:
        pixels.read_all(content, max_pixels)
        return b"lue"

    cache.memo(Cache.key("image-lue", recipe("media"), pixels.engine(), content), read)
    return facts


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
    """Return an original fit to be published, at most ``width`` by ``height`` pixels, never enlarged.

    JPEG and AVIF are laid on white, PNG keeps its transparency. ``auto`` gives a JPEG, or a PNG when the
    original is a drawing (few colours on large areas, in a lossless format). From a quality of 85, meant
    for print, colours are kept at full resolution. The same original and settings give the same bytes.
    """
    from carnet.media import pixels

    content = _content(original)
    box = (width, min(height or MAX_SIDE, MAX_SIDE))
    level = QUALITY[form] if quality is None else quality
    key = Cache.key("image", pixels.engine(), recipe("media"), f"{form} {box} {level} {max_pixels}", content)
    made = cache.memo(key, lambda: pixels.published(content, box, form, level, max_pixels))
    return pixels.picture(made)


@contextmanager
def _disk() -> Iterator[None]:
    """Say in our words that the system refuses a file."""
    try:
        yield
    except OSError as fault:
        raise MediaError("image-illisible", "le système refuse d’ouvrir le fichier") from fault


def _content(path: Path) -> bytes:
    with _disk():
        return path.read_bytes()
