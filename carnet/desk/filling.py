"""From a posted form to front matter, and from front matter to what a form shows.

In: the controls of a kind and what was posted, or the tree of a file. Out: values as a file has them
(strings, lists, groups), so that what was not touched compares equal and is not written again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from carnet.desk.controls import Control, Form
from carnet.fields import NON, OUI
from carnet.frontmatter import Loc, Value

PREFIX: Final = "c."
"""What starts the name of every field of an entry, so that the desk's own (``_version``) are apart."""
MOST_ROWS: Final = 400
Posted = Mapping[str, Sequence[str]]
_ROW: Final = re.compile(r"(\d{1,3})(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Names:
    """How entries are called in forms: a name people read for every id, and back.

    ``ids`` maps a name, and every way of writing a reference, to the id it means; ``short`` is the shortest
    way of writing an id.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)

    def label(self, ref: str) -> str:
        """Return how a reference is shown; one that means nothing is shown as it is written."""
        return self.labels.get(self.ids.get(ref, ""), ref)

    def ref(self, label: str, written: Iterable[str]) -> str:
        """Return what to write for a name: what was already written for it, else the shortest."""
        id_ = self.ids.get(label)
        kept = next((ref for ref in written if ref == label or (id_ and self.ids.get(ref) == id_)), None)
        return kept or self.short.get(id_ or "", label)


def tree_of(
    controls: Iterable[Control],
    posted: Posted,
    now: Mapping[str, Value],
    names: Names,
    prefix: str = PREFIX,
) -> dict[str, Value]:
    """Return the keys a form gives; a key left empty is None, one the form did not show is absent."""
    found: dict[str, Value] = {}
    for control in controls:
        name = f"{prefix}{control.nom}"
        if f"{name}!" in posted or control.forme in (Form.GROUPE, Form.RANGS):
            if control.forme in (Form.GROUPE, Form.RANGS) and not _shown(posted, name):
                continue
            found[control.nom] = _value(control, posted, name, now.get(control.nom), names)
    return found


def _shown(posted: Posted, name: str) -> bool:
    return any(key.startswith(f"{name}.") or key == f"{name}!" for key in posted)


def _value(control: Control, posted: Posted, name: str, now: Value, names: Names) -> Value:
    text = _text(posted, name)
    match control.forme:
        case Form.CASE:
            return _ticked(name in posted, now)
        case Form.COCHES:
            return _boxes(control, [t for t in posted.get(name, ()) if t], now)
        case Form.LIGNES:
            return _lines(text, now, alone=control.seul)
        case Form.RENVOI:
            return names.ref(text, [now] if isinstance(now, str) else []) if text else None
        case Form.GROUPE:
            return tree_of(control.dedans, posted, _group(now), names, f"{name}.")
        case Form.RANGS:
            return _rows(control, posted, name, now, names)
        case Form.CHOIX:
            return text if text and not (now is None and text == control.defaut) else None
        case Form.TEXTE:
            return text or None
        case _:
            return " ".join(text.split("\n")) or None


def _text(posted: Posted, name: str) -> str:
    values = posted.get(name, ())
    return clean(values[0]) if values else ""


def clean(text: str) -> str:
    """Return a text as files have it: ``\\n`` line ends, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _group(now: Value) -> Mapping[str, Value]:
    return now if isinstance(now, dict) else {}


def _ticked(ticked: bool, now: Value) -> Value:
    """Return a yes or a no; what already says so stays as it is written, an unsaid no stays unsaid."""
    word = str(now).lower() if now is not None else ""
    if ticked:
        return now if word in OUI else "oui"
    return now if word in NON else (None if now is None else "non")


def _boxes(control: Control, ticked: list[str], now: Value) -> Value:
    """Return the ticked values, in the order they are already written; all of a default list is unsaid."""
    before = [str(item) for item in now] if isinstance(now, list) else []
    if not ticked:
        return now if now == [] else None
    if now is None and control.nom == "sorties" and set(ticked) == set(control.options):
        return None
    return [*(one for one in before if one in ticked), *(one for one in ticked if one not in before)]


def _lines(text: str, now: Value, *, alone: bool) -> Value:
    lines: list[Value] = [line.strip() for line in text.split("\n") if line.strip()]
    if alone and isinstance(now, str) and len(lines) == 1:
        return lines[0]
    return lines or (now if now == [] else None)


def _rows(control: Control, posted: Posted, name: str, now: Value, names: Names) -> Value:
    numbers = sorted({int(m[1]) for key in posted if (m := _ROW.match(key.removeprefix(f"{name}.")))
                      and key.startswith(f"{name}.")})[:MOST_ROWS]  # fmt: skip
    before = now if isinstance(now, list) else [now] if isinstance(now, str) else []
    rows: list[Value] = []
    for number in numbers:
        old = before[number] if number < len(before) else None
        row = _row(control, posted, f"{name}.{number}", old, names)
        if row:
            rows.append(row)
    return rows or (now if now == [] else None)


def _row(control: Control, posted: Posted, name: str, old: Value, names: Names) -> Value:
    first = control.dedans[0]
    if not first.nom:
        text = _text(posted, name)
        return names.ref(text, [old] if isinstance(old, str) else []) if text else None
    inside = tree_of(control.dedans, posted, {first.nom: old} if isinstance(old, str) else _group(old), names,
                     f"{name}.")  # fmt: skip
    said = filled(inside)
    if control.simple and isinstance(said, dict) and set(said) == {first.nom} and not isinstance(old, dict):
        return said[first.nom]
    return said


def rows_of(control: Control, value: Value) -> list[dict[str, Value]]:
    """Return the rows a list shows, one of them empty so that there is where to write."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    first = control.dedans[0].nom
    shown: list[dict[str, Value]] = [item if isinstance(item, dict) else {first: item} for item in items]
    return [*shown, {}]


def changes(before: Mapping[str, Value], after: Mapping[str, Value], loc: Loc = ()) -> dict[Loc, Value]:
    """Return what differs between a file's tree and a form's; what the form does not speak of stays."""
    found: dict[Loc, Value] = {}
    for key, new in after.items():
        old, here = before.get(key), (*loc, key)
        if isinstance(old, dict) and isinstance(new, dict):
            inside = changes(old, new, here)
            gone = {
                path[-1] for path, value in inside.items() if value is None and len(path) == len(here) + 1
            }
            found |= {here: None} if gone >= old.keys() and not filled(new) else inside
        elif filled(new) != old:
            found[here] = filled(new)
    return found


def filled(value: Value) -> Value:
    """Return a value without the keys of its groups that say nothing; None when none says anything."""
    if isinstance(value, dict):
        return {key: inner for key, item in value.items() if (inner := filled(item)) is not None} or None
    return value
