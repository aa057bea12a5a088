"""The colours of a carnet's cover, the same on paper and in the EPUB: three of them, chosen by its year."""

from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Three colours: the sheet, the line, the words (at least 7:1 on the sheet)."""

    sheet: Colour
    line: Colour
    words: Colour


PALETTES: Final = (
    Palette((0x12, 0x37, 0x2A), (0xF2, 0xB7, 0x05), (0xF8, 0xF2, 0xE4)),
    Palette((0x14, 0x20, 0x38), (0xFF, 0x75, 0x38), (0xFA, 0xF3, 0xE6)),
    Palette((0x38, 0x17, 0x3B), (0xFF, 0x8F, 0xA3), (0xFB, 0xF0, 0xEC)),
    Palette((0x6E, 0x21, 0x12), (0xFF, 0xC8, 0x7A), (0xFF, 0xF5, 0xE8)),
    Palette((0x0B, 0x36, 0x40), (0xFF, 0x86, 0x6E), (0xF5, 0xF2, 0xE8)),
)


def palette(annee: int) -> Palette:
    """Return the colours of a year's covers."""
    return PALETTES[annee % len(PALETTES)]


def css(colour: Colour) -> str:
    """Return a colour as styles write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
