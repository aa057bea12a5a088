"""The style sheets: read from the workspace or from ours, made small, checked for old readers."""

import re
from pathlib import Path
from typing import Final

from carnet.templating import find

FOLDER: Final = "css"
SHEETS: Final = ("livre.css", "recent.css")
ACTIVE_CLASS: Final = "-epub-media-overlay-active"

# Adobe's old engine (Kobo, Digital Editions) drops the whole sheet, or the book, on any of these.
REFUSED: Final = re.compile(
    r"\b(calc|min|max|clamp|var|env)\(|\b(grid|flex)\b|\d(vh|vw|rem)\b|font-size:[^;}]*px|text-align:justify"
)


def sheet(root: Path, name: str) -> str:
    """Return a style sheet, without comments nor needless spaces."""
    path = find(root, "epub", name)
    return minified(path.read_text("utf-8")) if path else ""


def minified(css: str) -> str:
    """Return a sheet that says the same in fewer bytes."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r":\s+", ":", css)
    return css.replace(";}", "}").strip()


def refused(css: str) -> list[str]:
    """Return what the old engine would refuse in a sheet."""
    return sorted({match[0] for match in REFUSED.finditer(css)})
