"""Small works on blocks and inlines: the cell that is one line, the caption, spaces, raw HTML joined."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from carnet.importing.trees import NO_ATTRIBUTES, Tree, string, text_of

NUMBERED: Final = re.compile(
    r"^(?:Figure|Fig\.|Photo|Illustration|Image|Tableau|Table)\s*\d+\s*[.:–—-]?\s*", re.I
)


def joined(blocks: Iterable[Tree]) -> Iterator[Tree]:
    """Yield blocks, raw HTML that follows raw HTML joined to it: an empty line cuts a table in two."""
    waiting: list[str] = []
    for block in blocks:
        if block["t"] == "RawBlock" and block["c"][0] == "html":
            waiting.append(block["c"][1])
            continue
        if waiting:
            yield {"t": "RawBlock", "c": ["html", "\n".join(waiting)]}
            waiting = []
        yield block
    if waiting:
        yield {"t": "RawBlock", "c": ["html", "\n".join(waiting)]}


def unlinked(inlines: list[Tree]) -> list[Tree]:
    """Return the text of a link: an address alone in it is no second link."""
    return [part for node in inlines for part in (unlinked(node["c"][1]) if node["t"] == "Link" else [node])]


def caption_of(held: list[Tree]) -> list[Tree] | None:
    """Return the caption of « ![…](…) _caption_ » or « [image] Figure 1. Caption », else None."""
    if held and held[0]["t"] == "Image" and NUMBERED.match(text_of(held[1:]).lstrip()):
        return trimmed(held[1:])
    parts = [node for node in held if node["t"] not in ("Space", "SoftBreak", "LineBreak")]
    if [node["t"] for node in parts] == ["Image", "Emph"]:
        caption: list[Tree] = parts[1]["c"]
        return caption
    return None


def cell(inlines: list[Tree]) -> list[Any]:
    return [NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": inlines}] if inlines else []]


def lines(blocks: Iterable[Tree]) -> Iterator[list[Tree]]:
    """Yield the texts of a cell's blocks, lists and quotes opened: a cell of our tables is one line."""
    for block in blocks:
        match block["t"]:
            case "Para" | "Plain":
                if block["c"]:
                    yield block["c"]
            case "Header":
                yield [{"t": "Strong", "c": block["c"][2]}]
            case "CodeBlock":
                yield [{"t": "Code", "c": [NO_ATTRIBUTES, " ".join(block["c"][1].split())]}]
            case "BulletList":
                for item in block["c"]:
                    yield from lines(item)
            case "OrderedList":
                for item in block["c"][1]:
                    yield from lines(item)
            case "BlockQuote":
                yield from lines(block["c"])
            case "Div":
                yield from lines(block["c"][1])
            case "DefinitionList":
                for term, senses in block["c"]:
                    yield term
                    for sense in senses:
                        yield from lines(sense)
            case "Table":
                for row in [*block["c"][3][1], *(r for body in block["c"][4] for r in body[3])]:
                    for cell in row[1]:
                        yield from lines(cell[4])


def spaced(text: str) -> Iterator[Tree]:
    """Return a text whose hard spaces became plain ones."""
    for rank, word in enumerate(text.split(" ")):
        if rank:
            yield {"t": "Space"}
        if word:
            yield string(word)


def trimmed(inlines: list[Tree]) -> list[Tree]:
    made = list(inlines)
    while made and made[0]["t"] in ("Space", "SoftBreak", "LineBreak"):
        made.pop(0)
    while made and made[-1]["t"] in ("Space", "SoftBreak", "LineBreak"):
        made.pop()
    return made
