"""Footnotes, looked at before pandoc reads them.

Pandoc loops for ever on a note that calls itself, takes 2^n time on notes that call one another, drops in
silence a note that nothing calls, and keeps the first of two definitions. Here they are found in the text;
``carnet.text.masking`` hides the calls made inside a note and gives a second definition a label of its own.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

CALL = re.compile(r"\[\^([^\]\s\[]{1,100})\]")
DEFINITION = re.compile(r"^[ \t>]{0,20}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+){0,9}(\[\^([^\]\s\[]{1,100})\]:)", re.M)
END = re.compile(r"\n[ \t]*\n(?! {4}|\t|[ \t]*\n)")
"""A note goes on to the first line that follows an empty one without being indented."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The text of a note: its label and where it stands; ``again`` when the label was defined before."""

    label: str
    start: int
    end: int
    again: bool

    @property
    def label_at(self) -> tuple[int, int]:
        """Where the label itself stands."""
        return self.start + 2, self.start + 2 + len(self.label)


def definitions(text: str) -> tuple[Definition, ...]:
    """Find what looks like the text of a note; some of it may be code, which pandoc decides."""
    found = list(DEFINITION.finditer(text))
    known: set[str] = set()
    made = []
    for rank, match in enumerate(found):
        limit = found[rank + 1].start() if rank + 1 < len(found) else len(text)
        close = END.search(text, match.end(), limit)
        end, label = close.start() if close else limit, match[2]
        made.append(Definition(label, match.start(1), end, again=label.casefold() in known))
        known.add(label.casefold())
    return tuple(made)


def around(defined: tuple[Definition, ...], position: int) -> Definition | None:
    """Return the note whose text holds a position, or None."""
    rank = bisect_left(defined, position, key=lambda d: d.start) - 1
    return defined[rank] if rank >= 0 and position < defined[rank].end else None


def circular(calls: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the labels of the notes that call themselves, by way of others or not.

    ``calls`` are pairs: the note, and the note called in it.
    """
    called: dict[str, set[str]] = {}
    for note, other in calls:
        called.setdefault(note.casefold(), set()).add(other.casefold())
    return frozenset(note for note in called if note in _reached(called, note))


def _reached(called: dict[str, set[str]], note: str) -> set[str]:
    reached: set[str] = set()
    ahead = list(called[note])
    while ahead:
        label = ahead.pop()
        if label not in reached:
            reached.add(label)
            ahead += called.get(label, ())
    return reached
