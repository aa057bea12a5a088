"""Small tools on pandoc's trees, which are dicts and lists."""

from collections.abc import Iterable, Iterator
from typing import Any

Tree = dict[str, Any]

NO_ATTRIBUTES: list[Any] = ["", [], []]


def string(text: str) -> Tree:
    """Return a text."""
    return {"t": "Str", "c": text}


def para(inlines: list[Tree]) -> Tree:
    """Return a paragraph."""
    return {"t": "Para", "c": inlines}


def plain(text: str) -> list[Tree]:
    """Return a text as inlines, its words apart."""
    made: list[Tree] = []
    for rank, word in enumerate(text.split()):
        made += [{"t": "Space"}] if rank else []
        made.append(string(word))
    return made


def text_of(inlines: Iterable[Any]) -> str:
    """Return the text of inlines, notes left out."""
    parts = []
    for node in inlines:
        match node["t"]:
            case "Str":
                parts.append(node["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                parts.append(" ")
            case "Code" | "Math" | "RawInline":
                parts.append(node["c"][1])
            case "Note":
                pass
            case "Image":
                parts.append(text_of(node["c"][1]))
            case "Link" | "Span" | "Quoted" | "Cite":
                parts.append(text_of(node["c"][1]))
            case _:
                parts.append(text_of(node.get("c", ())))
    return "".join(parts)


def walk(value: Any) -> Iterator[Tree]:
    """Yield every node in document order, a parent before its children."""
    ahead = [value]
    while ahead:
        part = ahead.pop()
        if isinstance(part, list):
            ahead += reversed(part)
        elif isinstance(part, dict):
            if "t" in part:
                yield part
            ahead += reversed(list(part.values()))


def texts_of(blocks: Any) -> Iterator[str]:
    """Yield the text of every paragraph, heading, code and note of blocks, each once."""
    for node in walk(blocks):
        match node["t"]:
            case "Para" | "Plain":
                yield text_of(node["c"])
            case "Header":
                yield text_of(node["c"][2])
            case "CodeBlock":
                yield node["c"][1]
            case "LineBlock":
                for line in node["c"]:
                    yield text_of(line)
            case "DefinitionList":
                for term, _ in node["c"]:
                    yield text_of(term)
            case "Image":
                yield dict(node["c"][0][2]).get("alt", "")
