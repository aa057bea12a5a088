"""Notes taken on the spot, each with its time: « 14:32 « … » — Leïla, médiatrice #itinérance ?accord ».

In: the text of such notes, written however it came. Out: ``Note``s in order, each with the time, the words
and the signs that were typed. Nothing is corrected; a line that fits no form is a note like any other.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from carnet.wording import MOIS

TIME: Final = re.compile(
    r"""^[ \t]*(?:[-*•–—][ \t]+)?(?:\[|\*\*)?
    (?:(?P<day>\d{4}-\d\d-\d\d)[ T]+)?
    (?P<time>(?P<hour>[01]?\d|2[0-3])[ \t]?(?:[:hH.][ \t]?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?|[hH]))
    (?:\]|\*\*)?(?![\d%€])(?=[ \t]*(?:$|[-–—:,.|>«"“!?@\#+]|[ \t]\S))[ \t]*(?:[-–—:|>.,](?=\s|$)[ \t]*)?""",
    re.X,
)
SLOT: Final = re.compile(r"\W*\d{1,2} ?[:hH.] ?(?:\d\d)? ?(?:-|–|—|à|/|->|→) ?\d{1,2} ?[:hH.]")
PERSON: Final = re.compile(r"[^\W\d_][\w’'.-]*(?: [^\W\d_][\w’'.-]*){0,3}(?:,[^,.:;!?]{1,60}){0,2}")
"""Who a speaker may be: a few words, and a quality after a comma."""

DAY: Final = re.compile(
    rf"^[#*=\s]*(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s+)?"
    rf"(?:(\d{{4}})-(\d\d)-(\d\d)|(\d\d?)(?:er)?\s+({'|'.join(MOIS)})\s+(\d{{4}})|(\d\d?)/(\d\d?)/(\d{{4}}))[\s*=.:]*$",
    re.I,
)
HEADING: Final = re.compile(r"^#{1,6}[ \t]+(\S.*?)[ \t#]*$")
QUOTED: Final = re.compile(r"«\s*(?P<a>[^«»]+?)\s*»|“\s*(?P<b>[^“”]+?)\s*”|\"\s*(?P<c>[^\"]+?)\s*\"")
SPEAKER: Final = re.compile(
    r"^[\s.,;:!?…]*(?:[—–]+|--?|:)\s*(?P<who>[^\n#@]+?)\s*$|^\s*\((?P<in>[^()\n]+)\)\s*$"
)
TAG: Final = re.compile(r"(?:(?<=\s)|^)#([^\W\d_][\w-]*)")
PLACE: Final = re.compile(r"(?:(?<=\s)|^)@([^\W\d_][\w’'-]*)")
WANTED: Final = re.compile(r"(?:(?<=\s)|^)\?([^\W\d_][\w-]*)")
SENSE: Final = re.compile(
    r"^(vue?s?|entendue?s?|ressentie?s?|[VER])\s*(?::|—|–|-(?=\s))\s*(\S.*)$", re.I | re.S
)
SENSES: Final = {"v": "vu", "e": "entendu", "r": "ressenti"}


@dataclass(frozen=True, slots=True)
class Note:
    """One note. ``time`` is as typed, ``moment`` what it means when a day is known.

    ``said`` and ``who`` are the words between quotation marks and who said them; ``sense`` is vu, entendu or
    ressenti; ``text`` is all of it as typed, without its time. ``heading`` tells a title.
    """

    line: int
    text: str
    time: str = ""
    moment: dt.datetime | None = None
    said: str = ""
    who: str = ""
    sense: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    heading: bool = False


def is_timed(text: str) -> bool:
    """Tell whether a text is timed notes: two lines in five begin with a time, and few with a time slot.

    A programme (« 9:15 - 9:45 Accueil ») or a table is a text like any other.
    """
    lines = [line for line in text.split("\n") if line.strip() and not HEADING.match(line)]
    timed = [line for line in lines if TIME.match(line)]
    slots = [line for line in timed if SLOT.match(line)]
    table = any(re.match(r"\s*\|.*\|\s*$", line) for line in lines)
    return len(timed) >= 2 and 5 * len(timed) >= 2 * len(lines) and 4 * len(slots) < len(timed) and not table


def read_notes(text: str, day: dt.date | None = None) -> Iterator[Note]:
    """Yield the notes of a text; ``day`` is theirs until a line says another."""
    held: tuple[int, re.Match[str] | None, list[str]] | None = None
    for number, line in enumerate([*text.split("\n"), "# "], 1):
        timed, date, heading = TIME.match(line), DAY.match(line), HEADING.match(line)
        starts = timed or date or heading or line == "# "
        if held is not None and not starts and line.strip():
            held[2].append(line)
            continue
        if held is not None:
            yield _note(*held, day)
            held = None
        if date is not None:
            day = _day(date) or day
            yield Note(number, line.strip(" #*=\t"), heading=True)
        elif timed is not None:
            if timed["day"]:
                day = dt.date.fromisoformat(timed["day"]) if _is_day(timed["day"]) else day
            held = number, timed, [line[timed.end() :]]
        elif heading is not None:
            yield Note(number, heading[1], heading=True)
        elif line.strip() and line != "# ":
            held = number, None, [line]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(match: re.Match[str]) -> dt.date | None:
    if match[1]:
        parts = match[1], match[2], match[3]
    elif match[4]:
        parts = match[6], str(MOIS.index(match[5].lower()) + 1), match[4]
    else:
        parts = match[9], match[8], match[7]
    try:
        return dt.date(*(int(part) for part in parts))
    except ValueError:
        return None


def _note(line: int, timed: re.Match[str] | None, lines: list[str], day: dt.date | None) -> Note:
    text = "\n".join(part.strip() for part in lines).strip()
    rest = text
    tags, places, wanted = (tuple(pattern.findall(text)) for pattern in (TAG, PLACE, WANTED))
    for pattern in (TAG, PLACE, WANTED):
        rest = pattern.sub("", rest)
    rest = re.sub(r"[ \t]+", " ", rest).strip()
    said, who = _spoken(rest) if timed is None or not SLOT.match(timed[0] + rest) else ("", "")
    sense = SENSE.match(rest)
    moment = None
    if timed is not None and day is not None:
        moment = dt.datetime.combine(
            day, dt.time(int(timed["hour"]), int(timed["minute"] or 0), int(timed["second"] or 0))
        )
    return Note(
        line,
        text,
        time=timed["time"].strip() if timed is not None else "",
        moment=moment,
        said=said.strip(),
        who=who,
        sense=SENSES[sense[1][0].lower()] if sense is not None and not said else "",
        tags=tags,
        places=places,
        wanted=wanted,
    )


def _spoken(text: str) -> tuple[str, str]:
    """Return what a note quotes and who said it, when the quotation is the whole of it; else nothing.

    « Il dit que « rien ne marche » et puis il rit » is a sentence of the one who notes.
    """
    quote = QUOTED.search(text)
    if quote is None:
        return "", ""
    said = (quote["a"] or quote["b"] or quote["c"]).strip()
    before, after = text[: quote.start()].strip(), text[quote.end() :].strip()
    if not before and not after.strip(" .,;!?…"):
        return said, ""
    speaker = SPEAKER.match(after)
    if not before and speaker is not None:
        who = (speaker["who"] or speaker["in"]).strip(" .,;")
        return (said, who) if PERSON.fullmatch(who) else ("", "")
    if before.endswith(":") and not after.strip(" .,;!?…"):
        who = before.rstrip(" :")
        return (said, who) if PERSON.fullmatch(who) else ("", "")
    return "", ""


def sensed(note: Note) -> str:
    """Return the thing of an inventory note, without « vu : »."""
    rest = note.text
    for pattern in (TAG, PLACE, WANTED):
        rest = pattern.sub("", rest)
    match = SENSE.match(re.sub(r"[ \t]+", " ", rest).strip())
    return " ".join(match[2].split()) if match is not None else note.text


def shift_of(text: str) -> dt.timedelta | None:
    """Return what « +1h », « -3:20 » or « +0:00:45 » adds to a clock; None when it is no such thing."""
    match = re.fullmatch(r"([+-])(\d{1,3})(?:[hH:](\d{2})?)?(?::(\d{2}))?(?:min)?", text.strip())
    if match is None:
        return None
    sign = -1 if match[1] == "-" else 1
    return sign * dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0), seconds=int(match[4] or 0))
