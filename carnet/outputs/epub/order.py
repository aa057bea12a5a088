"""The book's order: the plan unfolded into documents, each entry having one home.

In: a visible carnet. Out: a tree of ``Section``, one per document, and the home of every entry. An entry
placed in the plan by name is there and nowhere else; a kind that has its chapter in the plan (portraits,
ressources…) is in that chapter; a photo or a verbatim that a text includes is where it is first included,
and so is a sound that has no other place; the rest is with its event.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from carnet import wording
from carnet.kinds import FicheTexte
from carnet.model import Entry, Step
from carnet.plan import CHAPTER_OF, FRONT, walk
from carnet.sources import slug
from carnet.text.cite import BIBLIOGRAPHY
from carnet.visible import Visible

Matter = Literal["frontmatter", "bodymatter", "backmatter"]

GROUPED: Final = ("seance", "verbatim", "photo", "son", "ressource", "enseignement", "piste")
"""Short kinds: those of an event share one document. The others have one document each."""

ALWAYS_GROUPED: Final = ("verbatim", "photo")
GROUP_TITLES: Final = {"seance": "Les séances", "verbatim": "Paroles", "photo": "Images", "son": "À écouter"}
INCLUDED: Final = ("photo", "verbatim")
"""Kinds that are shown whole where a text includes them, and then nowhere else."""

TYPE_OF: Final = {chapter: type_ for type_, chapter in CHAPTER_OF.items()}
BACK_CHAPTERS: Final = ("glossaire", "index", "bibliographie", "credits", "colophon")
WALL: Final = 60
"""How many verbatims one document holds; beyond it, one document per event."""


@dataclass(frozen=True, slots=True)
class Section:
    """One document. ``name`` is its file's stem; ``forme`` the template it is set with.

    ``entries`` are those it shows, in order; ``inside`` the documents that come after it, one level down.
    """

    name: str
    forme: str
    titre: str
    surtitre: str = ""
    entries: tuple[Entry, ...] = ()
    inside: tuple["Section", ...] = ()
    matter: Matter = "bodymatter"


@dataclass(frozen=True, slots=True)
class Book:
    """The order of the whole book. ``homes`` maps an entry's id to the name of the document that shows it.

    ``hosts`` maps an entry shown inside another's text to that other's id.
    """

    sections: tuple[Section, ...]
    homes: Mapping[str, str]
    hosts: Mapping[str, str]

    def flat(self) -> Iterator[Section]:
        """Yield the documents in reading order."""
        return flat(self.sections)

    def chapter(self, forme: str) -> Section | None:
        """Return the document of a generated chapter, when the book has it."""
        return next((section for section in self.flat() if section.forme == forme), None)


def flat(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections in reading order, what is inside one after it."""
    for section in sections:
        yield section
        yield from flat(section.inside)


def arrange(visible: Visible, identifier: Callable[[Entry], str], *, sound: bool = True) -> Book:
    """Return the order of a visible carnet; ``identifier`` gives an entry's public and unique name.

    Without ``sound`` nothing is said to be listened to.
    """
    titles = GROUP_TITLES if sound else {**GROUP_TITLES, "son": wording.kind("son", plural=True)}
    first = _Unfolding(visible, identifier, frozenset(), titles).sections()
    hosts = _hosts(visible, [entry for section in flat(first) for entry in section.entries])
    sections = _Unfolding(visible, identifier, frozenset(hosts), titles).sections() if hosts else first
    homes = {entry.id: section.name for section in flat(sections) for entry in section.entries}
    for guest, host in hosts.items():
        while host not in homes:  # a photo in a verbatim in a récit is where the récit is
            host = hosts[host]
        homes[guest] = homes[host]
    return Book(sections, homes, hosts)


def _hosts(visible: Visible, reading: list[Entry]) -> dict[str, str]:
    """Return which entry first shows each included photo and verbatim, in reading order."""
    placed = {step.entry for step in walk(visible.plan) if step.entry}
    at_home = placed | {entry.id for entry in reading if entry.type not in INCLUDED}
    hosts: dict[str, str] = {}
    for entry in reading:
        ahead = [entry]
        while ahead:
            host = ahead.pop(0)
            for guest in _shown_by(visible, host):
                if guest.id not in hosts and guest.id not in at_home and guest.id != entry.id:
                    hosts[guest.id] = host.id
                    ahead.append(guest)
    return _without_rings(hosts)


def _without_rings(hosts: dict[str, str]) -> dict[str, str]:
    """Let two verbatims that include each other stand on their own."""
    kept = {}
    for guest, host in hosts.items():
        seen = {guest}
        while host in hosts and host not in seen:
            seen.add(host)
            host = hosts[host]
        if host not in seen:
            kept[guest] = hosts[guest]
    return kept


def _shown_by(visible: Visible, host: Entry) -> list[Entry]:
    """Return the photos, verbatims and sounds that an entry's own text shows."""
    carnet = visible.carnet
    parsed = carnet.bodies.get(host.id)
    refs = parsed.refs if parsed else ()
    ids = [carnet.body_links.get((host.id, r.ordinal), "") for r in refs if r.kind in ("inclusion", "image")]
    found = [visible.entries[id_] for id_ in ids if id_ in visible.entries]
    shown = [entry for entry in found if entry.type in (*INCLUDED, "son")]
    return visible.targets(host, "photo") + shown if host.type == "portrait" else shown


