"""The accent of each event: a colour by day, one by night, never the only sign.

Out: a number from 1 to 8 by order of the events, and the custom properties that give it a colour. Every
value keeps 4.5:1 against the paper of its scheme, as text and as ground (a test computes it).
"""

from typing import Final

PAPER: Final = ("#faf6ee", "#171613")
"""The paper by day and by night; the style sheet's ``--papier``."""

TINTS: Final = (
    ("#b23a12", "#ff9b73"),  # minium
    ("#1f5f8b", "#86c0ea"),  # bleu de travail
    ("#2b6a3f", "#86cf9b"),  # sapin
    ("#7d4a9e", "#cfa6ec"),  # encre violette
    ("#8a5a00", "#e9b64f"),  # ocre
    ("#a1295a", "#f79cbd"),  # framboise
    ("#0b6b6b", "#69cbc7"),  # canard
    ("#5b5a1c", "#c9c56b"),  # olive
)


def tint(rank: int) -> int:
    """Return the tint of the event of this rank (from 0); neighbours never share one."""
    return rank % len(TINTS) + 1


def rules() -> str:
    """Return the style rules of the tints, by day and by night."""
    day = "\n".join(f".teinte-{n}{{--accent:{day}}}" for n, (day, _) in enumerate(TINTS, 1))
    night = "".join(f".teinte-{n}{{--accent:{night}}}" for n, (_, night) in enumerate(TINTS, 1))
    return f"{day}\n@media (prefers-color-scheme:dark){{{night}}}\n"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2 computes it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
