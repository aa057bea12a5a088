"""The tree of a text: what pandoc read, settled into one uniform shape.

A node is a dict. ``t`` is its type; ``c`` its children (nodes); ``s`` its text, for a leaf. Nothing else
nests, so a walk is four lines. Being plain dicts, trees go to and come from the cache as JSON.

Blocks: Para, Plain (c: inlines), Header (level, id; c: inlines), Quote, Div (kind, title, lang; c: blocks),
Figure (c: one Picture), List (start: int or None; c: Items), Item (c: blocks), Definitions (c: Terms and
Senses), Term (c: inlines), Sense (c: blocks), Table (aligns; c: a Caption or none, then Rows),
Caption (c: inlines), Row (head: bool; c: Cells), Cell (c: blocks), CodeBlock (s), Rule, Embed (n: the rank of
its reference).

Inlines: Str (s), Code (s), LineBreak, Emph, Strong, Strikeout, Superscript, Underline, SmallCaps
(c: inlines), Span (id, lang, index, dire; c: inlines), Link (href, title; c: inlines), Ref (n; c: inlines,
none for ``[[id]]``), Jump (id: a place of the same text; c: inlines), Picture (n, alt; c: the caption),
Cite (n: rank among the citations; c: none, then what citeproc made of it), Citation (key; c: inlines),
Note (c: blocks).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]

WRAPPERS = frozenset(["Emph", "Strong", "Strikeout", "Superscript", "Underline", "SmallCaps"])
INLINE_HOLDERS = frozenset(["Para", "Plain", "Header", "Term", "Caption"])
"""The blocks whose children are inlines."""

DEPTH_LIMIT = 50
"""How many blocks or inlines may hold one another: every later step may then recurse without counting."""


class TooDeepError(Exception):
    """A text nests more than any writer would."""


WORD = re.compile(r"\w+(?:[’'·.-]\w+)*")


def string(text: str) -> Node:
    """Return a text leaf."""
    return {"t": "Str", "s": text}


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield every node of a tree in document order, a parent before its children."""
    ahead = list(nodes)
    ahead.reverse()
    while ahead:
        node = ahead.pop()
        yield node
        if "c" in node:
            ahead += reversed(node["c"])


def words_in(inlines: Iterable[Node]) -> str:
    """Return the bare text of inlines, notes left out."""
    parts = []
    for node in inlines:
        match node["t"]:
            case "Str" | "Code":
                parts.append(node["s"])
            case "LineBreak":
                parts.append(" ")
            case "Note":
                pass
            case _:
                parts.append(words_in(node.get("c", ())))
    return "".join(parts)


def count_words(blocks: Iterable[Node]) -> int:
    """Return how many words a reader meets in the text, notes and code left out."""
    total = 0
    for node in blocks:
        if node["t"] in INLINE_HOLDERS or node["t"] == "Picture":
            total += len(WORD.findall(words_in(node["c"])))
        elif "c" in node:
            total += count_words(node["c"])
    return total
