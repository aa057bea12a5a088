"""Where each key and value of a front matter begins and ends, in characters.

In: YAML text that ``frontmatter.read_front`` has accepted. Out: the place of every value by its path. The
reader's own spans point at starts, for remarks; changing a value in place needs ends too.
"""

import re
from dataclasses import dataclass
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from carnet.frontmatter import Loc

BLOCK: Final = ("|", ">")


@dataclass(slots=True)
class Place:
    """One value. ``key`` is where its key starts, ``colon`` the first place after « : »; both -1 in a list.

    ``flow`` tells that it is between brackets, or is brackets itself; ``style`` is its quote, « | » or « > ».
    """

    key: int
    colon: int
    start: int
    end: int
    kind: str
    style: str
    flow: bool


@dataclass(slots=True)
class _Open:
    loc: Loc
    list: bool
    count: int = 0
    key: str | None = None
    key_at: tuple[int, int] = (-1, -1)


def places(text: str) -> dict[Loc, Place]:
    """Return the place of every value; ``()`` is the whole."""
    found: dict[Loc, Place] = {}
    stack: list[_Open] = []
    for event in YAML(typ="safe", pure=True).parse(text):
        match event:
            case MappingStartEvent() | SequenceStartEvent():
                loc = _placed(event, stack, found, text)
                stack.append(_Open(loc, isinstance(event, SequenceStartEvent)))
            case MappingEndEvent() | SequenceEndEvent():
                place = found[stack.pop().loc]
                place.end = event.end_mark.index if place.flow else max(place.end, place.start)
                _stretch(found, stack, place.end)
            case ScalarEvent() if stack and not stack[-1].list and stack[-1].key is None:
                level = stack[-1]
                level.key = str(event.value)
                level.key_at = event.start_mark.index, _after_colon(text, event.end_mark.index)
            case ScalarEvent():
                loc = _placed(event, stack, found, text)
                _stretch(found, stack, found[loc].end)
    return found


def _after_colon(text: str, end: int) -> int:
    match = re.compile(r"\s*:").match(text, end)
    return match.end() if match else end


def _placed(event: NodeEvent, stack: list[_Open], found: dict[Loc, Place], text: str) -> Loc:
    level = stack[-1] if stack else None
    key, colon = -1, -1
    loc: Loc = ()
    if level is not None and level.list:
        loc = (*level.loc, level.count)
        level.count += 1
    elif level is not None:
        loc = (*level.loc, level.key or "")
        key, colon = level.key_at
        level.key = None
    inside = level is not None and found[level.loc].flow
    found[loc] = _place(event, key, colon, text, inside=inside)
    return loc


def _place(event: NodeEvent, key: int, colon: int, text: str, *, inside: bool) -> Place:
    start, end = event.start_mark.index, event.end_mark.index
    if not isinstance(event, ScalarEvent):
        kind = "list" if isinstance(event, SequenceStartEvent) else "group"
        return Place(key, colon, start, start, kind, "", inside or bool(getattr(event, "flow_style", False)))
    style = event.style or ""
    if start == end:  # nothing is written: right after the colon
        start = end = colon if colon >= 0 else start
    elif style in BLOCK:
        end = start + len(text[start:end].rstrip("\n "))
    return Place(key, colon, start, end, "scalar", style, inside)


def _stretch(found: dict[Loc, Place], stack: list[_Open], end: int) -> None:
    """A collection in block style ends where its last value does."""
    if stack and not found[stack[-1].loc].flow:
        found[stack[-1].loc].end = max(found[stack[-1].loc].end, end)
