"""The accent of each event: a colour and a number, so that the colour is never the only sign."""

from dataclasses import dataclass
from typing import Final

INKS: Final = ("#b23c0e", "#17576b", "#6d2350", "#49610f", "#7d5600", "#3a3f8f", "#8c2f39", "#1f6650")
"""Dark enough for small type on white paper (contrast above 5:1), and apart from one another."""


@dataclass(frozen=True, slots=True)
class Accent:
    """An event's rank in the carnet, from 1, and its colour."""

    rang: int
    encre: str


def accent(place: int) -> Accent:
    """Return the accent of the event at this place, from 0."""
    return Accent(place + 1, INKS[place % len(INKS)])
