"""One entry as its form shows it, and what is missing in each.

In: the state of the carnet and a file. Out: ``Sheet``: its values, its version, what is wrong beside each
field; ``names``: how entries are called. A file that cannot be read has a sheet of its bare text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from carnet.desk import words
from carnet.desk.controls import Control, Form, Part, parts
from carnet.desk.filling import PREFIX, Names
from carnet.desk.live import State
from carnet.desk.saving import packed, tree_and_body, version
from carnet.diagnostics import CarnetError, Diagnostic
from carnet.frontmatter import Front, Loc, Value
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS, FichePortrait
from carnet.model import Entry
from carnet.rules import Gravite
from carnet.sources import COMMON, slug

BODY_NAME: Final = "_corps"
_NAMED: Final = re.compile(r"« ([\w.]+) »")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend: where in the form (a control's name, "" for the whole), and what to do."""

    name: str
    told: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form shows. ``seen`` is the version it was opened on, ``origin`` the text of that version."""

    path: str
    type: str
    titre: str
    parts: tuple[Part, ...]
    tree: Mapping[str, Value]
    body: str
    seen: str
    origin: str
    faults: tuple[Fault, ...] = ()
    evenement: str | None = None

    @property
    def stem(self) -> str:
        """What a form is told apart by."""
        return self.path.removesuffix(".md")

    @property
    def statut(self) -> str:
        """Where the entry stands."""
        return str(self.tree.get("statut") or "brouillon")

    def faults_of(self, name: str, control: Control) -> list[Fault]:
        """Return what is wrong with one control; a list answers for its items."""
        whole = control.forme in (Form.LIGNES, Form.COCHES)
        return [f for f in self.faults if f.name == name or (whole and f.name.startswith(f"{name}."))]

    @property
    def first_faults(self) -> list[Fault]:
        """What is said at the top: everything that stops, each leading to its field."""
        return [f for f in self.faults if f.blocks]

    def is_open(self, part: Part) -> bool:
        """Whether a part is shown at once: it is asked for, it has something in it, or something to mend.

        Whoever is named has given her own agreement in her own entry: it is not asked again.
        """
        inside = {c.nom for c in part.controls}
        wrong = {f.name.removeprefix(PREFIX).partition(".")[0] for f in self.faults}
        named = bool(self.tree.get("personne") or self.tree.get("personnes"))
        return (part.ouverte and not named) or bool(inside & wrong) or "accord" in inside & set(self.tree)


def sheet(state: State, path: str, content: bytes) -> Sheet | None:
    """Return the sheet of a file, None when its front matter cannot be read."""
    type_ = type_of(state, path)
    if type_ is None:
        return None
    try:
        text = content.decode()
        tree, body = tree_and_body(text)
    except (UnicodeDecodeError, CarnetError):
        return None
    return Sheet(
        path, type_, title(state, path), _parts(type_, tree), tree, body.strip("\n"), version(content),
        packed(text), faults_of(state, path), event_of(path),
    )  # fmt: skip


def blank(type_: str, evenement: str | None, tree: Mapping[str, Value], body: str = "") -> Sheet:
    """Return the sheet of an entry that is not written yet."""
    return Sheet("", type_, "", _parts(type_, tree), tree, body, "", "", (), evenement)


def _parts(type_: str, tree: Mapping[str, Value]) -> tuple[Part, ...]:
    """Return the form of a kind; the words of a verbatim are its body, unless they are already elsewhere."""
    found = parts(type_)
    if type_ != "verbatim" or tree.get("texte"):
        return found
    first = found[0]
    kept = tuple(c for c in first.controls if c.nom != "texte")
    return (Part(first.id, first.titre, kept, first.ouverte), *found[1:])


def event_of(path: str) -> str | None:
    """Return the event whose folder holds a file."""
    folder = path.split("/")[1] if path.startswith("entries/") else None
    return folder if folder != COMMON else None


def type_of(state: State, path: str) -> str | None:
    """Return a file's kind, as its place or its ``type`` says it, even when the rest is wrong."""
    if path.startswith("portraits/"):
        return "portrait"
    if path.endswith("/evenement.md"):
        return "evenement"
    source = next((s for s in state.sources.entries if s.path == path), None)
    written = source.front.tree.get("type") if source else None
    return written if isinstance(written, str) and written in KINDS else None


def title(state: State, path: str) -> str:
    """Return what an entry is called at the desk: a person by her name, whatever is shown of it."""
    entry = state.by_path.get(path)
    if entry is not None:
        return name_of(state, entry)
    source = next((s for s in state.sources.entries if s.path == path), None)
    tree = source.front.tree if source else {}
    said = tree.get("titre") or tree.get("nom")
    return str(said) if said else path.rpartition("/")[2].removesuffix(".md")


