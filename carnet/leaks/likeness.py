"""The look of a picture and the shape of a voice, however they were reduced or encoded again.

In: the bytes of an image or of a recording, in any format. Out: a few hundred bytes to compare. A picture is
seen as 32 by 32 greys, a recording as its loudness along time; two are alike when these rise and fall
together (Pearson's correlation). A crop, a montage, another voice over it are not recognised.
"""

import io
from itertools import accumulate
from operator import mul
from typing import Final, TypeAlias

from carnet.cache import Cache, recipe

Picture: TypeAlias = bytes
"""32 × 32 greys, row by row."""
Contour: TypeAlias = bytes
"""Loudness twenty-five times a second: decibels above −100 dBFS, times two."""

SIDE: Final = 32
SAME_LOOK: Final = 0.985  # two photos of one burst reach it; a photo reduced and compressed is above 0.995
SAME_VOICE: Final = 0.975  # the sea and the rain reach 0.965; a voice encoded again is above 0.979
WINDOW: Final = 100  # 4 seconds


def picture_of(content: bytes, cache: Cache) -> Picture | None:
    """Return the look of an image, upright; None when it is not one, or shows next to nothing."""
    return cache.memo(Cache.key("allure", recipe("leaks"), content), lambda: _look(content)) or None


def _look(content: bytes) -> Picture:
    import warnings

    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a file says of itself does not matter here
            image = Image.open(io.BytesIO(content))
            image.draft("L", (SIDE * 8, SIDE * 8))
            upright = ImageOps.exif_transpose(image)
            if "A" in upright.getbands() or "transparency" in upright.info:
                clear = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
            greys = upright.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return b""
    return greys if max(greys) - min(greys) > 24 else b""


def contour_of(content: bytes, cache: Cache) -> Contour | None:
    """Return the shape of a recording; None when it is not one, or is shorter than four seconds."""
    from carnet.media import MediaError
    from carnet.media.sounds import loudness

    def heard() -> bytes:
        try:
            levels = loudness(content)
        except MediaError:
            return b""
        return bytes(max(0, min(255, round((level + 100) * 2))) for level in levels)

    contour = cache.memo(Cache.key("contour", recipe("leaks"), content), heard)
    return contour if len(contour) >= WINDOW else None


def is_like(one: Picture, other: Picture) -> bool:
    """Whether two pictures look the same."""
    return _correlation(one, other) >= SAME_LOOK


def is_heard_in(secret: Contour, other: Contour) -> bool:
    """Whether six seconds of a recording, wherever they are, are somewhere in another."""
    windows = [secret[at : at + WINDOW] for at in range(0, len(secret) - WINDOW + 1, WINDOW // 2)]
    spoken = [w for w in windows if max(w) - min(w) > 20]  # ten decibels: silence is like any silence
    sums = list(accumulate(other, initial=0))
    squares = list(accumulate(map(mul, other, other), initial=0))
    places = range(len(other) - WINDOW + 1)
    means = [sums[at + WINDOW] - sums[at] for at in places]
    spreads = [(squares[at + WINDOW] - squares[at]) * WINDOW - means[at] ** 2 for at in places]
    for window in spoken:
        total = sum(window)
        least = SAME_VOICE * (sum(map(mul, window, window)) * WINDOW - total * total) ** 0.5
        for at in places:
            both = sum(map(mul, window, other[at : at + WINDOW])) * WINDOW - total * means[at]
            if spreads[at] and both >= least * spreads[at] ** 0.5:
                return True
    return False


def _correlation(one: bytes, other: bytes) -> float:
    size = len(one)
    total, other_total = sum(one), sum(other)
    both = sum(map(mul, one, other)) * size - total * other_total
    spread = sum(map(mul, one, one)) * size - total * total
    other_spread = sum(map(mul, other, other)) * size - other_total * other_total
    return both / (spread * other_spread) ** 0.5 if spread and other_spread else 0.0
