"""The running text of a block, and substitutions in it that know whose text is whose.

``**Attention** :`` and ``"*Oui*"`` are one sentence for the reader and several leaves of the tree. A ``Run``
joins the leaves, lets rules rewrite the whole, and gives each leaf its part back.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from carnet.text.nodes import INLINE_HOLDERS, Node

HOLE = "\ufffc"
"""What stands in a run for something no rule may read: code, an image, a passage in another language."""

Replacement = Callable[[re.Match[str]], str]


class Run:
    """A text made of leaves, whose boundaries survive substitutions."""

    __slots__ = ("_bounds", "text")

    def __init__(self, leaves: Iterable[str]) -> None:
        parts = list(leaves)
        self.text = "".join(parts)
        self._bounds: list[int] = []
        position = 0
        for part in parts[:-1]:
            position += len(part)
            self._bounds.append(position)

    def sub(self, pattern: re.Pattern[str], replacement: Replacement) -> None:
        """Replace every match; what is inserted at a boundary goes to the leaf that the match starts in.

        What a match and its replacement have in common at both ends is no change, so that a boundary
        inside it stays where it is.
        """
        before = self.text
        pieces: list[str] = []
        edits: list[tuple[int, int, int, bool]] = []
        position = 0
        for match in pattern.finditer(before):
            new = replacement(match)
            start, end = match.span()
            while start < end and new and before[start] == new[0]:
                start, new = start + 1, new[1:]
            while end > start and new and before[end - 1] == new[-1]:
                end, new = end - 1, new[:-1]
            if start == end and not new:
                continue
            pieces += [before[position:start], new]
            position = end
            edits.append((start, end, len(new), start == end == match.start()))
        if edits:
            self._move_bounds(edits)
            self.text = "".join([*pieces, before[position:]])

    def _move_bounds(self, edits: list[tuple[int, int, int, bool]]) -> None:
        """Carry the boundaries over edits (start, end, new length, pure insertion before its match)."""
        moved, shift, rank = [], 0, 0
        for bound in self._bounds:
            while rank < len(edits) and edits[rank][1] <= bound:
                start, end, length, before = edits[rank]
                if before and start == bound:  # it belongs to what follows
                    break
                shift += length - (end - start)
                rank += 1
            if rank < len(edits) and edits[rank][0] < bound:
                start, _, length, _ = edits[rank]
                moved.append(start + shift + min(length, bound - start))
            else:
                moved.append(bound + shift)
        self._bounds = moved

    def rewrite(self, text: str) -> None:
        """Replace the text by another of the same length."""
        assert len(text) == len(self.text)
        self.text = text

    def leaves(self) -> list[str]:
        """Return the text of each leaf."""
        bounds = [0, *self._bounds, len(self.text)]
        return [self.text[start:end] for start, end in pairwise(bounds)]


def set_blocks(blocks: Iterable[Node], rules: Callable[[Run], None], *, on: bool) -> None:
    """Apply rules to every run of a tree, in place; ``on`` tells that its language is the rules' own."""
    for block in blocks:
        if block["t"] in INLINE_HOLDERS:
            _set_run(block["c"], rules, on=on)
        elif block["t"] == "Figure":
            _set_run(block["c"][0]["c"], rules, on=on)
        elif "c" in block:
            set_blocks(block["c"], rules, on=_still(block, on))


def _still(node: Node, on: bool) -> bool:
    """Tell whether the rules hold inside a node, which may be in a language of its own."""
    language = node.get("lang")
    return str(language).lower().startswith("fr") if language else on


def _set_run(inlines: list[Node], rules: Callable[[Run], None], *, on: bool) -> None:
    leaves: list[Node | None] = []
    texts: list[str] = []

    def gather(nodes: list[Node], on: bool) -> None:
        for node in nodes:
            match node["t"]:
                case "Str" if on:
                    leaves.append(node)
                    texts.append(node["s"])
                case "LineBreak":
                    leaves.append(None)
                    texts.append("\n")
                case "Note":
                    set_blocks(node["c"], rules, on=on)
                case "Picture":
                    _set_run(node["c"], rules, on=on)
                    hole()
                case _ if node.get("c") and not node.get("bare"):
                    gather(node["c"], _still(node, on))
                case _:
                    hole()

    def hole() -> None:
        leaves.append(None)
        texts.append(HOLE)

    gather(inlines, on)
    if not any(leaves):
        return
    run = Run(texts)
    rules(run)
    for leaf, text in zip(leaves, run.leaves(), strict=True):
        if leaf is not None:
            leaf["s"] = text
