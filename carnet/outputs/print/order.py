"""The book's order: the plan unfolded into sections, each entry having one place.

In: a visible carnet. Out: a tree of ``Section``. An entry the plan names is there and nowhere else; a kind
that has its chapter in the plan is in that chapter; a photo or a verbatim that a text includes is where it
is first included; the rest is with its event.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carnet import wording
from carnet.kinds import FicheTexte
from carnet.model import Entry, Step
from carnet.outputs.print.colours import Accent, accent
from carnet.plan import CHAPTER_OF, walk
from carnet.sources import slug
from carnet.text.cite import BIBLIOGRAPHY
from carnet.visible import Visible

INCLUDED: Final = ("photo", "verbatim")
"""Kinds that are shown whole where a text includes them."""

ELSEWHERE: Final = "Hors des évènements"
"""The title of the words said at none of the events."""

TYPE_OF: Final = {chapter: type_ for type_, chapter in CHAPTER_OF.items()}
RECTO_TEXTS: Final = ("avant-propos", "introduction", "mode-d-emploi", "traversee", "conclusion", "annexe")
RECTO_CHAPTERS: Final = ("parcours", "portraits", "verbatims", "inventaire", "enseignements", "pistes",
                         "ressources", "glossaire", "index")  # fmt: skip
GROUPS: Final = {"seance": "Les séances", "verbatim": "Paroles", "photo": "Images", "son": "À écouter"}
"""Short kinds of an event, set one after the other under one title."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title and what stands under it. ``gabarit`` is the template that sets it.

    ``recto`` tells that it opens on a right-hand page. ``entries`` are those the section shows itself, in
    order; ``inside`` are the sections one level down. ``tete`` is the left running head, ``accent`` the
    mark of its event.
    """

    gabarit: str
    id: str
    titre: str
    niveau: int
    surtitre: str = ""
    entries: tuple[Entry, ...] = ()
    inside: tuple["Section", ...] = ()
    recto: bool = False
    tete: str = ""
    accent: Accent | None = None

    @property
    def entry(self) -> Entry:
        """The entry of a section that shows one."""
        return self.entries[0]


def flat(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections in reading order, what is inside one after it."""
    for section in sections:
        yield section
        yield from flat(section.inside)


def shown(sections: Iterable[Section]) -> Iterator[Entry]:
    """Yield the entries that have a place in the book, in reading order."""
    for section in flat(sections):
        yield from section.entries


def arrange(
    visible: Visible, identifier: Callable[[Entry], str]
) -> tuple[tuple[Section, ...], frozenset[str]]:
    """Return the sections of the book, and the ids of the entries that only stand inside others' texts."""
    first = _Unfolding(visible, identifier, frozenset()).sections()
    guests = _guests(visible, list(shown(first)))
    return (_Unfolding(visible, identifier, guests).sections() if guests else first), guests


def _guests(visible: Visible, reading: Sequence[Entry]) -> frozenset[str]:
    """Return the photos and verbatims that the texts of the book show."""
    placed = {step.entry for step in walk(visible.plan)}
    found: set[str] = set()
    ahead = [entry for entry in reading if entry.type not in INCLUDED or entry.id in placed]
    while ahead:
        host = ahead.pop(0)
        for guest in included(visible, host):
            if guest.id not in found and guest.id not in placed and guest.id != host.id:
                found.add(guest.id)
                ahead.append(guest)
    return frozenset(found)


def included(visible: Visible, host: Entry) -> list[Entry]:
    """Return the photos and verbatims that an entry shows."""
    parsed = visible.carnet.bodies.get(host.id)
    refs = parsed.refs if parsed else ()
    showing = [ref.ordinal for ref in refs if ref.kind in ("inclusion", "image")]
    ids = [visible.carnet.body_links.get((host.id, ordinal)) for ordinal in showing]
    inside = [visible.entries[id_] for id_ in ids if id_ and id_ in visible.entries]
    kept = [entry for entry in inside if entry.type in INCLUDED]
    return visible.targets(host, "photo") + kept if host.type == "portrait" else kept


