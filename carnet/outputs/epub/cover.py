"""The cover, drawn from the carnet itself: its title, its years, and one line through its events.

In: words and stops. Out: a JPEG of 1600 by 2400 pixels. Nothing but the edition and the events' towns and
dates goes into it: no photo, no chance, so the same carnet always has the same cover.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from carnet.outputs.covers import Colour, Palette, palette

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1600, 2400, 130
GRAIN: Final = 2  # drawn twice as large, then reduced: that is what makes the line smooth
FEW: Final = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """One event on the line: its town, its days, and whether it is still to come."""

    lieu: str
    jours: str
    a_venir: bool = False


@dataclass(frozen=True, slots=True)
class Faces:
    """The typefaces' files: titles, their italic, notes, their bold."""

    titre: bytes
    italique: bytes
    note: bytes
    note_forte: bytes


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says."""

    titre: str
    sous_titre: str
    surtitre: str
    pied: str
    annee: int
    stops: tuple[Stop, ...]


def draw(cover: Cover, faces: Faces) -> bytes:
    """Return the cover's JPEG."""
    from PIL import Image, ImageDraw

    colours = palette(cover.annee)
    sheet = Image.new("RGB", (WIDTH * GRAIN, HEIGHT * GRAIN), colours.sheet)
    pen = _Pen(ImageDraw.Draw(sheet), faces, colours)
    below = _draw_title(pen, cover)
    _draw_path(pen, cover.stops, below)
    pen.text((MARGIN, HEIGHT - MARGIN - 10), cover.pied, faces.note, 38, anchor="ls")
    out = io.BytesIO()
    sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(
        out, "JPEG", quality=88, subsampling="4:4:4", optimize=True
    )
    return out.getvalue()


class _Pen:
    """Draws in the cover's own units, whatever the grain."""

    def __init__(self, draw: "ImageDraw.ImageDraw", faces: Faces, colours: Palette) -> None:
        self.draw, self.faces, self.colours = draw, faces, colours

    def font(self, face: bytes, size: float) -> "ImageFont.FreeTypeFont":
        from PIL import ImageFont

        return ImageFont.truetype(io.BytesIO(face), round(size * GRAIN), layout_engine=ImageFont.Layout.BASIC)

    def width(self, words: str, face: bytes, size: float) -> float:
        return self.font(face, size).getlength(words) / GRAIN

    def text(self, at: Point, words: str, face: bytes, size: float, *, anchor: str = "la") -> None:
        place = (at[0] * GRAIN, at[1] * GRAIN)
        font, sheet = self.font(face, size), self.colours.sheet
        # The edge in the sheet's colour keeps words readable where the line passes behind them.
        self.draw.text(
            place, words, self.colours.words, font, anchor, stroke_width=7 * GRAIN, stroke_fill=sheet
        )

    def line(self, points: Sequence[Point], thickness: float, colour: Colour) -> None:
        scaled = [(x * GRAIN, y * GRAIN) for x, y in points]
        self.draw.line(scaled, fill=colour, width=round(thickness * GRAIN), joint="curve")

    def disc(self, at: Point, radius: float, colour: Colour) -> None:
        box = [(value + side * radius) * GRAIN for side in (-1, 1) for value in at]
        self.draw.ellipse(box, fill=colour)

    def wrapped(self, words: str, face: bytes, size: float, width: float) -> list[str]:
        """Return the lines of a text, cut between words only."""
        lines: list[str] = []
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, face, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


def _draw_title(pen: _Pen, cover: Cover) -> float:
    """Set the words at the top, as large as they can be; return where they end."""
    width, faces = WIDTH - 2 * MARGIN, pen.faces
    y = float(MARGIN)
    pen.text((MARGIN, y), cover.surtitre, faces.note_forte, 60)
    y += 130
    size, lines = 300.0, [cover.titre]
    while size > 70:
        lines = pen.wrapped(cover.titre, faces.titre, size, width)
        fits = max(pen.width(line, faces.titre, size) for line in lines) <= width
        if fits and len(lines) * size <= 620:
            break
        size -= 6
    for line in lines:
        pen.text((MARGIN, y), line, faces.titre, size)
        y += size
    y += 30 + size * 0.32
    for line in pen.wrapped(cover.sous_titre, faces.italique, 60, width) if cover.sous_titre else ():
        pen.text((MARGIN, y), line, faces.italique, 60)
        y += 76
    return y


