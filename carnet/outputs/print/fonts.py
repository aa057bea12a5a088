"""The signs a book can print: what its faces hold, and what becomes of the rest.

A sign no face has would be borrowed from the machine, and the book would differ from one to the next.
"""

import html
import io
import re
import unicodedata
from collections.abc import Mapping

from carnet.diagnostics import CarnetError

ASKED = re.compile(r"""url\(\s*["']?([\w./-]+)["']?\s*\)""")
TAG = re.compile(r"<[^>]*>")
SILENT = frozenset("\u00ad\u200b\u200c\u2060\ufeff\n\t\r")
"""Signs that are obeyed and not drawn."""


def covered(faces: Mapping[str, bytes]) -> frozenset[str]:
    """Return every sign that one of these faces has."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name, content in faces.items():
        if name.endswith((".ttf", ".otf", ".woff2")):
            found |= TTFont(io.BytesIO(content), lazy=True).getBestCmap().keys()
    return frozenset(map(chr, found)) | SILENT


def printable(text: str, signs: frozenset[str]) -> str:
    """Return HTML without the drawings no face has (emoji); a letter no face has is an error."""
    missing = set(html.unescape(TAG.sub("", text))) - signs
    if not missing:
        return text
    letters = sorted(c for c in missing if unicodedata.category(c)[0] in "LNM" and not _selects(c))
    if letters:
        shown = ", ".join(f"« {c} »" for c in letters[:12])
        raise CarnetError(
            f"le livre n’a pas de police pour ces caractères : {shown}",
            aide="placez une police qui les contient dans templates/print/fonts et déclarez-la dans "
            "templates/print/styles/polices.css",
        )
    return text.translate({ord(c): None for c in missing})


def _selects(char: str) -> bool:
    """Whether a mark only chooses how the sign before it is drawn."""
    return 0xFE00 <= ord(char) <= 0xFE0F or char == "\u20e3"
