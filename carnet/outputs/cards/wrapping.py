"""Words into lines: the largest size that fits, lines of even length, and a cut that says it is one.

In: a text and the room it has. Out: ``Block``. Nothing breaks but at an ordinary space, so that French
no-break spaces hold; explicit line breaks are kept.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

CUT: Final = "[…]"
ELLIPSIS: Final = "…"
HANGING: Final = " ,;:–—-(«“\u00a0\u202f\n"
SENTENCE_ENDS: Final = (".", "!", "?", "…", "»")
Measure = Callable[[str], float]
"""The width of some words, for letters of size 1."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set at one size; ``height`` is from the first line's top to the last one's bottom."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """How tall the lines stand together."""
        return len(self.lines) * self.size * self.leading


def fitted(
    text: str,
    measure: Measure,
    *,
    width: float,
    height: float,
    sizes: Sequence[float],
    leading: float,
    cut: str = CUT,
) -> Block:
    """Return the text at the largest of ``sizes`` that fits; at the last one it is shortened to fit.

    A single word wider than that is set smaller still. ``cut`` is the mark of a shortening: « […] » in
    someone's words, « … » in our own.
    """
    for size in sizes:
        if _count(text, measure, width / size) * size * leading <= height:
            block = Block(tuple(wrapped(text, measure, width / size)), size, leading)
            if max(map(measure, block.lines)) * size <= width:
                return block
    smallest = sizes[-1]
    room = max(1, int(height / (smallest * leading)))

    def fits(candidate: str) -> bool:
        return _count(candidate, measure, width / smallest) <= room

    lines = tuple(wrapped(shortened(text, fits, cut), measure, width / smallest))
    widest = max(map(measure, lines)) * smallest
    return Block(lines, smallest * min(1.0, width / widest), leading)


def wrapped(text: str, measure: Measure, width: float) -> list[str]:
    """Return the lines of a text, as even as their number allows."""
    lines: list[str] = []
    for words in _paragraphs(text):
        rest = iter(words)
        for number in _even(list(map(measure, words)), measure(" "), width):
            lines.append(" ".join(islice(rest, number)))
    return lines


def _paragraphs(text: str) -> list[list[str]]:
    return [paragraph.split(" ") for paragraph in text.split("\n") if paragraph.strip()]


def _count(text: str, measure: Measure, width: float) -> int:
    """Return how many lines a text takes."""
    space = measure(" ")
    return sum(len(_greedy(map(measure, words), space, width)) for words in _paragraphs(text))


def _even(wide: list[float], space: float, width: float) -> list[int]:
    """Fill lines greedily, then narrow the measure as long as their number stays the same."""
    best = _greedy(wide, space, width)
    low, high = max(width / 2, *wide), width
    for _ in range(7 if low < high else 0):
        middle = (low + high) / 2
        tried = _greedy(wide, space, middle)
        if len(tried) == len(best):
            best, high = tried, middle
        else:
            low = middle
    return best


def _greedy(wide: Iterable[float], space: float, width: float) -> list[int]:
    """Fill lines one after the other with words of these widths; return how many are on each."""
    lines: list[int] = []
    filled = 0.0
    for word in wide:
        longer = filled + space + word
        if lines and longer <= width:
            lines[-1] += 1
            filled = longer
        else:
            lines.append(1)
            filled = word
    return lines


def shortened(text: str, fits: Callable[[str], bool], cut: str = CUT) -> str:
    """Return a text that fits: whole, else its first words and « […] », after a sentence when one ends near.

    ``fits`` must hold for every text shorter than one for which it holds. When not even one word fits, the
    first word is returned with the mark of the cut.
    """
    if fits(text):
        return text
    words = text.replace("\n", " \n").split(" ")
    low, high = 1, len(words) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_cut(words, middle, cut)) else (low, middle - 1)
    sentences = [n for n in range(low, 0, -1) if words[n - 1].endswith(SENTENCE_ENDS)]
    kept = sentences[0] if sentences and sentences[0] >= 0.6 * low else low
    return _cut(words, kept, cut)


def _cut(words: list[str], kept: int, cut: str) -> str:
    said = " ".join(words[:kept]).replace(" \n", "\n")
    if cut == ELLIPSIS:
        return said if said.endswith(SENTENCE_ENDS) else said.rstrip(HANGING) + ELLIPSIS
    return f"{said.rstrip(HANGING)} {cut}"
