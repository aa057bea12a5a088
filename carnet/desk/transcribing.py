"""From a transcript to a verbatim: words are chosen where they were said, and bring their instants along.

In: a recording's transcript and what was chosen in it: sentences ticked, or a stretch of its text. Out: the
words, exactly as transcribed, who said them, and when they begin and end. Inside a sentence, an instant is
told by the place of the word in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from carnet.media.transcripts import Cue

BETWEEN = "\n"
"""What separates two sentences in the text that is selected."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Words of a recording; ``start`` and ``end`` in seconds, ``speaker`` as the transcript names her."""

    text: str
    start: float
    end: float
    speaker: str


def whole_text(cues: Sequence[Cue]) -> str:
    """Return the text in which words are selected."""
    return BETWEEN.join(cue.text for cue in cues)


def take_cues(cues: Sequence[Cue], ranks: Sequence[int]) -> Taken | None:
    """Return the words of the ticked sentences; a gap between two is said by […]."""
    chosen = sorted({rank for rank in ranks if 0 <= rank < len(cues)})
    if not chosen:
        return None
    words = cues[chosen[0]].text
    for before, rank in pairwise(chosen):
        words += ("" if rank == before + 1 else " […]") + f" {cues[rank].text}"
    speakers = list(dict.fromkeys(cues[rank].speaker for rank in chosen))
    return Taken(
        words, cues[chosen[0]].start, cues[chosen[-1]].end, speakers[0] if len(speakers) == 1 else ""
    )


def take_stretch(cues: Sequence[Cue], start: int, end: int) -> Taken | None:
    """Return the words between two places of ``whole_text``, made whole at both ends."""
    text = whole_text(cues)
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    if not text[start:end].strip():
        return None
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    first, opening = _where(cues, start)
    last, closing = _where(cues, end)
    speakers = list(dict.fromkeys(cue.speaker for cue in cues[first : last + 1]))
    return Taken(
        " ".join(text[start:end].split()),
        _instant(cues[first], opening),
        _instant(cues[last], closing),
        speakers[0] if len(speakers) == 1 else "",
    )


def _where(cues: Sequence[Cue], place: int) -> tuple[int, int]:
    """Return the sentence that holds a place of the text, and the place in it."""
    for rank, cue in enumerate(cues):
        if place <= len(cue.text):
            return rank, place
        place -= len(cue.text) + len(BETWEEN)
    return len(cues) - 1, len(cues[-1].text)


def _instant(cue: Cue, place: int) -> float:
    return cue.start + (cue.end - cue.start) * place / max(1, len(cue.text))


def opening(taken: Taken) -> str:
    """Return the instant words begin, h:mm:ss, never after them."""
    return _clock(int(taken.start))


def closing(taken: Taken) -> str:
    """Return the instant words end, h:mm:ss, never before them."""
    return _clock(max(ceil(taken.end), int(taken.start) + 1))


def _clock(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