class _Unfolding:
    """Unfolds the plan once. ``guests`` are shown inside other entries and have no place of their own.

    ``titles`` are those of some groups of entries of one kind.
    """

    def __init__(
        self,
        visible: Visible,
        identifier: Callable[[Entry], str],
        guests: frozenset[str],
        titles: Mapping[str, str],
    ) -> None:
        self.visible = visible
        self.identifier = identifier
        self.guests = guests
        self.titles = titles
        self.placed = {step.entry for step in walk(visible.plan) if step.entry}
        self.chapters = {step.chapitre for step in walk(visible.plan) if step.chapitre}
        self.taken: set[str] = set()
        self.started = False
        self.parts = 0

    def sections(self) -> tuple[Section, ...]:
        return tuple(self._steps(self.visible.plan))

    def _steps(self, steps: Iterable[Step], *, inner: bool = False) -> Iterator[Section]:
        for step in steps:
            section = self._step(step, inner=inner)
            if section is not None:
                yield section

    def _step(self, step: Step, *, inner: bool) -> Section | None:
        if step.partie is not None:
            self.parts += 1
            self.started = True
            name = f"partie_{self.parts}"
            inside = tuple(self._steps(step.contenu, inner=True))
            return Section(name, "partie", step.partie, inside=inside) if inside else None
        if step.chapitre is not None:
            return self._chapter(step.chapitre)
        assert step.entry is not None
        entry = self.visible.entries[step.entry]
        if entry.id in self.taken:
            return None
        return self._event(entry, inner=inner) if entry.type == "evenement" else self._alone(entry)

    def _alone(self, entry: Entry, surtitre: str = "") -> Section:
        self.taken.add(entry.id)
        self.started = self.started or not (isinstance(entry.fiche, FicheTexte) and entry.fiche.role in FRONT)
        if not surtitre and isinstance(entry.fiche, FicheTexte):
            role = wording.choice(entry.fiche.role)
            surtitre = "" if role == entry.fiche.titre else role
        elif not surtitre:
            surtitre = wording.kind(entry.type)
        titre = self.visible.titre(entry)
        return Section(self.identifier(entry), "entree", titre, surtitre, (entry,), (), self._matter(entry))

    def _matter(self, entry: Entry) -> Matter:
        if not isinstance(entry.fiche, FicheTexte):
            return "bodymatter"
        if entry.fiche.role in FRONT and not self.started:
            return "frontmatter"
        return "backmatter" if entry.fiche.role in ("remerciements", "annexe") else "bodymatter"

    def _event(self, event: Entry, *, inner: bool) -> Section:
        self.taken.add(event.id)
        self.started = True
        own = [entry for entry in self.visible.in_event(event) if self._belongs(entry)]
        inside: list[Section] = []
        for type_ in dict.fromkeys(entry.type for entry in own):
            same = tuple(entry for entry in own if entry.type == type_)
            if type_ in GROUPED and (len(same) > 1 or type_ in ALWAYS_GROUPED):
                inside.append(self._group(event, type_, same))
            else:
                inside += [self._alone(entry) for entry in same]
        forme = "evenement" if inner else "evenement-partie"
        return Section(self.identifier(event), forme, self.visible.titre(event), "", (event,), tuple(inside))

    def _group(self, event: Entry, type_: str, entries: tuple[Entry, ...]) -> Section:
        self.taken |= {entry.id for entry in entries}
        titre = self.titles.get(type_, wording.kind(type_, plural=True))
        forme = f"groupe-{type_}"
        return Section(f"{self.identifier(event)}_{type_}", forme, titre, self.visible.titre(event), entries)

    def _belongs(self, entry: Entry) -> bool:
        """Whether an entry of an event is shown with it."""
        if entry.id in self.placed | self.guests | self.taken or CHAPTER_OF.get(entry.type) in self.chapters:
            return False
        return entry.type != "portrait" or bool(entry.body.strip())

    def _chapter(self, chapter: str) -> Section | None:
        titre = wording.CHAPTER_TITLES[chapter]
        matter: Matter = "backmatter" if chapter in BACK_CHAPTERS else "bodymatter"
        entries = self._of_chapter(chapter)
        self.taken |= {entry.id for entry in entries}
        section = Section(f"chapitre_{chapter}", chapter, titre, entries=entries, matter=matter)
        if chapter in TYPE_OF and not entries:
            return None
        if chapter == "parcours" and not self.visible.evenements:
            return None
        if chapter == "bibliographie" and BIBLIOGRAPHY not in self.visible.carnet.bodies:
            return None
        if chapter == "portraits":
            inside = tuple(self._alone(entry) for entry in entries)
            return replace(section, entries=(), inside=inside)
        if chapter == "verbatims" and len(entries) > WALL:
            return replace(section, entries=(), inside=tuple(self._walls(entries)))
        return section

    def _of_chapter(self, chapter: str) -> tuple[Entry, ...]:
        if chapter not in TYPE_OF:
            return ()
        all_ = self.visible.portraits if chapter == "portraits" else self.visible.of_type(TYPE_OF[chapter])
        if chapter == "glossaire":
            all_ = sorted(all_, key=lambda e: slug(self.visible.titre(e)))
        return tuple(e for e in all_ if e.id not in self.placed | self.guests | self.taken)

    def _walls(self, entries: tuple[Entry, ...]) -> Iterator[Section]:
        for event in self.visible.evenements:
            if own := tuple(entry for entry in entries if entry.evenement == event.id):
                yield self._group(event, "verbatim", own)
