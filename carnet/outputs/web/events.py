"""What an event's page gathers, and the relay from one event to the next.

In: the site and an event. Out: ``Dossier``, everything the event left, in a reader's order; ``Relais``,
what it received and handed on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from carnet.kinds import FichePassage
from carnet.model import Entry
from carnet.outputs.web.map import Carte
from carnet.outputs.web.narrative import Renvoi, strong
from carnet.outputs.web.site import Site

SHOWN_VERBATIMS: Final = 9
"""Beyond that many, an event's page leads to the wall."""


@dataclass(frozen=True, slots=True)
class Temoin:
    """A baton between two events, each None when it may not be shown; ``repondu``: an answer came."""

    passage: Entry
    de: Entry | None
    vers: Entry | None
    question: str
    objet: str
    repondu: bool


@dataclass(frozen=True, slots=True)
class Relais:
    """One event of the relay: its number, what it received, what it handed on."""

    numero: int
    evenement: Entry
    recus: tuple[Temoin, ...]
    remis: tuple[Temoin, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that an event left, sorted."""

    relais: Relais
    carte: Carte | None
    photo: Entry | None
    recits: tuple[Entry, ...]
    forte: Entry | None
    seances: tuple[Entry, ...]
    syntheses: tuple[Entry, ...]
    paroles: tuple[Entry, ...]
    toutes_les_paroles: int
    portraits: tuple[Entry, ...]
    inventaires: tuple[Entry, ...]
    photos: tuple[Entry, ...]
    sons: tuple[Entry, ...]
    enseignements: tuple[Entry, ...]
    pistes: tuple[Entry, ...]
    ressources: tuple[Entry, ...]

    @property
    def sommaire(self) -> list[Renvoi]:
        """The parts of the page that are not empty, for its own table of contents."""
        parts = (
            ("recits", "Récits", self.recits),
            ("seances", "Séances", self.seances),
            ("paroles", "Paroles", self.paroles),
            ("syntheses", "Synthèses", self.syntheses),
            ("portraits", "Portraits", self.portraits),
            ("inventaire", "Vu, entendu, ressenti", self.inventaires),
            ("photos", "Photos", self.photos),
            ("sons", "Sons", self.sons),
            ("apprendre", "Ce que l’on en tire", (*self.enseignements, *self.pistes)),
            ("ressources", "Ressources", self.ressources),
        )
        return [Renvoi(anchor, title) for anchor, title, inside in parts if inside]


def dossier(site: Site, event: Entry) -> Dossier:
    """Gather what an event left."""
    visible = site.visible

    def inside(*types: str) -> tuple[Entry, ...]:
        return tuple(visible.in_event(event, *types))

    verbatims = inside("verbatim")
    first = opening_photo(site, event)
    best = strong(visible, verbatims, SHOWN_VERBATIMS + 1)
    return Dossier(
        relais=relay(site, event),
        carte=site.atlas.vignette(event),
        photo=first,
        recits=inside("recit"),
        forte=best[0] if best else None,
        seances=inside("seance"),
        syntheses=inside("synthese"),
        paroles=tuple(v for v in verbatims if v in best[1:]),
        toutes_les_paroles=len(verbatims),
        portraits=tuple(e for e in visible.portraits if event in visible.targets(e, "evenements")),
        inventaires=inside("inventaire"),
        photos=tuple(p for p in inside("photo") if p is not first),
        sons=inside("son"),
        enseignements=_drawn_from(site, event, "enseignement"),
        pistes=_drawn_from(site, event, "piste"),
        ressources=inside("ressource"),
    )


def opening_photo(site: Site, event: Entry) -> Entry | None:
    """Return the photo an event opens with: the first that its stories show, else its first."""
    photos = site.visible.in_event(event, "photo")
    told = [id_ for story in site.visible.in_event(event, "recit") for id_ in embedded(site, story)]
    shown = (photo for id_ in told for photo in photos if photo.id == id_)
    return next(shown, next(iter(photos), None))


def embedded(site: Site, entry: Entry) -> list[str]:
    """Return the ids of what an entry's text already shows whole, in order."""
    parsed = site.visible.carnet.bodies.get(entry.id)
    links = site.visible.carnet.body_links
    refs = parsed.refs if parsed else ()
    return [
        links[entry.id, r.ordinal] for r in refs if r.kind == "inclusion" and (entry.id, r.ordinal) in links
    ]


def _drawn_from(site: Site, event: Entry, type_: str) -> tuple[Entry, ...]:
    """Return the lessons or leads that belong to an event, rest on something of it, or had an echo there."""
    visible = site.visible
    here = {event.id, *(e.id for e in visible.in_event(event))}

    def concerns(entry: Entry) -> bool:
        evidence = {e.id for e in visible.targets(entry, "preuves")}
        return entry.id in here or bool(here & evidence) or event in visible.targets(entry, "echos")

    return tuple(e for e in visible.of_type(type_) if concerns(e))


def relay(site: Site, event: Entry) -> Relais:
    """Return an event's place in the relay."""
    visible = site.visible
    return Relais(
        visible.evenements.index(event) + 1,
        event,
        tuple(baton(site, p) for p in visible.passages_to(event)),
        tuple(baton(site, p) for p in visible.passages_from(event)),
    )


def whole_relay(site: Site, events: Iterable[Entry] | None = None) -> list[Relais]:
    """Return the relay, event by event."""
    return [relay(site, event) for event in (site.visible.evenements if events is None else events)]


def baton(site: Site, passage: Entry) -> Temoin:
    """Return a baton as it is told."""
    assert isinstance(passage.fiche, FichePassage)
    fiche = passage.fiche
    return Temoin(
        passage,
        site.visible.target(passage, "de"),
        site.visible.target(passage, "vers"),
        fiche.question or "",
        fiche.objet or "",
        bool(fiche.reponse),
    )
