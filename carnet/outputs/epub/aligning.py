"""Two texts that say nearly the same, laid word against word.

In: two lists of words. Out: for each word of the first, its place in the second. What is found once in
both holds the two together, as in a patience diff; what stands between is then looked at more closely.
Words that one text moved elsewhere have no place: the pairs never cross.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

RUNS: Final = (5, 2)
"""How many words in a row must be found once in both texts, then between two such runs."""

Pair = tuple[int, int]


def aligned(first: Sequence[str], second: Sequence[str]) -> list[int | None]:
    """Return the place in ``second`` of each word of ``first``, None when it has none; places only rise."""
    pairs: list[Pair] = [(-1, -1), (len(first), len(second))]
    for length in RUNS:
        held = pairs[:1]
        for low, high in pairwise(pairs):
            if high[0] - low[0] > 1 and high[1] - low[1] > 1:
                held += _between(first, second, low, high, length)
            held.append(high)
        pairs = held
    places: list[int | None] = [None] * len(first)
    for here, there in pairs[1:-1]:
        places[here] = there
    return places


def _between(
    first: Sequence[str], second: Sequence[str], low: Pair, high: Pair, length: int
) -> Iterator[Pair]:
    """Yield the pairs between two known ones."""
    if high[0] - low[0] == high[1] - low[1] and first[low[0] + 1 : high[0]] == second[low[1] + 1 : high[1]]:
        yield from zip(range(low[0] + 1, high[0]), range(low[1] + 1, high[1]), strict=True)
        return
    known = low
    for here, there in (*_rising(_unique(first, second, low, high, length)), high):
        if here <= known[0] or there <= known[1]:
            continue
        if (here, there) == (known[0] + 1, known[1] + 1) != high:
            yield here, there
            known = here, there
            continue
        back = _common_tail(first, second, known, (here, there))
        fore = _common_head(first, second, known, (here - back, there - back))
        yield from ((known[0] + n, known[1] + n) for n in range(1, fore + 1))
        yield from ((here - n, there - n) for n in range(back, 0, -1))
        if (here, there) != high:
            yield here, there
        known = here, there


def _common_head(first: Sequence[str], second: Sequence[str], low: Pair, high: Pair) -> int:
    """Return how many words are the same right after a pair."""
    count, room = 0, min(high[0] - low[0], high[1] - low[1]) - 1
    while count < room and first[low[0] + count + 1] == second[low[1] + count + 1]:
        count += 1
    return count


def _common_tail(first: Sequence[str], second: Sequence[str], low: Pair, high: Pair) -> int:
    """Return how many words are the same right before a pair."""
    count, room = 0, min(high[0] - low[0], high[1] - low[1]) - 1
    while count < room and first[high[0] - count - 1] == second[high[1] - count - 1]:
        count += 1
    return count


def _unique(first: Sequence[str], second: Sequence[str], low: Pair, high: Pair, length: int) -> list[Pair]:
    """Return where the runs of words start that each text has once, between two pairs."""
    here = _once(first, low[0] + 1, high[0], length)
    there = _once(second, low[1] + 1, high[1], length)
    return [(place, there[run]) for run, place in here.items() if run in there]


def _once(words: Sequence[str], start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """Return the runs that are found once, in order; an anchor is a run by itself."""
    here = words[start:end]
    runs: list[tuple[str, ...]] = list(zip(*(here[n:] for n in range(length)), strict=False))
    runs += [()] * (len(here) - len(runs))
    for place in [place for place, word in enumerate(here) if word[0] == "#"]:
        runs[place] = (here[place],)
    times = Counter(runs)
    return {run: start + place for place, run in enumerate(runs) if run and times[run] == 1}


def _rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest list of pairs that rise in both texts; ``pairs`` rise in the first."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for rank, (_, there) in enumerate(pairs):
        at = bisect_left(tops, there)
        before.append(ends[at - 1] if at else -1)
        tops[at : at + 1] = [there]
        ends[at : at + 1] = [rank]
    chain: list[Pair] = []
    rank = ends[-1] if ends else -1
    while rank >= 0:
        chain.append(pairs[rank])
        rank = before[rank]
    return chain[::-1]
