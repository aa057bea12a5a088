"""The words of a text, without its markup: for search, cards, counts."""

import re
from collections.abc import Callable, Iterable

from carnet.text.body import Parsed, Reference
from carnet.text.html_inlines import MISSING
from carnet.text.nodes import INLINE_HOLDERS, Node

Name = Callable[[Reference], str | None]

SENTENCE = re.compile(r"[.!?…](?:[\u00a0\u202f]?»)?$")


def plain(parsed: Parsed, *, name: Name | None = None, notes: bool = False) -> str:
    """Return the text, paragraphs separated by an empty line; ``notes`` adds theirs at the end.

    ``name`` gives the title of a reference written without a text (``[[id]]``); without it, or when it
    returns None, such a reference reads « […] »: an id may be the name of someone who withdrew.
    """
    reader = _Reader(parsed.refs, name)
    paragraphs = reader.blocks(parsed.blocks)
    while notes and reader.notes:
        paragraphs += reader.blocks(reader.notes.pop(0))
    return "\n\n".join(paragraphs)


def notes(parsed: Parsed, *, name: Name | None = None) -> list[str]:
    """Return the notes of a text, in the order they are called, those of a note after it."""
    reader = _Reader(parsed.refs, name)
    reader.blocks(parsed.blocks)
    found = []
    while reader.notes:
        found.append(" ".join(reader.blocks(reader.notes.pop(0))))
    return found


def extract(parsed: Parsed, mots: int, *, name: Name | None = None) -> str:
    """Return the first words of a text on one line, ended by « … » when it was cut."""
    words = re.split("[ \\n]+", plain(parsed, name=name))  # « 12 000 » and « oui ! » are one word each
    if len(words) <= mots:
        return " ".join(words)
    kept = " ".join(words[:mots])
    return kept if SENTENCE.search(kept) else kept.rstrip(" ,;:–—-\u00a0\u202f") + "…"


class _Reader:
    """Reads a tree aloud, so to speak; the notes it passes wait in ``notes``."""

    def __init__(self, refs: tuple[Reference, ...], name: Name | None) -> None:
        self._refs = refs
        self._name = name
        self.notes: list[list[Node]] = []

    def blocks(self, nodes: Iterable[Node]) -> list[str]:
        """Return the paragraphs of blocks."""
        paragraphs: list[str] = []
        for node in nodes:
            match node["t"]:
                case "CodeBlock":
                    paragraphs.append(node["s"])
                case "Row":
                    cells = [" ".join(self.blocks(cell["c"])) for cell in node["c"]]
                    paragraphs.append(" ; ".join(cell for cell in cells if cell))
                case "Figure":
                    paragraphs.append(self._picture(node["c"][0]))
                case kind if kind in INLINE_HOLDERS:
                    paragraphs.append(self._inlines(node["c"]).strip(" "))
                case _:
                    title = [node["title"]] if node.get("title") else []
                    paragraphs += title + self.blocks(node.get("c", ()))
        return [paragraph for paragraph in paragraphs if paragraph]

    def _inlines(self, nodes: Iterable[Node]) -> str:
        parts = []
        for node in nodes:
            match node["t"]:
                case "Str" | "Code":
                    parts.append(node["s"])
                case "LineBreak":
                    parts.append("\n")
                case "Note":
                    self.notes.append(node["c"])
                case "Picture":
                    parts.append(self._picture(node))
                case "Ref" if not node["c"]:
                    title = self._name(self._refs[node["n"]]) if self._name else None
                    parts.append(title or MISSING)
                case "Span" if node.get("dire"):  # « habitants et habitantes » for « habitant·es »
                    parts.append(node["dire"])
                case _:
                    parts.append(self._inlines(node["c"]))
        return "".join(parts)

    def _picture(self, node: Node) -> str:
        caption = self._inlines(node["c"])
        return (
            caption
            if node["alt"] in ("", caption)
            else f"{caption} ({node['alt']})"
            if caption
            else node["alt"]
        )
