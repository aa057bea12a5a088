"""The end of a title: its last words go to the next line together, so that none is left alone there. A
compound name is not cut at its hyphens either: « Saint-Just- / du-Bois » is two places.

WeasyPrint does not balance lines (``text-wrap`` is unknown to it, version 70); the words are the same, held
by a span that does not wrap.
"""

from typing import Final

from markupsafe import Markup, escape

LEAST: Final = 11
"""How many characters of a title its last line has at least, when it has two."""
LINKING: Final = 3
"""A shorter word ends no line of a title: « à », « de », « au »."""
MOST: Final = 20
"""A longer end could stick out of the measure."""


def held(text: str) -> Markup:
    """Return a line of display type, what must not be cut in it in ``<span class="tenu">``."""
    words = text.split(" ")
    tail = words.pop()
    room = min(MOST, len(text) // 2)
    while (
        words and (len(tail) < LEAST or len(words[-1]) < LINKING) and len(words[-1]) + 1 + len(tail) <= room
    ):
        tail = f"{words.pop()} {tail}"
    return Markup(" ").join([*map(_whole, words), _whole(tail)])


def _whole(words: str) -> Markup:
    if " " in words or ("-" in words and len(words) <= MOST):
        return Markup('<span class="tenu">{}</span>').format(words)
    return Markup(escape(words))