class _Unfolding:
    """Unfolds the plan once; ``guests`` are shown inside other entries and have no place of their own."""

    def __init__(self, visible: Visible, identifier: Callable[[Entry], str], guests: frozenset[str]) -> None:
        self.visible = visible
        self.identifier = identifier
        self.guests = guests
        self.placed = {step.entry for step in walk(visible.plan) if step.entry}
        self.chapters = {step.chapitre for step in walk(visible.plan) if step.chapitre}
        self.taken: set[str] = set()
        self.parts = 0
        self.livre = visible.edition.titre

    def sections(self) -> tuple[Section, ...]:
        """Return the whole book."""
        return tuple(self._steps(self.visible.plan, 1))

    def _steps(self, steps: Iterable[Step], niveau: int) -> Iterator[Section]:
        for step in steps:
            if step.partie is not None:
                yield from self._part(step)
            elif step.chapitre is not None:
                yield from self._chapter(step.chapitre, niveau)
            elif step.entry is not None and step.entry not in self.taken:
                entry = self.visible.entries[step.entry]
                yield self._event(entry, niveau) if entry.type == "evenement" else self._alone(entry, niveau)

    def _part(self, step: Step) -> Iterator[Section]:
        self.parts += 1
        name = f"partie_{self.parts}"
        if inside := tuple(self._steps(step.contenu, 2)):
            yield Section("partie", name, step.partie or "", 1, inside=inside, recto=True, tete=self.livre)

    def _alone(self, entry: Entry, niveau: int, tete: str = "", colour: Accent | None = None) -> Section:
        """Return the section of one entry."""
        self.taken.add(entry.id)
        fiche = entry.fiche
        role = fiche.role if isinstance(fiche, FicheTexte) else ""
        titre = self.visible.titre(entry)
        surtitre = wording.choice(role) if role else wording.kind(entry.type)
        return Section(
            gabarit="passage" if entry.type == "passage" else "entree",
            id=self.identifier(entry),
            titre=titre,
            niveau=niveau,
            surtitre="" if slug(surtitre) == slug(titre) else surtitre,
            entries=(entry,),
            recto=role in RECTO_TEXTS,
            tete=tete or self.livre,
            accent=colour,
        )

    def _event(self, event: Entry, niveau: int) -> Section:
        self.taken.add(event.id)
        colour = accent(self.visible.rang(event))
        titre = self.visible.titre(event)
        own = [entry for entry in self.visible.in_event(event) if self._belongs(entry)]
        inside: list[Section] = []
        for type_ in dict.fromkeys(entry.type for entry in own):
            same = tuple(entry for entry in own if entry.type == type_)
            if type_ in GROUPS:
                inside.append(self._group(event, type_, same, niveau + 1, colour))
            else:
                inside += [self._alone(entry, niveau + 1, titre, colour) for entry in same]
        id_ = self.identifier(event)
        return Section("evenement", id_, titre, niveau, "", (event,), tuple(inside), True, titre, colour)

    def _group(
        self, event: Entry, type_: str, same: tuple[Entry, ...], niveau: int, colour: Accent
    ) -> Section:
        self.taken |= {entry.id for entry in same}
        name = f"{self.identifier(event)}_{type_}"
        gabarit = {"verbatim": "paroles", "photo": "images", "seance": "suite", "son": "suite"}[type_]
        tete = self.visible.titre(event)
        return Section(gabarit, name, GROUPS[type_], niveau, "", same, tete=tete, accent=colour)

    def _belongs(self, entry: Entry) -> bool:
        """Whether an entry of an event is shown with it."""
        if entry.id in self.placed | self.guests | self.taken or CHAPTER_OF.get(entry.type) in self.chapters:
            return False
        return entry.type != "portrait" or bool(entry.body.strip())

    def _chapter(self, chapter: str, niveau: int) -> Iterator[Section]:
        entries = self._of_chapter(chapter)
        self.taken |= {entry.id for entry in entries}
        empty = not entries if chapter in TYPE_OF else False
        if chapter == "bibliographie":
            empty = BIBLIOGRAPHY not in self.visible.carnet.bodies
        elif chapter == "parcours":
            empty = len(self.visible.evenements) < 2
        if empty:
            return
        apart = chapter in ("portraits", "inventaire")
        inside = tuple(self._alone(entry, niveau + 1) for entry in entries) if apart else ()
        if chapter == "verbatims":
            inside = tuple(self._walls(entries, niveau + 1))
            apart = True
        yield Section(
            gabarit=chapter,
            id=f"chapitre_{chapter}",
            titre=wording.CHAPTER_TITLES[chapter],
            niveau=niveau,
            entries=() if apart else entries,
            inside=inside,
            recto=chapter in RECTO_CHAPTERS,
            tete=self.livre,
        )

    def _walls(self, verbatims: Sequence[Entry], niveau: int) -> Iterator[Section]:
        """Yield the words of each event, in the order of the events; those of none come last."""
        for event in (*self.visible.evenements, None):
            same = tuple(v for v in verbatims if self.visible.evenement_of(v) == event)
            if same:
                name = f"paroles_{self.identifier(event)}" if event else "paroles_ailleurs"
                titre = self.visible.titre(event) if event else ELSEWHERE
                yield Section("mur", name, titre, niveau, entries=same, tete=self.livre)

    def _of_chapter(self, chapter: str) -> tuple[Entry, ...]:
        if chapter not in TYPE_OF:
            return ()
        found = self.visible.portraits if chapter == "portraits" else self.visible.of_type(TYPE_OF[chapter])
        if chapter == "glossaire":
            found = sorted(found, key=lambda e: slug(self.visible.titre(e)))
        return tuple(e for e in found if e.id not in self.placed | self.guests | self.taken)