def name_of(state: State, entry: Entry) -> str:
    """Return an entry's name at the desk."""
    return entry.fiche.nom if isinstance(entry.fiche, FichePortrait) else state.visible.titre(entry)


# --- names -----------------------------------------------------------------------------------------


def names(state: State, path: str = "") -> Names:
    """Return how every entry is called, those that share a title told apart; ``path`` is who names them."""
    titles: dict[str, list[Entry]] = {}
    for entry in state.carnet.entries.values():
        titles.setdefault(name_of(state, entry), []).append(entry)
    labels = {
        entry.id: called if len(group) == 1 else f"{called} ({entry.id})"
        for called, group in titles.items()
        for entry in group
    }
    stems: dict[str, list[str]] = {}
    for entry in state.carnet.entries.values():
        stems.setdefault(entry.stem, []).append(entry.id)
    short = {id_: stem if len(same) == 1 else id_ for stem, same in stems.items() for id_ in same}
    ids = {stem: same[0] for stem, same in stems.items() if len(same) == 1}
    ids |= {id_: id_ for id_ in labels} | {label: id_ for id_, label in labels.items()}
    owner = state.by_path.get(path)
    for link in state.carnet.links_of.get(owner.id, ()) if owner else ():
        written = _at(owner.source.front.tree, link.loc) if owner else None
        if isinstance(written, str):
            ids[written] = link.target
    return Names(labels, ids, short)


def choices(state: State, types: Sequence[str], called: Names) -> list[str]:
    """Return what a reference to these kinds may name, in alphabetical order."""
    found = [e for e in state.carnet.entries.values() if not types or e.type in types]
    return sorted((called.labels[e.id] for e in found), key=slug)


def _at(tree: Mapping[str, Value], loc: Loc) -> Value:
    value: Value = dict(tree)
    for part in loc:
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


# --- what is wrong, what is missing ----------------------------------------------------------------


def faults_of(state: State, path: str) -> tuple[Fault, ...]:
    """Return what is wrong in a file."""
    return faults(state.remarks_by_path.get(path, []), _front(state, path))


def faults(remarks: Sequence[Diagnostic], front: Front | None) -> tuple[Fault, ...]:
    """Return the remarks of a file as its form shows them, each beside its field."""
    return tuple(dict.fromkeys(_fault(remark, front) for remark in remarks))


def _fault(remark: Diagnostic, front: Front | None) -> Fault:
    blocks = remark.gravite is Gravite.ERREUR
    if remark.code == "champ-manquant":
        field_ = _NAMED.search(remark.message)
        name = field_[1] if field_ else ""
        return Fault(f"{PREFIX}{name}", words.missing(name.rpartition(".")[2]), blocks)
    told = f"{remark.message[:1].upper()}{remark.message[1:]}."
    told += f" {remark.aide[:1].upper()}{remark.aide[1:]}." if remark.aide else ""
    loc = _loc(remark, front)
    if loc is None:
        inside = front is not None and remark.span.line > max(
            (s.line for s in front.values.values()), default=1
        )
        return Fault(BODY_NAME if inside else "", told, blocks)
    return Fault(PREFIX + ".".join(map(str, loc)), told, blocks)


def _loc(remark: Diagnostic, front: Front | None) -> Loc | None:
    """Return the field a remark speaks of, by its place."""
    if front is None:
        return None
    places = [*front.values.items(), *front.keys.items()]
    here = [
        loc
        for loc, span in places
        if loc and (span.line, span.column) == (remark.span.line, remark.span.column)
    ]
    return max(here, key=len, default=None)


def _front(state: State, path: str) -> Front | None:
    return next((s.front for s in state.sources.entries if s.path == path), None)


def addable(evenement: str | None) -> list[str]:
    """Return the kinds that may be added to an event, or to what is common."""
    return [t for t in KINDS if t in (IN_EVENT if evenement else IN_COMMON | {"portrait", "evenement"})]


def new_path(state: State, type_: str, tree: Mapping[str, Value], evenement: str | None, body: str) -> str:
    """Return where a new entry goes: a name made of its title, that no other has."""
    words_ = str(
        tree.get("titre") or tree.get("nom") or tree.get("alt") or " ".join(body.split()[:6]) or type_
    )
    name = slug(words_)[:60].strip("-")
    if type_ == "evenement":
        shape = "entries/{}/evenement.md"
    elif type_ == "portrait":
        shape = "portraits/{}.md"
    else:
        shape = f"entries/{evenement or COMMON}/{{}}.md"
        name = f"{type_}-{name}" if type_ in ("verbatim", "photo") and not name.startswith(type_) else name
    taken = state.sources.lines
    numbered = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
    return next(p for n in numbered if (p := shape.format(n)) not in taken)
