"""The home page: the whole carnet told in its own order, as one path from event to event.

In: the site. Out: its first page. The plan of the book gives the stops; each says enough to be read
alone and leads to its page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from carnet import wording
from carnet.model import Artifact, Entry, Step
from carnet.outputs.web.events import Relais, Temoin, baton, opening_photo, relay, whole_relay
from carnet.outputs.web.narrative import CHAPTERS, Renvoi, in_order, strong
from carnet.outputs.web.site import Site

COUNTED = {
    "portraits": ("portrait", "portrait", "portraits"),
    "verbatims": ("verbatim", "parole", "paroles"),
    "inventaire": ("inventaire", "inventaire", "inventaires"),
    "enseignements": ("enseignement", "enseignement", "enseignements"),
    "pistes": ("piste", "piste", "pistes"),
    "ressources": ("ressource", "ressource", "ressources"),
    "sons": ("son", "enregistrement", "enregistrements"),
    "glossaire": ("terme", "mot", "mots"),
}


@dataclass(frozen=True, slots=True)
class Halte:
    """One stop of the path. ``forme`` names the template that shows it; the rest is what that one needs."""

    forme: str
    titre: str = ""
    entree: Entry | None = None
    relais: Relais | None = None
    temoins: tuple[Temoin, ...] = ()
    recit: Entry | None = None
    parole: Entry | None = None
    photo: Entry | None = None
    portraits: tuple[Entry, ...] = ()
    renvoi: Renvoi | None = None
    compte: str = ""
    teinte: int = 0


def home(site: Site) -> Artifact:
    """Make the first page."""
    stops = list(_stops(site, site.visible.plan))
    opening = _opening(stops)
    return site.page(
        "",
        "accueil.html",
        site.edition.titre,
        description=site.edition.description,
        context={
            "ouverture": opening,
            "debut": _first_words(site, opening),
            "haltes": list(_coloured(site, _with_map([stop for stop in stops if stop is not opening]))),
            "relais": whole_relay(site),
            "carte": site.atlas.carte(site.visible.evenements),
            "chiffres": list(_figures(site)),
        },
    )


def _opening(stops: Sequence[Halte]) -> Halte | None:
    """Return the text the carnet opens with, when it opens with one."""
    first = next(iter(stops), None)
    return first if first and first.entree and first.entree.type == "texte" else None


def _first_words(site: Site, opening: Halte | None) -> list[str]:
    """Return the first paragraphs of the opening text, enough to want the rest."""
    if opening is None or opening.entree is None:
        return []
    paragraphs = site.setting("index.html").extrait(opening.entree).split("\n\n")
    kept = paragraphs[:1]
    return [*kept, *paragraphs[1:2]] if len(kept[0]) < 500 else kept


def _with_map(stops: list[Halte]) -> list[Halte]:
    """Put the map before the first event when the plan does not say where it goes."""
    events = [place for place, stop in enumerate(stops) if stop.forme == "evenement"]
    if len(events) < 2 or any(stop.forme == "parcours" for stop in stops):
        return stops
    return [
        *stops[: events[0]],
        Halte("parcours", titre=wording.CHAPTER_TITLES["parcours"]),
        *stops[events[0] :],
    ]


def _coloured(site: Site, stops: Iterable[Halte]) -> Iterator[Halte]:
    """Give each stop the thread's colour at that place: the last event's, until a part opens."""
    tint = 0
    for stop in stops:
        if stop.forme == "evenement":
            tint = site.setting("index.html").teinte(stop.entree)
        elif stop.forme == "partie":
            tint = 0
        yield replace(stop, teinte=tint)


def _stops(site: Site, steps: Iterable[Step]) -> Iterator[Halte]:
    for step in steps:
        if step.partie is not None:
            yield Halte("partie", titre=step.partie)
            yield from _stops(site, step.contenu)
        elif step.chapitre is not None:
            yield from _chapter(site, step.chapitre)
        elif step.entry is not None:
            yield _entry_stop(site, site.visible.entries[step.entry])


def _chapter(site: Site, name: str) -> Iterator[Halte]:
    address = CHAPTERS.get(name, "")
    if name == "parcours" and len(site.visible.evenements) > 1:
        yield Halte("parcours", titre=wording.CHAPTER_TITLES[name])
    elif address in site.lists and name in COUNTED:
        kind, singular, plural = COUNTED[name]
        entries = in_order(site.visible, kind)
        place = Renvoi(address, wording.CHAPTER_TITLES[name])
        yield Halte("chapitre", renvoi=place, compte=wording.count(len(entries), singular, plural))


def _entry_stop(site: Site, entry: Entry) -> Halte:
    if entry.type == "passage":
        return Halte("passage", entree=entry, temoins=(baton(site, entry),))
    if entry.type != "evenement":
        return Halte("texte", entree=entry)
    visible = site.visible
    verbatims = visible.in_event(entry, "verbatim")
    return Halte(
        "evenement",
        entree=entry,
        relais=relay(site, entry),
        recit=next(iter(visible.in_event(entry, "recit")), None),
        parole=next(iter(strong(visible, verbatims, 1)), None),
        photo=opening_photo(site, entry),
        portraits=tuple(e for e in visible.portraits if entry in visible.targets(e, "evenements"))[:4],
    )


def _figures(site: Site) -> Iterator[str]:
    """Yield what the carnet holds, in words, for its opening lines."""
    counted = (
        ("evenement", "rencontre", "rencontres"),
        ("recit", "récit", "récits"),
        ("portrait", "portrait", "portraits"),
        ("verbatim", "parole", "paroles"),
        ("son", "son", "sons"),
        ("piste", "piste d’action", "pistes d’action"),
    )
    for kind, singular, plural in counted:
        number = len(in_order(site.visible, kind))
        if number:
            yield wording.count(number, singular, plural)
