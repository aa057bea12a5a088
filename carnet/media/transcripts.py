"""Transcriptions with times: WebVTT or SRT in, cues out, and back to WebVTT.

In: the text of a .vtt or .srt file. Out: a ``Transcript`` of plain words in order of time, each with who
speaks. Reading is strict where a mistake would lose or misplace words, and lenient where programs
that export subtitles differ: hours may be absent, milliseconds follow a comma or a dot.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from carnet.diagnostics import Report, Span
from carnet.frontmatter import CONTROL

TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})")
# A voice, whose name is kept, or any other tag.
TAG = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>|</?[A-Za-z0-9][^<>]*>")
SRT_PLACE = re.compile(r"\{\\[^}]*\}")  # {\an8}: where SubRip players put the words
SKIPPED = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
TOLERANCE = 1.0  # seconds a last cue may run over: programs round


@dataclass(frozen=True, slots=True)
class Cue:
    """Words spoken by one person between two instants, in seconds.

    ``speaker`` is the name written in the file, or empty; ``line`` is where the times are written; ``title``
    is the chapter that the cue opens (its WebVTT identifier, when that is words), or empty.
    """

    start: float
    end: float
    speaker: str
    text: str
    line: int = 1
    title: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of one recording, in order of time."""

    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a file between two blank ones; ``line`` is the number of the first."""

    line: int
    lines: tuple[str, ...]


def read_transcript(text: str | bytes, path: str, report: Report) -> Transcript:
    """Read a .vtt or .srt file; what cannot be read is a remark at its line, and the rest is kept."""
    decoded = _decoded(text, path, report) if isinstance(text, bytes) else text
    if decoded is None:
        return Transcript(())
    text = decoded.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blocks = list(_blocks(text, path, report))
    if not _starts_well(text, blocks, path, report):
        return Transcript(())
    before = len(report)
    cues = [cue for block in blocks for cue in _cues(block, path, report)]
    if not cues and len(report) == before:
        report.add("transcription-illisible", Span(path), cause="il n’y a aucune parole dans ce fichier")
    _check_order(cues, path, report)
    return Transcript(tuple(sorted(cues, key=lambda cue: cue.start)))


def check_length(transcript: Transcript, duration: float, path: str, report: Report) -> None:
    """Remark on the first cue that ends after a sound of this duration, in seconds."""
    for cue in transcript.cues:
        if cue.end > duration + TOLERANCE:
            fin, duree = _clock(cue.end), _clock(duration)
            report.add("transcription-hors-duree", Span(path, cue.line), fin=fin, duree=duree)
            return


def as_vtt(transcript: Transcript, shown: Callable[[str], str] = str) -> str:
    """Write canonical WebVTT; ``shown`` turns a speaker's written name into the one that may be published."""
    return "\n".join(["WEBVTT\n", *(_written(cue, shown) for cue in transcript.cues)])


def _written(cue: Cue, shown: Callable[[str], str]) -> str:
    name = " ".join(shown(cue.speaker).split()) if cue.speaker else ""
    voice = f"<v {_escaped(name)}>" if name else ""
    title = f"{cue.title}\n" if cue.title else ""
    return f"{title}{_clock(cue.start)} --> {_clock(cue.end)}\n{voice}{_escaped(cue.text)}\n"


def _escaped(text: str) -> str:
    """Return words that mean themselves, those that look like a place of SubRip's included."""
    return html.escape(text, quote=False).replace("{\\", "&#123;\\")


