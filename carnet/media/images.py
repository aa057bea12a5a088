"""Photos and drawings: an original in, a picture that may be published out.

In: the path of an original. Out: its size, or a ``Picture`` turned upright, in sRGB, reduced, rebuilt
from its pixels alone so that no position, device, author or profile is left in it. Only this module
and ``colours`` know Pillow. Files come from anywhere: only the formats below are tried, and the
size is read before anything is decoded.
"""

import io
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from PIL import AvifImagePlugin, Image, ImageFile, TiffImagePlugin, WebPImagePlugin, features
from PIL import __version__ as pillow_version

from carnet.cache import Cache
from carnet.media import MediaError
from carnet.media.colours import in_srgb, is_drawing, on_white, plain, with_few_colours

Form = Literal["jpeg", "png", "avif", "auto"]

MAX_PIXELS = 80_000_000
MAX_SIDE = 16_000  # beyond it, browsers and encoders give up one after the other
RECIPE = "1"  # part of every cache key: a change below that changes bytes changes this
QUALITY: dict[Form, int] = {"jpeg": 76, "png": 100, "avif": 50, "auto": 76}
FINE = 85  # the quality from which colours keep their full resolution

# The formats tried on an original. Naming their plug-ins spares the import of Pillow's forty others.
FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    TiffImagePlugin.TiffImageFile.format: "image/tiff",
    WebPImagePlugin.WebPImageFile.format: "image/webp",
    AvifImagePlugin.AvifImageFile.format: "image/avif",
}
MIMES = FORMATS | {"MPO": "image/jpeg"}  # a JPEG with a second view behind it, which phones write
LOSSLESS = ("PNG", "GIF", "BMP", "TIFF")
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
    (rb"\Z", "le fichier est vide"),
    (rb"version https://git-lfs", "c’est un renvoi Git LFS, à remplacer par « git lfs pull »"),
    (rb"....ftyp(hei|hev|mif1)", "c’est une photo HEIC d’iPhone, que les liseuses ne montrent pas"),
    (rb"%PDF", "c’est un PDF"),
    (rb".{0,400}<svg", "c’est un dessin SVG"),
    (rb"\s*<(!doctype )?html", "c’est une page web enregistrée sous un nom d’image"),
    (rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF|BM|II\*|MM\0|....ftypavif", "le fichier est abîmé"),
    (rb"", "ce n’est ni une image JPEG, PNG, GIF, TIFF, WebP, AVIF, ni une image BMP"),
)

