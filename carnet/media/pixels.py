"""Pixels read from an original, and pixels written for everyone: the border with Pillow.

In: the bytes of a file that comes from anywhere. Out: its size, or the bytes of a picture rebuilt from
its pixels alone. Only the formats below are tried, and a size is judged before anything is decoded.
Pillow is imported here and in ``colours`` only, when ``images`` needs it.
"""

import hashlib
import io
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Literal

from PIL import AvifImagePlugin, Image, ImageFile, TiffImagePlugin, WebPImagePlugin, features
from PIL import __version__ as pillow_version

from carnet.media import MediaError
from carnet.media.colours import in_srgb, is_drawing, on_white, plain, with_few_colours
from carnet.media.images import Form, ImageFacts, Picture

FINE = 85  # the quality from which colours keep their full resolution
SHARED = 1200  # pixels; a wider picture, for print, is made in one form only and would fill the memory
LATELY = 3  # sizes of a photo that are remembered, for its other form

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

# What Pillow raises on a file that lies about itself; any other exception is our own fault.
BROKEN = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError,
    struct.error, zlib.error,
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
class Decoded:
    """An original's pixels as stored, in a plain mode, and what is needed to publish them.

    ``size`` is the one to give them; they may already be on a coarser grid than the original's.
    """

    pixels: Image.Image
    size: tuple[int, int]
    profile: bytes | None
    orientation: int
    lossless: bool


def engine() -> str:
    """Return the versions that can change a pixel or a byte."""
    libraries = ("jpg", "zlib", "avif", "littlecms2")
    return " ".join([pillow_version, *(str(features.version(name)) for name in libraries)])


def facts(stream: BinaryIO, max_pixels: int) -> ImageFacts:
    """Return the size of an image as seen, from its header."""
    with _strict_pillow(), _open(stream, max_pixels) as image:
        width, height = _turned(image.size, _orientation(image))
        return ImageFacts(width, height, MIMES[str(image.format)])


def read_all(content: bytes, max_pixels: int) -> None:
    """Read an image to its last pixel, on the coarsest grid its format offers."""
    _decoded(content, (1, 1), max_pixels)


def published(content: bytes, box: tuple[int, int], form: Form, level: int, max_pixels: int) -> bytes:
    """Return the bytes of the picture to publish, at most as large as ``box``."""
    drawing = False
    if form == "auto":
        read = _decoded(content, box, max_pixels)
        drawing = read.lossless and is_drawing(read.pixels)
        pixels = _fitted(read)
    elif box[0] <= SHARED:
        pixels = _fitted_lately(content, box, max_pixels)
    else:
        pixels = _fitted(_decoded(content, box, max_pixels))
    if form == "png":
        return _saved(pixels, "PNG")
    pixels = on_white(pixels)
    if form == "avif":
        return _saved(pixels, "AVIF", level)
    jpeg = _saved(pixels, "JPEG", level)
    png = _saved(with_few_colours(pixels), "PNG") if drawing else b""
    return png if 0 < len(png) <= 2 * len(jpeg) else jpeg


def _fitted(read: Decoded) -> Image.Image:
    """Return pixels at their size, in sRGB, upright."""
    pixels = read.pixels
    if pixels.size != read.size:
        pixels = pixels.resize(read.size, Image.Resampling.LANCZOS)
    pixels = in_srgb(pixels, read.profile)
    return pixels.transpose(TURNS[read.orientation]) if read.orientation in TURNS else pixels


_lately: dict[tuple[bytes, tuple[int, int], int], Image.Image] = {}


def _fitted_lately(content: bytes, box: tuple[int, int], max_pixels: int) -> Image.Image:
    """Do the same with the last sizes of a photo remembered: a site wants each in two forms."""
    key = (hashlib.sha256(content).digest(), box, max_pixels)
    pixels = _lately.get(key)
    if pixels is None:
        pixels = _fitted(_decoded(content, box, max_pixels))
        for oldest in list(_lately)[: 1 - LATELY]:
            _lately.pop(oldest, None)
        _lately[key] = pixels
    return pixels


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
        size = _size(image.size, _turned(box, orientation))
        try:
            image.draft(None, (2 * size[0], 2 * size[1]))  # twice: the last reduction is then a fine one
            image.load()
            pixels = plain(image)
        except BROKEN as fault:
            raise MediaError("image-illisible", "le fichier est abîmé ou coupé avant la fin") from fault
    found = image.info.get("icc_profile")
    profile = found if isinstance(found, bytes) else None
    return Decoded(pixels, size, profile, orientation, lossless=image.format in LOSSLESS)


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


def picture(content: bytes) -> Picture:
    """Read back what was made, or kept, as what it is."""
    with _strict_pillow(), Image.open(io.BytesIO(content), formats=tuple(SUFFIXES)) as image:
        kind = str(image.format)
        return Picture(content, image.width, image.height, FORMATS[kind], SUFFIXES[kind])