def _clock(seconds: float) -> str:
    """Return a WebVTT time: 00:01:02.500."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _decoded(raw: bytes, path: str, report: Report) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        report.add("transcription-illisible", Span(path, line), cause="ce fichier n’est pas en UTF-8")
        return None


def _blocks(text: str, path: str, report: Report) -> Iterator[_Block]:
    """Yield what stands between blank lines, invisible characters remarked and taken out."""
    kept: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if unseen := CONTROL.search(line):
            where = Span(path, number, unseen.start() + 1)
            report.add("caractere-invisible", where, caractere=f"U+{ord(unseen[0]):04X}")
            line = CONTROL.sub("", line)
        if line.strip():
            kept.append(line)
        elif kept:
            yield _Block(number - len(kept), tuple(kept))
            kept = []


def _starts_well(text: str, blocks: list[_Block], path: str, report: Report) -> bool:
    """Take away the header of a WebVTT file; say what is wrong with a file that has no proper start."""
    if not blocks:
        report.add("transcription-illisible", Span(path), cause="ce fichier est vide")
        return False
    first = blocks[0]
    if re.match(r"WEBVTT(\s|$)", text):
        rest = next((i for i, line in enumerate(first.lines) if "-->" in line), None)
        blocks[:1] = [] if rest is None else [_Block(first.line + rest, first.lines[rest:])]
        return True
    if path.lower().endswith(".vtt"):
        cause = "un fichier .vtt commence par une ligne « WEBVTT »"
        report.add("transcription-illisible", Span(path), cause=cause)
        return False
    return True


def _cues(block: _Block, path: str, report: Report) -> Iterator[Cue]:
    """Yield the cues of a block: one for each voice in it."""
    at = next((i for i, line in enumerate(block.lines[:2]) if "-->" in line), None)
    if at is None:
        if not SKIPPED.match(block.lines[0]):
            cause = "ces mots n’ont pas de temps : une ligne « début --> fin » est attendue au-dessus"
            report.add("transcription-illisible", Span(path, block.line), cause=cause)
        return
    line = block.line + at
    times = _times(block.lines[at], Span(path, line), report)
    for offset, text in enumerate(block.lines[at + 1 :], start=1):
        if "-->" in text:
            cause = "une ligne vide est attendue avant ces temps"
            report.add("transcription-illisible", Span(path, line + offset), cause=cause)
            return
    if times is not None:
        title = _title(block.lines[0]) if at else ""
        for speaker, words in _voices(" ".join(block.lines[at + 1 :])):
            yield Cue(*times, speaker, words, line, title)
            title = ""


def _title(identifier: str) -> str:
    """Return the chapter a cue's identifier names: words, where programs put numbers and codes."""
    words = _plain(identifier)
    return words if " " in words or words.isalpha() else ""


def _times(text: str, where: Span, report: Report) -> tuple[float, float] | None:
    """Read ``start --> end``; what follows on the line, where players put the words, is of no use here."""
    before, _, after = text.partition("-->")
    end = after.split()[0] if after.split() else ""
    read = []
    for written in (before.strip(), end):
        found = TIME.fullmatch(written)
        if found is None or int(found[3]) > 59 or int(found[2]) > 59:
            place = replace(where, column=max(1, text.find(written) + 1), length=max(1, len(written)))
            cause = f"« {written} » n’est pas un temps, qui s’écrit 00:01:02.500"
            report.add("transcription-illisible", place, cause=cause)
            return None
        hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
        read.append(hours * 3600 + minutes * 60 + seconds + thousandths / 1000)
    if read[1] <= read[0]:
        cause = f"ces mots finissent ({end}) avant de commencer ({before.strip()})"
        report.add("transcription-illisible", where, cause=cause)
        return None
    return read[0], read[1]


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Yield who speaks and the plain words, for each ``<v Name>`` of a cue."""
    speaker, words = "", ""
    place = 0
    for tag in TAG.finditer(text := SRT_PLACE.sub("", text)):
        words += text[place : tag.start()]
        place = tag.end()
        if tag[1] is not None:
            if spoken := _plain(words):
                yield speaker, spoken
            speaker, words = _plain(tag[1]), ""
    if spoken := _plain(words + text[place:]):
        yield speaker, spoken


def _plain(text: str) -> str:
    return " ".join(CONTROL.sub("", html.unescape(text)).split())


def _check_order(cues: list[Cue], path: str, report: Report) -> None:
    """Remark on cues written before an earlier one, or begun while the same person still speaks."""
    for previous, cue in pairwise(cues):
        where = Span(path, cue.line)
        if cue.line == previous.line:
            continue
        if cue.start < previous.start:
            report.add("transcription-desordre", where, cause="commencent avant les précédents")
        elif cue.start < previous.end and cue.speaker == previous.speaker:
            report.add("transcription-desordre", where, cause="commencent pendant les précédents")
