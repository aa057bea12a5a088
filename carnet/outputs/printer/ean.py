"""The barcode of a book: an ISBN as EAN-13 (ISO/IEC 15420), in vectors, at its nominal size."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

MODULE: Final = 0.33
"""The width of the narrowest bar, in millimetres, at a magnification of 1."""

LEFT_QUIET, RIGHT_QUIET = 11, 7
"""What must stay white on either side, in modules."""

HEIGHT, GUARD = 22.85, 1.65
"""How high the bars are, and how far the guards go below them, in millimetres."""

WIDTH: Final = (LEFT_QUIET + 95 + RIGHT_QUIET) * MODULE
"""How wide a barcode is with what must stay white around it, in millimetres."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in millimetres from the left of the quiet zone and from the top."""

    x: float
    width: float
    height: float


def digits(isbn: str) -> str:
    """Return the thirteen digits of an ISBN already checked (``carnet.edition``)."""
    return isbn.replace("-", "").replace(" ", "")


def bars(isbn: str) -> list[Bar]:
    """Return the bars of an ISBN, those of the guards longer."""
    from barcode.ean import EuropeanArticleNumber13

    (modules,) = EuropeanArticleNumber13(digits(isbn), guardbar=True).build()
    found: list[Bar] = []
    place = LEFT_QUIET
    for kind, run in groupby(modules):
        count = len(list(run))
        if kind != "0":
            high = HEIGHT + (GUARD if kind == "G" else 0)
            found.append(Bar(place * MODULE, count * MODULE, high))
        place += count
    return found