_pillow = threading.Lock()  # Pillow's settings and the filters of ``warnings`` belong to the whole process


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What the header of an original says: its size as seen, once turned the right way up."""

    width: int
    height: int
    mime: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """An original's pixels as stored, in a plain mode, and what is needed to publish them."""

    pixels: Image.Image
    profile: bytes | None
    orientation: int
    lossless: bool


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
    with _disk(), path.open("rb") as stream, _strict_pillow(), _open(stream, max_pixels) as image:
        width, height = image.size
        if _orientation(image) >= 5:
            width, height = height, width
        return ImageFacts(width, height, MIMES[str(image.format)])


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
    original is a drawing (few colours on large areas, in a lossless format). From a quality of 85, meant
    for print, colours are kept at full resolution. The same original and settings give the same bytes.
    """
    content = _content(original)
    box = (width, min(height or MAX_SIDE, MAX_SIDE))
    level = QUALITY[form] if quality is None else quality
    key = Cache.key("image", _engine(), f"{RECIPE} {form} {box} {level} {max_pixels}", content)
    return _picture(cache.memo(key, lambda: _published(content, box, form, level, max_pixels)))


def _published(content: bytes, box: tuple[int, int], form: Form, level: int, max_pixels: int) -> bytes:
    read = _decoded(content, box, max_pixels)
    drawing = form == "auto" and read.lossless and is_drawing(read.pixels)
    pixels = in_srgb(_reduced(read.pixels, _turned(box, read.orientation)), read.profile)
    if read.orientation in TURNS:
        pixels = pixels.transpose(TURNS[read.orientation])
    if form == "png":
        return _saved(pixels, "PNG")
    pixels = on_white(pixels)
    if form == "avif":
        return _saved(pixels, "AVIF", level)
    jpeg = _saved(pixels, "JPEG", level)
    png = _saved(with_few_colours(pixels), "PNG") if drawing else b""
    return png if 0 < len(png) <= 2 * len(jpeg) else jpeg


def _engine() -> str:
    """Return the versions that can change a pixel or a byte."""
    libraries = ("jpg", "zlib", "avif", "littlecms2")
    return " ".join([pillow_version, *(str(features.version(name)) for name in libraries)])


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
        image: Image.Image = Image.open(stream, formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        pixels = re.search(r"\d+", str(fault))
        raise _too_large(int(pixels[0]) if pixels else max_pixels, max_pixels) from fault
    except BROKEN as fault:
        stream.seek(0)
        head = stream.read(512)
        cause = next(cause for sign, cause in WHAT_IT_IS if re.match(sign, head, re.DOTALL | re.IGNORECASE))
        raise MediaError("image-illisible", cause) from fault
    if image.width * image.height > max_pixels:
        raise _too_large(image.width * image.height, max_pixels)
    return image


def _too_large(pixels: int, max_pixels: int) -> MediaError:
    cause = f"{pixels / 1e6:.0f} millions de pixels, le maximum est de {max_pixels / 1e6:.0f}"
    return MediaError("image-trop-grande", cause)


def _decoded(content: bytes, box: tuple[int, int], max_pixels: int) -> Decoded:
    """Read every pixel, on a grid at least as large as ``box`` asks."""
    with _strict_pillow():
        image = _open(io.BytesIO(content), max_pixels)
        orientation = _orientation(image)
        width, height = _size(image.size, _turned(box, orientation))
        try:
            image.draft(None, (2 * width, 2 * height))  # twice: the last reduction is then a fine one
            image.load()
            pixels = plain(image)
        except BROKEN as fault:
            raise MediaError("image-illisible", "le fichier est abîmé ou coupé avant la fin") from fault
    found = image.info.get("icc_profile")
    profile = found if isinstance(found, bytes) else None
    return Decoded(pixels, profile, orientation, lossless=image.format in LOSSLESS)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, from 1 to 8, of an image not yet decoded; Pillow turns TIFF by itself."""
    exif = Image.Exif()
    with suppress(*BROKEN):
        if image.format != "TIFF" and image.info.get("exif"):
            exif.load(image.info["exif"])
    value = exif.get(ORIENTATION, 1)
    return value if value in TURNS else 1


def _turned(box: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (box[1], box[0]) if orientation >= 5 else box


def _size(stored: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size of these proportions that fits in a box without being enlarged."""
    scale = min(1.0, box[0] / stored[0], box[1] / stored[1])
    return max(1, round(stored[0] * scale)), max(1, round(stored[1] * scale))


def _reduced(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    size = _size(image.size, box)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _saved(image: Image.Image, kind: Literal["JPEG", "PNG", "AVIF"], level: int = 0) -> bytes:
    """Encode the pixels and nothing else: what Pillow remembers of the original is left behind."""
    image = image.copy()
    image.info = {}
    out = io.BytesIO()
    if kind == "PNG":
        image.save(out, "PNG", optimize=True)
    elif kind == "JPEG":
        sampling = "4:4:4" if level >= FINE else "4:2:0"
        image.save(out, "JPEG", quality=level, subsampling=sampling, optimize=True, progressive=True)
    else:  # tiles and threads would follow the number of cores, and change the bytes
        image.save(out, "AVIF", quality=level, speed=8, autotiling=False, max_threads=1)
    return out.getvalue()


def _picture(content: bytes) -> Picture:
    """Read back what was made, or kept, as what it is."""
    with _strict_pillow(), Image.open(io.BytesIO(content), formats=tuple(SUFFIXES)) as image:
        kind = str(image.format)
        return Picture(content, image.width, image.height, FORMATS[kind], SUFFIXES[kind])
