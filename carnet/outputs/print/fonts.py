"""The signs a book can print: what its faces hold, and what becomes of the rest.

A sign no face has would be borrowed from the machine, and the book would differ from one to the next.
"""

import html
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carnet.diagnostics import CarnetError

ASKED = re.compile(r"""url\(\s*["']?([\w./-]+)["']?\s*\)""")
TAG = re.compile(r"<[^>]*>")
SILENT = frozenset("\u00ad\u200b\u200c\u2060\ufeff\n\t\r")
"""Signs that are obeyed and not drawn."""


EMOJI: Final = "fonts/NotoEmoji-Regular.ttf"
AS_TEXT: Final = "\ufe0e"
"""Asks for a drawing in ink, of a machine that has emoji in colours."""

MODIFIERS: Final = "\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
"""What joins, colours or chooses the drawing before it: a page in ink shows each drawing plain."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs a book can print: with the text faces, and only with the emoji face."""

    written: frozenset[str]
    drawn: frozenset[str]


def covered(faces: Mapping[str, bytes]) -> Signs:
    """Return every sign that one of these faces has."""
    written = [_signs(content) for name, content in faces.items() if _is_face(name) and name != EMOJI]
    texts = frozenset(SILENT).union(*written)
    return Signs(texts, _signs(faces[EMOJI]) - texts if EMOJI in faces else frozenset())


def _is_face(name: str) -> bool:
    return name.endswith((".ttf", ".otf", ".woff2"))


def _signs(content: bytes) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(io.BytesIO(content), lazy=True).getBestCmap()))


def printable(text: str, signs: Signs) -> str:
    """Return HTML whose emoji are set in their own face; a letter no face has is an error.

    A drawing that even that face has not is left out, and so are those of the running titles.
    """
    missing = set(html.unescape(TAG.sub("", text))) - signs.written
    if not missing:
        return text
    letters = sorted(
        c for c in missing - signs.drawn if unicodedata.category(c)[0] in "LNM" and not _selects(c)
    )
    if letters:
        shown = ", ".join(f"« {c} »" for c in letters[:12])
        raise CarnetError(
            f"le livre n’a pas de police pour ces caractères : {shown}",
            aide="placez une police qui les contient dans templates/print/fonts et déclarez-la dans "
            "templates/print/styles/polices.css",
        )
    unwritten = {ord(c): None for c in missing}
    drawn = "".join(map(re.escape, sorted(missing & signs.drawn)))
    run = re.compile(f"(?:[{drawn}][{MODIFIERS}]*)+") if drawn else None
    pieces = re.split(f"({TAG.pattern})", text)
    return "".join(
        piece.translate(unwritten) if piece.startswith("<") or run is None else _in_ink(piece, run, unwritten)
        for piece in pieces
    )


def _in_ink(text: str, run: re.Pattern[str], unwritten: Mapping[int, None]) -> str:
    parts, position = [], 0
    for found in run.finditer(text):
        drawings = re.sub(f"[{MODIFIERS}]", "", found[0])
        inked = "".join(drawing + AS_TEXT for drawing in drawings)
        parts += [text[position : found.start()].translate(unwritten), f'<span class="dessin">{inked}</span>']
        position = found.end()
    return "".join([*parts, text[position:].translate(unwritten)])


def _selects(char: str) -> bool:
    """Whether a mark only chooses how the sign before it is drawn."""
    return 0xFE00 <= ord(char) <= 0xFE0F or char == "\u20e3"