def _draw_path(pen: _Pen, stops: tuple[Stop, ...], below: float) -> None:
    """Draw the line that enters on the left, passes by every event and goes on past the foot of the sheet."""
    top, bottom = max(below + 230, HEIGHT * 0.46), HEIGHT - 420.0
    places = _places(len(stops), top, bottom)
    entry = (-40.0, top - 190)
    way = [entry, *places, (WIDTH * 0.5, HEIGHT + 60.0)]
    ahead = next((rank for rank, stop in enumerate(stops) if stop.a_venir), len(stops))
    thickness = 30 if len(stops) <= FEW else 18
    step = (bottom - top) / max(1, len(stops) - 1)
    for rank, (start, end) in enumerate(pairwise(way)):
        curve = _curve(start, end, flat_start=rank == 0)
        if rank < ahead:
            pen.line(curve, thickness, pen.colours.line)
            for point in (curve[0], curve[-1]):
                pen.disc(point, thickness / 2, pen.colours.line)
        else:
            _dots(pen, curve, thickness)
    for stop, place in zip(stops, places, strict=True):
        _draw_stop(pen, stop, place, thickness, step)


def _places(count: int, top: float, bottom: float) -> list[Point]:
    """Return where the stops are: one below the other, swinging wide when they are few."""
    if count == 0:
        return []
    step = (bottom - top) / (count - 1) if count > 1 else 0.0
    first = top if count > 1 else (top + bottom) / 2
    sides = (0.30, 0.66, 0.24, 0.72) if count <= FEW else (0.15, 0.22, 0.13, 0.20)
    return [(WIDTH * sides[rank % 4], first + rank * step) for rank in range(count)]


def _curve(start: Point, end: Point, *, flat_start: bool) -> list[Point]:
    """Return a curve that leaves and arrives upright, or leaves level when it enters the sheet."""
    (x0, y0), (x3, y3) = start, end
    reach = (y3 - y0) * 0.5
    x1, y1 = (x3, y0) if flat_start else (x0, y0 + reach)
    x2, y2 = x3, y3 - reach
    points = []
    for rank in range(61):
        t = rank / 60
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _dots(pen: _Pen, curve: list[Point], thickness: float) -> None:
    """Draw what is still to come: the same line, in dots."""
    since = 0.0
    for (x0, y0), (x1, y1) in pairwise(curve):
        since += ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        if since >= thickness * 1.7:
            since = 0
            pen.disc((x1, y1), thickness * 0.36, pen.colours.line)


def _draw_stop(pen: _Pen, stop: Stop, place: Point, thickness: float, step: float) -> None:
    pen.disc(place, thickness * 1.35, pen.colours.words)
    pen.disc(place, thickness * (1.0 if stop.a_venir else 0.5), pen.colours.sheet)
    if step < 50:
        return
    left = place[0] > WIDTH / 2
    aligned = WIDTH * 0.30 if step < 130 else 0.0
    x = place[0] - thickness * 2.3 if left else max(place[0] + thickness * 2.3, aligned)
    room = (x if left else WIDTH - x) - MARGIN * 0.6
    sizes = [size for size in (54, 46, 40, 34, 30) if size <= step * 0.6]
    size = next((s for s in sizes if pen.width(stop.lieu, pen.faces.note_forte, s) <= room), 28)
    side = "r" if left else "l"
    if step < 130:
        pen.text((x, place[1]), stop.lieu, pen.faces.note_forte, size, anchor=f"{side}m")
        return
    pen.text((x, place[1] - 8), stop.lieu, pen.faces.note_forte, size, anchor=f"{side}s")
    pen.text((x, place[1] + 38), stop.jours, pen.faces.note, 36, anchor=f"{side}s")
