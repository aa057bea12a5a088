"""The page of a book: its size once trimmed, its margins, its text block, in whole lines.

In: a trim as ``carnet.yaml`` writes it (« A5 », « 170 x 240 mm »). Out: a ``Trim``; its ``css`` are the rules
that the styles leave to it. Lengths are in points. A page of large print is laid out small and enlarged as a
whole, so that nothing in it is left small: ``zoom`` says how much.
"""

import re
from dataclasses import dataclass
from typing import Final

MM: Final = 72 / 25.4
LINE: Final = 13.5
"""The line spacing of the text: the styles have the same."""

NAMED: Final = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "A6": (105.0, 148.0)}
INNER, OUTER = 18 / 148, 26 / 148
"""The margins at the fold and at the fore-edge, as shares of the width."""

TOP, BOTTOM = 56 / 595.28, 66.7 / 595.28
"""The margins above and below, as shares of the height; the lower one takes what makes no whole line."""


@dataclass(frozen=True, slots=True)
class Trim:
    """A page, in points: its size and margins as they are laid out, and how much it is enlarged after."""

    width: float
    height: float
    inner: float
    outer: float
    top: float
    lines: int
    zoom: float = 1.0

    @property
    def measure(self) -> float:
        """The width of the text."""
        return self.width - self.inner - self.outer

    @property
    def bottom(self) -> float:
        """The margin below the text: what the lines leave."""
        return self.height - self.top - self.lines * LINE

    def css(self) -> str:
        """Return the page rules of this trim."""
        foot = self.bottom - 0.1  # a hair, so that a full page is not one line short by rounding
        long = f"@page longue {{ margin-bottom: {foot - LINE:.2f}pt; }}"
        return f"""
@page {{ size: {self.width:.3f}pt {self.height:.3f}pt; margin: {self.top:.2f}pt 0 {foot:.2f}pt; }}
@page :right {{ margin-left: {self.inner:.2f}pt; margin-right: {self.outer:.2f}pt; }}
@page :left {{ margin-left: {self.outer:.2f}pt; margin-right: {self.inner:.2f}pt; }}
{long}
:root {{ --hauteur: {self.lines * LINE - 0.5:.2f}pt; --mesure: {self.measure:.2f}pt; }}
"""


def trim(format_: str) -> Trim:
    """Return the page of a trim: « A5 », or its width and height in millimetres."""
    if format_.upper() in NAMED:
        wide, high = NAMED[format_.upper()]
    else:
        wide, high = (float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]\d+)?", format_)[:2])
    return _page(wide * MM, high * MM, 1.0)


def large_print() -> Trim:
    """Return an A4 page whose text is set in 18 points."""
    zoom = 18 / 9.6
    wide, high = NAMED["A4"]
    page = _page(wide * MM / zoom, high * MM / zoom, zoom)
    margin = 0.1 * page.width
    return Trim(page.width, page.height, margin, margin, page.top, page.lines, zoom)


def _page(width: float, height: float, zoom: float) -> Trim:
    top = height * TOP
    lines = int((height - top - height * BOTTOM) / LINE + 0.05)
    return Trim(width, height, width * INNER, width * OUTER, top, lines, zoom)


A5: Final = trim("A5")
