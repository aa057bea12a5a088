"""What pandoc does not see of a text: renvois, addresses, citations, raw HTML, and words that mean nothing.

In: Markdown. Out: the same text where each of these is one private character, and what every such
character stands for. Pandoc carries them through like a letter; ``carnet.text.settling`` reads them where
they come out. In code they become again what was typed, so nothing here has to know what is code.

This is how ``[[a|b]]`` stands in a table, how raw HTML never passes and the Markdown inside it is still
read, and how each remark about them has its exact place without a second reading. Runs of plain words are
hidden too, because pandoc's time goes by the token: a third of the work remains.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from carnet.text import notes
from carnet.text.scanning import Piece, Role, special
from carnet.text.tables import widened

FIRST, LAST, FILLER = 0xF0000, 0x10FFFC, "\U0010fffd"
MARK = re.compile("[\U000f0000-\U0010fffd]")
"""Two planes of private use: our marks, which no author's text may hold."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text ready for pandoc; ``source`` is the text itself.

    ``tight`` is what pandoc reads. ``wide`` has the same structure and every character in its column; it
    is read only to find where a link stands. Both start with ``lead`` added lines, which call each note
    in ``labels`` once, so that a note that nothing calls is not lost.
    """

    source: str
    tight: str
    wide: str
    pieces: tuple[Piece, ...]
    labels: tuple[notes.Definition, ...]
    lead: int
    starts: tuple[int, ...]

    def place(self, start: int, length: int) -> tuple[int, int, int]:
        """Return line and column, from 1, of a position of the text, and a length within its line."""
        line = bisect_right(self.starts, start)
        return line, start - self.starts[line - 1] + 1, length

    def piece(self, mark: str) -> Piece | None:
        """Return what a private character stands for."""
        rank = ord(mark) - FIRST
        return self.pieces[rank] if rank < len(self.pieces) else None

    def whole(self, piece: Piece) -> str:
        """Return all that was typed of a passage of several lines, on one."""
        following = (self.pieces[rank] for rank in range(piece.rank + 1, len(self.pieces)))
        further = takewhile(lambda p: p.role is Role.REST, following)
        return " ".join([piece.typed, *(p.typed for p in further)])

    def typed(self, text: str) -> str:
        """Return a string with its private characters turned back into what was typed."""

        def source(match: re.Match[str]) -> str:
            piece = self.piece(match[0])
            return piece.typed if piece is not None else ""

        return MARK.sub(source, text)


PLAIN = r"""(?:[«“"(]?[^\W_]+(?:['’\-/][^\W_]+)*[.,;!?:…)»”"%€]*|[;:!?«»–—…])"""
RUN = re.compile(rf"(?<!\S)(?=[^\W\d_«]){PLAIN}(?:[ \u00a0\u202f]{PLAIN})+(?!\S)")
"""Two words or more between spaces, without anything Markdown could read."""

FENCE = re.compile(r"^[ \t>]*(?::::|```|~~~)", re.M)
"""The lines whose words are names of blocks or of languages."""


def mask(text: str, keys: frozenset[str] | None) -> Masked:
    """Hide in a text all that pandoc must not see; ``keys`` are the bibliography's, None without one."""
    text = MARK.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    defined = notes.definitions(text)
    found = sorted([*special(text, keys, defined), *_labels(defined)], key=lambda p: (p.start, -p.end))
    return _compose(text, _one_by_line(_with_words(text, found)), defined)


def _labels(defined: tuple[notes.Definition, ...]) -> Iterator[Piece]:
    for definition in defined:
        if definition.again:
            start, end = definition.label_at
            yield Piece(Role.NOTE_LABEL, start, end, definition.label)


def _with_words(text: str, found: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces found and, between them, the runs of plain words."""
    fences = FENCE.search(text) is not None
    position = 0
    for piece in [*found, Piece(Role.REST, len(text), len(text), "")]:
        if piece.start < position:
            continue
        for run in RUN.finditer(text, position, piece.start):
            if not (fences and FENCE.match(text, text.rfind("\n", 0, run.start()) + 1)):
                yield Piece(Role.WORDS, run.start(), run.end(), run[0])
        if piece.end > piece.start:
            yield piece
        position = piece.end


def _one_by_line(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Cut a piece of several lines into one for each, so that lines stay lines."""
    rank = count()
    for piece in pieces:
        role, start = piece.role, piece.start
        for line in piece.typed.split("\n"):
            margin = 0 if role is not Role.REST else len(line) - len(line.lstrip(" \t>"))
            yield Piece(role, start + margin, start + len(line), line[margin:], next(rank))
            role, start = Role.REST, start + len(line) + 1


def _compose(text: str, pieces: Iterator[Piece], defined: tuple[notes.Definition, ...]) -> Masked:
    """Write the two texts: marks in place of the pieces."""
    kept: list[Piece] = []
    tight, wide, position = [], [], 0
    tight_labels = {d.label_at[0]: d.label for d in defined}
    wide_labels = dict(tight_labels)
    for piece in pieces:
        if FIRST + piece.rank >= LAST:
            break
        mark = chr(FIRST + piece.rank)
        kept.append(piece)
        before = text[position : piece.start]
        stretched = mark + FILLER * (len(piece.typed) - 1)
        tight += [before, mark]
        wide += [before, piece.typed if piece.role is Role.WORDS else stretched]
        position = piece.end
        if piece.role is Role.NOTE_LABEL:
            tight_labels[piece.start], wide_labels[piece.start] = mark, stretched
    tight += [text[position:], "\n"]  # a row without bars needs the end of its line
    wide += [text[position:], "\n"]
    return Masked(
        source=text,
        tight=_calling(tight_labels) + widened("".join(tight)),
        wide=_calling(wide_labels) + widened("".join(wide)),
        pieces=tuple(kept),
        labels=defined,
        lead=1 + 2 * len(defined),
        starts=(0, *(m.end() for m in re.finditer("\n", text))),
    )


def _calling(labels: dict[int, str]) -> str:
    """Return the added lines. The first is empty: a text that starts with « --- » is no metadata."""
    return "\n" + "".join(f"[^{label}]\n\n" for label in labels.values())
