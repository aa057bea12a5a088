"""The ids of headings and other places of a text, and the jumps that lead to them."""

import re
import unicodedata

from carnet.text.findings import Findings
from carnet.text.nodes import Node, walk, words_in


def anchor(title: str) -> str:
    """Return the id of a heading, by the rule of pandoc and of the forges.

    Letters, digits, « - » and « _ » are kept, in lower case; spaces become « - ».
    """
    kept = "".join(c for c in title.lower() if c.isalnum() or c in "-_" or c.isspace() or _is_mark(c))
    return re.sub(r"\s", "-", kept) or "section"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Mc", "Me", "Pc")


def give_ids(blocks: list[Node], found: Findings) -> None:
    """Give every heading its id, make all ids unique, and end the jumps that lead nowhere."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for node in walk(blocks):
        if node["t"] == "Header":
            text = words_in(node["c"]).strip()
            node["id"] = _unique(node["id"] or anchor(text), taken)
            names.setdefault(text.casefold(), node["id"])
        elif node.get("id") and node["t"] in ("Span", "Div"):
            node["id"] = _unique(node["id"], taken)
    for node in walk(blocks):
        if node["t"] != "Jump":
            continue
        place, spot = node.pop("at", None), node.pop("spot", None)
        wanted = node["id"]
        node["id"] = wanted if wanted in taken else names.get(wanted.casefold(), "")
        if not node["id"]:
            found.problem("ancre-inconnue", place, spot, ancre=wanted)


def _unique(wanted: str, taken: set[str]) -> str:
    """Return an id that no other element of the text has: « bilan », « bilan-1 »…"""
    made = re.sub(r"[^\w-]", "-", wanted)
    number = 0
    unique = made
    while unique in taken:
        number += 1
        unique = f"{made}-{number}"
    taken.add(unique)
    return unique
