"""The line of the cover: one thread through the events, in their order, that ties a loop at each.

In: how many events, what was gathered at each, where each lies from west to east. Out: the places of the
stops and the thread as cubic curves, in millimetres. A loop is as wide as what was gathered there is rich; a
stop stands to the east when its event does. No chance: the same carnet always draws the same thread.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Point = tuple[float, float]

TURN: Final = math.radians(250)
"""How far the thread goes around a stop before it crosses itself and leaves."""

DOWN: Final = math.pi / 2

SLACK: Final = 0.45
"""How far a curve follows the direction it starts in, as a share of the distance it covers."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the thread needs of an event: what was gathered there, where it lies, whether it is to come."""

    richness: int
    longitude: float | None
    ahead: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Where an event stands, and the radius of its loop; ``ahead`` when it is still to come."""

    at: Point
    radius: float
    ahead: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """One piece of thread as cubic curves: a start, then three points per curve."""

    start: Point
    curves: tuple[tuple[Point, Point, Point], ...]
    ahead: bool

    def path(self) -> str:
        """Return it as the data of an SVG path."""
        drawn = " ".join("C" + " ".join(f"{x:.2f},{y:.2f}" for x, y in curve) for curve in self.curves)
        return f"M{self.start[0]:.2f},{self.start[1]:.2f} {drawn}"


def stops(events: Sequence[Event], box: tuple[float, float, float, float], least: float) -> list[Stop]:
    """Return where events stand in a box (left, top, right, bottom), first at the top.

    ``least`` is the smallest radius of a loop; the largest is what the room allows.
    """
    if not events:
        return []
    left, top, right, bottom = box
    step = (bottom - top) / len(events)
    most = max(least, min(step * 0.5, (right - left) * 0.22))
    richest = max(max(event.richness for event in events), 1)
    found = []
    for rank, event in enumerate(events):
        radius = least + (most - least) * math.sqrt(event.richness / richest)
        radius = least if event.ahead else radius
        x = left + most + _easting(events, rank) * (right - left - 2 * most)
        found.append(Stop((x, top + step * (rank + 0.5)), radius, event.ahead))
    return found


def _easting(events: Sequence[Event], rank: int) -> float:
    """Return how far to the right an event stands, from 0 to 1: by its rank from west to east.

    Without every longitude, stops swing from one side to the other.
    """
    lines = [event.longitude for event in events]
    if len(events) == 1:
        return 0.5
    if any(line is None for line in lines):
        return (0.7, 0.1, 0.9, 0.35)[rank % 4]
    order = sorted(range(len(events)), key=lambda n: (lines[n], n))
    return order.index(rank) / (len(events) - 1)


def lead(start: Point, leaving: float, end: Point, arriving: float) -> Stretch:
    """Return a bare piece of thread between two points, its headings in radians."""
    return Stretch(start, (_reach(start, leaving, end, arriving),), False)


def thread(start: Point, leaving: float, places: Sequence[Stop], end: Point) -> list[Stretch]:
    """Return the thread from one point to another by way of the stops, in the order it is laid.

    ``leaving`` is the heading it starts with, in radians. It comes to each stop from above, goes around it on
    the outer side and leaves below.
    """
    done: list[Stretch] = []
    here, heading = start, leaving
    centre = sum(stop.at[0] for stop in places) / max(1, len(places))
    for rank, stop in enumerate(places):
        side = stop.at[0] - centre if rank else 1  # it comes to the first one from the left
        loop, entry, entering, leaving = _loop(stop, -1 if side > 0 else 1)
        done.append(Stretch(here, (_reach(here, heading, entry, entering),), stop.ahead))
        if loop:
            done.append(Stretch(entry, tuple(loop), stop.ahead))
        here, heading = (loop[-1][2] if loop else entry), leaving
    ahead = any(stop.ahead for stop in places)
    done.append(Stretch(here, (_reach(here, heading, end, DOWN),), ahead))
    return done


def _loop(stop: Stop, turn: int) -> tuple[list[tuple[Point, Point, Point]], Point, float, float]:
    """Return a loop as curves, where it starts, and the headings of the thread as it comes and goes.

    An event to come has no loop: the thread goes straight through it.
    """
    if stop.ahead:
        return [], stop.at, DOWN, DOWN
    outward = 0.0 if turn < 0 else math.pi
    first = outward - turn * TURN / 2
    steps = 6
    angles = [first + turn * TURN * n / steps for n in range(steps + 1)]
    handle = 4 / 3 * math.tan(TURN / steps / 4) * stop.radius
    spots = [_around(stop.at, stop.radius, angle) for angle in angles]
    ahead = turn * math.pi / 2
    curves = []
    for (a, b), (p, q) in zip(pairwise(angles), pairwise(spots), strict=True):
        curves.append((_along(p, a + ahead, handle), _along(q, b - ahead, handle), q))
    return curves, spots[0], angles[0] + ahead, angles[-1] + ahead


def _reach(start: Point, leaving: float, end: Point, arriving: float) -> tuple[Point, Point, Point]:
    """Return the curve from one heading to another."""
    reach = math.dist(start, end) * SLACK
    return _along(start, leaving, reach), _along(end, arriving + math.pi, reach), end


def _around(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _along(start: Point, heading: float, distance: float) -> Point:
    return _around(start, distance, heading)
