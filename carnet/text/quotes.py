"""Straight and curly double quotes turned into French ones."""

import re

OPENERS = " \n([\u00a0\u202f’'—–«\t"
CLOSED_BY = " .,;:!?)»\u00a0\u202f"


def french_quotes(text: str) -> str:
    """Return the text with « and » at the first level, “ and ” inside; its length does not change.

    Quotes that do not pair are left as they are: an inch sign, or a mistake that only the author can see.
    """
    if text.count('"') % 2:
        text = re.sub(r'(?<=\d)"', "″", text, count=1)
        if text.count('"') % 2:
            return text
    made: list[str] = []
    depth = 0
    opened: list[int] = []
    for at, char in enumerate(text):
        new = char
        if char == "«":
            depth += 1
        elif char == "»":
            depth = max(0, depth - 1)
        elif char == "“" or (char == '"' and _opens(text, at, bool(opened))):
            new = "“" if depth else "«"
            opened.append(depth)
            depth += 1
        elif char in '"”':
            if not opened:
                return text
            depth = opened.pop()
            new = "”" if depth else "»"
        made.append(new)
    return text if opened else "".join(made)


def _opens(text: str, at: int, inside: bool) -> bool:
    """Tell whether a straight quote opens a quotation; ``inside`` tells that one is open."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if after.isspace() or (inside and after in CLOSED_BY):
        return False
    return not inside or before in OPENERS
