"""The map of the events: French departments as one drawing, events as a real list laid over it.

In: events and ``carte.json`` (IGN Admin Express, Licence Ouverte). Out: outlines as SVG paths and points in
percent of the drawing, so that the map needs no engine, no tile and no third party. An event whose
place has no position stands in the middle of its department; one that is on neither is only listed.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, log, pi, radians, sin, tan
from pathlib import Path
from typing import Any

from carnet.kinds import FicheEvenement, Lieu
from carnet.model import Entry

NEAR = 34.0  # under this distance, in the drawing's units, two events share one point
CROP = 230.0  # the side of the small map of one event


@dataclass(frozen=True, slots=True)
class Trait:
    """One outline of the drawing. ``vise`` says that an event stands in it."""

    d: str
    vise: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in percent, and the events held there with their numbers."""

    x: float
    y: float
    evenements: tuple[tuple[int, Entry], ...]

    @property
    def retourne(self) -> bool:
        """Whether its label stands on its left, so as not to leave the page."""
        return self.x > 60


@dataclass(frozen=True, slots=True)
class Carte:
    """What a template draws. ``fil`` is the way from event to event, as an SVG path."""

    cadre: str
    traits: tuple[Trait, ...]
    points: tuple[Point, ...]
    fil: str
    source: str


class Atlas:
    """The outlines and their projection, read once."""

    def __init__(self, path: Path) -> None:
        self._data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        self._outlines = {d["code"]: d["d"] for d in (*self._data["departements"], *self._data["insets"])}

    def carte(self, evenements: Iterable[Entry]) -> Carte | None:
        """Return the map of the events in order, or None when none of them can be placed."""
        placed = [(n, event, spot) for n, event in enumerate(evenements, 1) if (spot := self.place(event))]
        if not placed:
            return None
        _, _, width, height = self._data["viewBox"]
        aimed = {_department(event) for _, event, _ in placed}
        points = [
            Point(round(x / width * 100, 2), round(y / height * 100, 2), tuple(inside))
            for (x, y), inside in _gathered(placed)
        ]
        outlines = sorted(self._outlines.items(), key=lambda item: item[0] in aimed)
        traits = tuple(Trait(d, code in aimed) for code, d in outlines)
        return Carte(
            f"0 0 {width} {height}", traits, tuple(points), _way([s for _, _, s in placed]), self.source
        )

    def vignette(self, event: Entry) -> Carte | None:
        """Return the surroundings of one event: a few departments and the point itself."""
        spot = self.place(event)
        if spot is None:
            return None
        left, top = round(spot[0] - CROP / 2), round(spot[1] - CROP / 2)
        frame = (left, top, left + CROP, top + CROP)
        near = tuple(
            Trait(d, code == _department(event))
            for code, d in self._outlines.items()
            if _meet(_bounds(d), frame)
        )
        return Carte(
            f"{left} {top} {CROP:.0f} {CROP:.0f}", near, (Point(50, 50, ((1, event),)),), "", self.source
        )

    @property
    def source(self) -> str:
        """Return whom the outlines come from."""
        return "IGN, Admin Express 2018, Licence Ouverte"

    def place(self, event: Entry) -> tuple[float, float] | None:
        """Return where an event is on the drawing."""
        assert isinstance(event.fiche, FicheEvenement)
        lieu = event.fiche.lieu
        code = _department(event)
        if lieu.latitude is not None and lieu.longitude is not None:
            return self._project(lieu.latitude, lieu.longitude)
        if code in self._outlines:
            left, top, right, bottom = _bounds(self._outlines[code])
            return (left + right) / 2, (top + bottom) / 2
        return None

    def _project(self, latitude: float, longitude: float) -> tuple[float, float] | None:
        for inset in self._data["insets"]:
            x = (longitude * inset["k"] - inset["x0"]) * inset["scale"]
            y = (inset["y1"] - latitude) * inset["scale"]
            if _inside((x, y), _bounds(inset["d"]), 12):
                return x, y
        metro = self._data["metro"]
        x, y = _lambert(latitude, longitude, self._data["projection"])
        spot = (x - metro["x0"]) * metro["scale"], (metro["y1"] - y) * metro["scale"]
        return spot if _inside(spot, (0, 0, 1000, 940), 0) else None


def _department(event: Entry) -> str:
    """Return the code of an event's department, from what its sheet says or its INSEE code."""
    assert isinstance(event.fiche, FicheEvenement)
    lieu: Lieu = event.fiche.lieu
    if lieu.departement:
        return lieu.departement
    insee = lieu.code_insee or ""
    return insee[:3] if insee.startswith("97") else insee[:2]


def _lambert(latitude: float, longitude: float, projection: dict[str, Any]) -> tuple[float, float]:
    """Project on the conformal cone of Lambert; the parameters are those the outlines were drawn with."""
    phi1, phi2 = (radians(phi) for phi in projection["phi"])
    n = log(cos(phi1) / cos(phi2)) / log(tan(pi / 4 + phi2 / 2) / tan(pi / 4 + phi1 / 2))
    scale = projection["R"] * cos(phi1) * tan(pi / 4 + phi1 / 2) ** n / n

    def radius(phi: float) -> float:
        return float(scale / tan(pi / 4 + phi / 2) ** n)

    theta = n * radians(longitude - projection["lon0"])
    rho, rho0 = radius(radians(latitude)), radius(radians(projection["phi0"]))
    return rho * sin(theta), rho0 - rho * cos(theta)


Spot = tuple[float, float]


def _gathered(placed: list[tuple[int, Entry, Spot]]) -> list[tuple[Spot, list[tuple[int, Entry]]]]:
    """Put the events that stand on one another in one point."""
    points: list[tuple[Spot, list[tuple[int, Entry]]]] = []
    for number, event, spot in placed:
        for where, inside in points:
            if hypot(where[0] - spot[0], where[1] - spot[1]) < NEAR:
                inside.append((number, event))
                break
        else:
            points.append((spot, [(number, event)]))
    return points


def _way(spots: list[Spot]) -> str:
    """Return the line that joins the events in order, slack like a cord."""
    parts: list[str] = []
    for (x1, y1), (x2, y2) in pairwise(spots):
        slack = 0.18 * hypot(x2 - x1, y2 - y1)
        if slack > 1:
            parts.append(
                f"M{x1:.0f},{y1:.0f}Q{(x1 + x2) / 2:.0f},{(y1 + y2) / 2 + slack:.0f} {x2:.0f},{y2:.0f}"
            )
    return "".join(parts)


Bounds = tuple[float, float, float, float]


def _bounds(d: str) -> Bounds:
    """Return the bounding box of a path made of absolute M and relative l."""
    xs: list[float] = []
    ys: list[float] = []
    for start, moves in re.findall(r"M(-?\d+,-?\d+)([^M]*)", d):
        x, y = (float(v) for v in start.split(","))
        xs.append(x)
        ys.append(y)
        for dx, dy in re.findall(r"(-?\d+),(-?\d+)", moves):
            x, y = x + float(dx), y + float(dy)
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(spot: Spot, bounds: Bounds, margin: float) -> bool:
    left, top, right, bottom = bounds
    return left - margin <= spot[0] <= right + margin and top - margin <= spot[1] <= bottom + margin
