"""Photos and drawings: an original in, a picture that may be published out.

In: the path of an original. Out: its size, or a ``Picture`` turned upright, in sRGB, reduced, rebuilt
from its pixels alone so that no position, device, author or profile is left in it. Only this module
and ``colours`` know Pillow. Files come from anywhere: only the formats below are tried, and the
size is read before anything is decoded.
"""

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from PIL import AvifImagePlugin, Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin, features
from PIL import __version__ as pillow_version

from carnet.cache import Cache
from carnet.media import MediaError
from carnet.media.colours import flattened, in_srgb, is_drawing, split, with_few_colours

Form = Literal["jpeg", "png", "avif", "auto"]

MAX_PIXELS = 80_000_000
MAX_SIDE = 16_000  # beyond it, browsers and encoders give up one after the other
RECIPE = "1"  # part of every cache key: a change below that changes bytes changes this
QUALITY = {"jpeg": 76, "avif": 50, "auto": 76, "png": 100}

# The formats tried on an original. Naming their plug-ins keeps Pillow from loading its forty others.
FORMATS = {
    "JPEG": "image/jpeg",
    MpoImagePlugin.MpoImageFile.format: "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    TiffImagePlugin.TiffImageFile.format: "image/tiff",
    WebPImagePlugin.WebPImageFile.format: "image/webp",
    AvifImagePlugin.AvifImageFile.format: "image/avif",
}
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "AVIF": ".avif"}
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow raises on a file that lies about itself; found by feeding it damaged files.
BROKEN = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    RuntimeError, struct.error, zlib.error,
)  # fmt: skip
WHAT_IT_IS = (
    (b"version https://git-lfs", "c’est un renvoi Git LFS, à remplacer par « git lfs pull »"),
    (b"ftyphei", "c’est une photo HEIC d’iPhone, que les liseuses et les navigateurs ne lisent pas"),
    (b"ftyphev", "c’est une photo HEIC d’iPhone, que les liseuses et les navigateurs ne lisent pas"),
    (b"ftypmif1", "c’est une photo HEIC d’iPhone, que les liseuses et les navigateurs ne lisent pas"),
    (b"%PDF", "c’est un PDF"),
    (b"<svg", "c’est un dessin SVG"),
    (b"<html", "c’est une page web enregistrée sous un nom d’image"),
    (b"<!doctype html", "c’est une page web enregistrée sous un nom d’image"),
)

# Pillow warns of odd metadata on stderr. The filters of ``warnings`` belong to the whole process.
_quiet = threading.Lock()


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
    try:
        with path.open("rb") as stream, _opened(stream, max_pixels) as image:
            return _facts(image)
    except OSError as fault:
        raise _unreadable(b"", fault) from fault


def verify(path: Path, cache: Cache, *, max_pixels: int = MAX_PIXELS) -> ImageFacts:
    """Read an image to its last pixel, once for all, and return its facts.

    ``probe`` cannot see that a file is cut short; this can, and raises ``MediaError``.
    """
    facts = probe(path, max_pixels=max_pixels)
    content = _content(path)

    def read() -> bytes:
        _decoded(content, (1, 1), max_pixels)
        return b"lue"

    cache.memo(Cache.key("image-lue", _engine(), content), read)
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
    original is a drawing (few colours on large areas, in a lossless format). From a quality of 85, made
    for print, colours are kept at full resolution. The same original and settings give the same bytes.
    """
    content = _content(original)
    box = (width, min(height or MAX_SIDE, MAX_SIDE))
    level = QUALITY[form] if quality is None else quality
    settings = f"{RECIPE} {form} {box} {level} {max_pixels}"

    def make() -> bytes:
        image, lossless = _decoded(content, box, max_pixels)
        return _encoded(image, box, form, level, lossless=lossless)

    return _picture(cache.memo(Cache.key("image", _engine(), settings, content), make))


def _engine() -> str:
    """Return the versions that can change a pixel or a byte."""
    return " ".join([pillow_version, *(str(features.version(name)) for name in ("jpg", "zlib", "avif", "littlecms2"))])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise _unreadable(b"", fault) from fault


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Keep Pillow silent about odd metadata, and hold it to whole files.

    WeasyPrint tells Pillow to make do with truncated files: a photo cut short would be printed grey.
    """
    with _pillow, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        tolerant, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = tolerant


def _open(stream: BinaryIO, max_pixels: int) -> Image.Image:
    """Open an image on its header, when its size is reasonable."""
    try:
        image = Image.open(stream, formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large(next(int(word) for word in str(fault).split() if word.lstrip("(").isdigit()))
    except BROKEN as fault:
        stream.seek(0)
        raise MediaError("image-illisible", _what_it_is(stream.read(512))) from fault
    if image.width * image.height > max_pixels:
        raise _too_large(image.width * image.height, max_pixels)
    return image


def _decoded(content: bytes, box: tuple[int, int], max_pixels: int) -> tuple[Image.Image, bool]:
    """Return the pixels, at least as large as ``box``, and whether their format loses nothing."""


