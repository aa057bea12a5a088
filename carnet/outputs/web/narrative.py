"""The order in which the site is read: the book's plan as a chain of pages, and what each page says of it.

In: what is visible and where it is. Out: ``Fil``, which knows the page before and after any page. What
the plan leads to (texts, events with their stories, batons, chapters) is one chain, the narrative; the
entries it does not name one by one (a verbatim, a photo) follow the others of their kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carnet import wording
from carnet.kinds import FicheTexte
from carnet.model import Entry
from carnet.outputs.web.addresses import LISTS, Addresses
from carnet.plan import walk
from carnet.visible import Visible

TOLD: Final = ("recit", "synthese", "inventaire")
"""What is read of an event after its page, on the way to the next one."""

CHAPTERS: Final = {
    "parcours": "evenements/",
    "portraits": "portraits/",
    "verbatims": "verbatims/",
    "inventaire": "inventaires/",
    "enseignements": "enseignements/",
    "pistes": "que-faire/",
    "ressources": "ressources/",
    "sons": "sons/",
    "glossaire": "glossaire/",
    "bibliographie": "bibliographie/",
}
"""Where the generated chapters of the book are on the site; index, credits and colophon close no story."""


@dataclass(frozen=True, slots=True)
class Renvoi:
    """A place to go: its address from the site's root, its title, what it is."""

    adresse: str
    titre: str
    genre: str = ""


@dataclass(frozen=True)
class Fil:
    """The chains of pages. ``recit`` is the narrative."""

    recit: tuple[Renvoi, ...]
    series: tuple[tuple[Renvoi, ...], ...]

    def around(self, address: str) -> tuple[Renvoi | None, Renvoi | None, bool]:
        """Return what is before and after a page, and whether that is the narrative."""
        for chain in (self.recit, *self.series):
            places = [place for place, renvoi in enumerate(chain) if renvoi.adresse == address]
            if places:
                before = chain[places[0] - 1] if places[0] else None
                after = chain[places[0] + 1] if places[0] + 1 < len(chain) else None
                return before, after, chain is self.recit
        return None, None, False


def fil(visible: Visible, addresses: Addresses, lists: frozenset[str]) -> Fil:
    """Chain the pages. ``lists`` are the addresses of the list pages that exist."""
    told = list(dict.fromkeys(_told(visible, addresses, lists)))
    known = {renvoi.adresse for renvoi in told}
    series = []
    for kind in LISTS:
        chain = [renvoi_of(visible, addresses, e) for e in in_order(visible, kind) if addresses.of(e)]
        series.append(tuple(r for r in chain if r.adresse not in known and "#" not in r.adresse))
    return Fil(tuple(told), tuple(series))


def _told(visible: Visible, addresses: Addresses, lists: frozenset[str]) -> Iterator[Renvoi]:
    for step in walk(visible.plan):
        if step.chapitre in CHAPTERS and CHAPTERS[step.chapitre] in lists:
            yield Renvoi(CHAPTERS[step.chapitre], wording.CHAPTER_TITLES[step.chapitre])
        if step.entry is None:
            continue
        entry = visible.entries[step.entry]
        yield renvoi_of(visible, addresses, entry)
        if entry.type == "evenement":
            yield from (renvoi_of(visible, addresses, e) for e in visible.in_event(entry, *TOLD))


def renvoi_of(visible: Visible, addresses: Addresses, entry: Entry) -> Renvoi:
    """Return the place of an entry."""
    return Renvoi(addresses.pages[entry.id], visible.titre(entry), sort_of(entry, visible.titre(entry)))


def sort_of(entry: Entry, titre: str) -> str:
    """Return what an entry is: a text's role, a kind's name; nothing when its title already says so."""
    name = (
        wording.choice(entry.fiche.role) if isinstance(entry.fiche, FicheTexte) else wording.kind(entry.type)
    )
    return "" if name.casefold() == titre.casefold() else name


def in_order(visible: Visible, kind: str) -> Sequence[Entry]:
    """Return the entries of a kind as its list shows them: event by event, then what is common."""
    if kind == "evenement":
        return visible.evenements
    if kind == "portrait":
        return visible.portraits
    if kind == "terme":
        return sorted(visible.of_type(kind), key=lambda e: alphabetical(visible.titre(e)))
    inside = [e for event in visible.evenements for e in visible.in_event(event, kind)]
    return [*inside, *(e for e in visible.of_type(kind) if e not in inside)]


def by_event(visible: Visible, entries: Sequence[Entry]) -> list[tuple[Entry | None, list[Entry]]]:
    """Group entries by event, in the events' order; what belongs to none comes last, under None."""
    groups: list[tuple[Entry | None, list[Entry]]] = [
        (event, [e for e in entries if e.evenement == event.id]) for event in visible.evenements
    ]
    events = {event.id for event in visible.evenements}
    groups.append((None, [e for e in entries if e.evenement not in events]))
    return [(event, inside) for event, inside in groups if inside]


def alphabetical(text: str) -> str:
    """Return a key for French alphabetical order."""
    from carnet.sources import slug

    return slug(text)


def strong(visible: Visible, verbatims: Sequence[Entry], number: int) -> list[Entry]:
    """Return the verbatims fit for large type: those that a story quotes first, then by length."""

    def rank(verbatim: Entry) -> tuple[bool, int, str]:
        words = visible.carnet.bodies[verbatim.id].words
        quoted = bool(visible.backlinks(verbatim, "recit", "synthese", "texte"))
        return not quoted or words > 45, abs(words - 18), verbatim.id

    return sorted(verbatims, key=rank)[:number]
