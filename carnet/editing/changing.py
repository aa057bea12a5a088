"""The lines of a front matter, and changes made to as few of them as can be.

In: lines, each with its own end, and a value for a path. A group or a list that is already there is changed
key by key and item by item; what is between brackets is written again, its unchanged parts as they stood.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher

from carnet.diagnostics import Report
from carnet.editing.places import Place, places
from carnet.editing.written import after_key, group, inline, item_lines, scalar
from carnet.frontmatter import Loc, Value, read_front


class Changing:
    """A front matter being changed; ``lines`` and ``ends`` are its state after each change."""

    def __init__(self, lines: list[str], ends: list[str], usual: str, order: Sequence[str]) -> None:
        self.lines = lines
        self.ends = ends
        self._usual = usual
        self._order = {key: rank for rank, key in enumerate(order)}
        self._look()

    @property
    def text(self) -> str:
        """The lines, with the line ends the reader wants."""
        return "\n".join(self.lines)

    def _look(self) -> None:
        self._text = self.text
        self._tree = read_front(self._text, "", Report()).tree
        self._places = places(self._text) if self._tree else {}
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def change(self, loc: Loc, value: Value) -> None:
        """Give one path a value; None takes its key away."""
        old = self._at(loc)
        if old == value:
            return
        around = next((loc[:n] for n in range(len(loc)) if self._is_flow(loc[:n])), None)
        if around is not None:
            self._flow(around, loc, value)
        elif value is None:
            self._remove(loc)
        elif loc not in self._places:
            self._add(loc, value)
        elif isinstance(old, dict) and isinstance(value, dict) and not self._is_flow(loc):
            for key in [*value, *(key for key in old if key not in value)]:
                self.change((*loc, key), value.get(key))
        elif isinstance(old, list) and isinstance(value, list) and not self._is_flow(loc):
            self._list(loc, old, value)
        elif self._is_flow(loc) and isinstance(value, type(old)):
            self._replace(loc, [f" {self._again(loc, value)}"])
        else:
            self._replace(loc, self._after(loc, value))

    def _at(self, loc: Loc) -> Value:
        value: Value = self._tree
        for part in loc:
            if isinstance(value, dict):
                value = value.get(str(part))
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def _is_flow(self, loc: Loc) -> bool:
        place = self._places.get(loc)
        return place is not None and place.flow and place.kind != "scalar"

    def _line(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of a place in the text."""
        line = min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)
        return line, offset - self._starts[line]

    def _splice(self, first: int, last: int, new: Sequence[str]) -> None:
        """Put lines in the place of those from ``first`` to ``last`` excluded."""
        kept = self.ends[last - 1] if last > first else self._usual
        self.lines[first:last] = new
        self.ends[first:last] = [*[self._usual] * (len(new) - 1), kept] if new else []
        self._look()

    # --- values ----------------------------------------------------------------------------------

    def _after(self, loc: Loc, value: Value) -> list[str]:
        place = self._places[loc]
        if isinstance(value, str) and "\n" not in value and value and place.style in ("'", '"'):
            return [f" {scalar(value, quote=place.style)}"]
        return after_key(value, self._indent(loc))

    def _indent(self, loc: Loc) -> int:
        """Return the column of a value's key, or of its dash."""
        place = self._places[loc]
        line, column = self._line(place.key if place.key >= 0 else place.start)
        return column if place.key >= 0 else self.lines[line].rindex("-", 0, column)

    def _replace(self, loc: Loc, new: list[str]) -> None:
        """Put another value after a key or a dash; a comment at the end of the first line stays there."""
        place = self._places[loc]
        if place.colon >= 0:
            line, column = self._line(place.colon)
        else:
            line, column = self._line(place.start)
            column = self.lines[line].rindex("-", 0, column) + 1
        last, end = self._line(place.end)
        head, tail = self.lines[line][:column], self.lines[last][end:]
        in_lines = place.kind != "scalar" and not place.flow and last > line
        if in_lines or place.style in ("|", ">"):
            tail = self._comment(self.lines[line][column:])
        first, *rest = new
        self._splice(line, last + 1, [head + first + tail, *rest])

    @staticmethod
    def _comment(text: str) -> str:
        at = text.find(" #")
        return text[at:].rstrip() if at >= 0 else ""

    def _again(self, loc: Loc, value: Value) -> str:
        """Return what is between brackets written again, its unchanged parts as they are in the text."""
        old = self._at(loc)
        place = self._places.get(loc)
        if place is not None and old == value:
            return " ".join(self._text[place.start : place.end].split("\n"))
        if isinstance(value, dict) and isinstance(old, dict):
            keys = [key for key in old if key in value] + [key for key in value if key not in old]
            pairs = (f"{scalar(key, flow=True)}: {self._again((*loc, key), value[key])}" for key in keys)
            return "{" + ", ".join(pairs) + "}"
        if isinstance(value, list) and isinstance(old, list):
            known = {json.dumps(item): n for n, item in enumerate(old)}
            items = (self._again((*loc, known.get(json.dumps(item), -1)), item) for item in value)
            return f"[{', '.join(items)}]"
        if place is not None and isinstance(value, str) and place.style in ("'", '"'):
            return scalar(value, flow=True, quote=place.style)
        return inline(value)

    def _flow(self, around: Loc, loc: Loc, value: Value) -> None:
        """Change something between brackets: the outermost ones are written again."""
        changed = _with(self._at(around), loc[len(around) :], value)
        if changed:
            self._replace(around, [f" {self._again(around, changed)}"])
        else:
            self._remove(around)

    # --- keys ------------------------------------------------------------------------------------

    def _add(self, loc: Loc, value: Value) -> None:
        """Write a key that is not there, and the groups it needs."""
        depth = next(n for n in range(len(loc) - 1, -1, -1) if n == 0 or loc[:n] in self._places)
        for part in reversed(loc[depth + 1 :]):
            value = {str(part): value}
        owner, key = loc[:depth], str(loc[depth])
        siblings = self._at(owner)
        if depth and not isinstance(siblings, dict):
            self._replace(owner, self._after(owner, {key: value}))
            return
        keys = list(siblings) if isinstance(siblings, dict) else []
        indent = self._indent((*owner, keys[0])) if keys else 0
        new = list(group({key: value}, indent))
        before = self._before(keys, key) if not depth else keys[-1]
        line = self._end_line((*owner, before)) if before is not None else self._top(keys)
        self._splice(line, line, new)

    def _before(self, keys: list[str], key: str) -> str | None:
        """Return the key after which a new one goes; None for the first place."""
        rank = self._order.get(key)
        if rank is None:
            return keys[-1] if keys else None
        ranks = {k: self._order.get(k, -1) for k in keys if k in self._order or k == "type"}
        return max((k for k in ranks if ranks[k] < rank), key=ranks.__getitem__, default=None)

    def _top(self, keys: list[str]) -> int:
        return self._line(self._places[(keys[0],)].key)[0] if keys else 0

    def _end_line(self, loc: Loc) -> int:
        return self._line(self._places[loc].end)[0] + 1

    def _remove(self, loc: Loc) -> None:
        """Take a key away with its lines; a group left empty goes with it."""
        if loc not in self._places:
            return
        owner = self._at(loc[:-1])
        if loc[:-1] and isinstance(owner, dict) and len(owner) == 1:
            self._remove(loc[:-1])
            return
        place = self._places[loc]
        if isinstance(owner, list):
            self._list(loc[:-1], owner, [item for n, item in enumerate(owner) if n != loc[-1]])
            return
        line, column = self._line(place.key)
        if self.lines[line][:column].strip(" " + "\ufeff"):  # « - titre: » : the first key of an item
            assert isinstance(owner, dict)
            self._replace(loc[:-1], self._item({k: v for k, v in owner.items() if k != loc[-1]}, loc[:-1]))
            return
        self._splice(line, self._end_line(loc), [])

    def _item(self, value: Value, loc: Loc) -> list[str]:
        first, *rest = item_lines(value, self._indent(loc))
        return [first.strip().removeprefix("-"), *rest]

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, loc: Loc, old: list[Value], new: list[Value]) -> None:
        """Change a list of dashes item by item: what did not change is not touched."""
        if not new:
            self._remove(loc)
            return
        spans = [self._item_span((*loc, n)) for n in range(len(old))]
        if any(self.lines[first][: self._indent((*loc, n))].strip() for n, (first, _) in enumerate(spans)):
            self._replace(loc, self._after(loc, new))  # « - - a »: a list in a list
            return
        indent = self._indent((*loc, 0))
        before, after = [json.dumps(v) for v in old], [json.dumps(v) for v in new]
        steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for tag, low, high, start, stop in reversed(steps):
            if tag == "equal":
                continue
            pairs = min(high - low, stop - start)
            extra = [line for item in new[start + pairs : stop] for line in item_lines(item, indent)]
            at = spans[low + pairs - 1][1] if low + pairs > 0 else spans[0][0]
            until = spans[high - 1][1] if high > low + pairs else at
            if extra or until > at:
                self._splice(at, until, extra)
            for step in reversed(range(pairs)):
                self._change_item((*loc, low + step), new[start + step])

    def _change_item(self, loc: Loc, value: Value) -> None:
        if isinstance(self._at(loc), dict) and isinstance(value, dict):
            self.change(loc, value)
        elif isinstance(value, str) and self._places[loc].kind == "scalar":
            self._replace(loc, self._after(loc, value))
        else:
            self._replace(loc, self._item(value, loc))

    def _item_span(self, loc: Loc) -> tuple[int, int]:
        """Return the first line of an item, and the one after its last."""
        place: Place = self._places[loc]
        line, column = self._line(place.start)
        if "-" not in self.lines[line][:column]:  # the dash stands alone on a line above
            while line and not self.lines[line].lstrip().startswith("-"):
                line -= 1
        return line, self._line(place.end)[0] + 1


def _with(value: Value, loc: Loc, new: Value) -> Value:
    """Return a value changed at a path; None takes away."""
    if not loc:
        return new
    part, *rest = loc
    if isinstance(value, list) and isinstance(part, int):
        items = [_with(item, tuple(rest), new) if n == part else item for n, item in enumerate(value)]
        return [item for item in items if item is not None]
    group_ = dict(value) if isinstance(value, dict) else {}
    group_[str(part)] = _with(group_.get(str(part)), tuple(rest), new)
    return {key: item for key, item in group_.items() if item is not None}
