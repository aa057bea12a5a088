"""The pages that tell readers how to follow the carnet and how to take its data.

In: the herald, the files of data of the same build. Out: ``suivre/`` and ``donnees/``, and what an entry's
page says of how to share it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from carnet import wording
from carnet.model import Artifact, Entry
from carnet.outputs.donnees.tables import file_name
from carnet.outputs.spreading.calendar import ALL as CALENDAR
from carnet.outputs.spreading.catalogue import OPDS1, OPDS2
from carnet.outputs.spreading.embeds import frame, frame_page
from carnet.outputs.spreading.feeds import ATOM, JSON_FEED, event_feed, theme_feed
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.spreading.podcast import FEED as PODCAST
from carnet.outputs.spreading.podcast import sounds
from carnet.outputs.web.entries import HOME

FOLLOW, DATA = "suivre/", "donnees/"


@dataclass(frozen=True, slots=True)
class Fil:
    """A feed a reader may follow: what it is of, its forms (name and link)."""

    titre: str
    formes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file of data: its name, its link, what it holds, its weight."""

    nom: str
    href: str
    contenu: str
    poids: str


@dataclass(frozen=True, slots=True)
class Partage:
    """How an entry is shared: its card, the code that shows it elsewhere and where one sees what it gives.

    The last two are "" when it may not be shown elsewhere.
    """

    carton: str
    poids: str
    code: str
    cadre: str


def page_addresses(*, data: Sequence[Artifact]) -> list[str]:
    """Return the pages there will be, for the menus."""
    return [FOLLOW, *([DATA] if data else [])]


def spreading_pages(herald: Herald, data: Sequence[Artifact]) -> Iterator[Artifact]:
    """Make the pages, and lay the files of data beside theirs."""
    yield _follow(herald)
    if data:
        yield _data(herald, data)
        yield from (Artifact(f"{DATA}{file.path}", file.content) for file in data)


def _follow(herald: Herald) -> Artifact:
    lead = (
        "Recevoir ce qui paraît, l’agenda, les sons et le livre : sans compte à ouvrir ni adresse à laisser."
    )
    return herald.site.page(
        FOLLOW,
        "suivre.html",
        herald.site.liste(FOLLOW).titre,
        description=lead,
        parents=(HOME,),
        context={
            "chapo": lead,
            "flux": list(_feeds(herald)) if herald.places.url else [],
            "agenda": list(_calendars(herald)),
            "sons": f"../{PODCAST}" if herald.places.url and sounds(herald) else "",
            "livre": (f"../{OPDS1}", f"../{OPDS2}") if herald.places.url and herald.editions else (),
            "incruster": any(herald.embeddable(e) for e in herald.visible.of_type("verbatim")),
        },
    )


def _feeds(herald: Herald) -> Iterator[Fil]:
    def both(path: str) -> tuple[tuple[str, str], ...]:
        return (("Atom", f"../{path}"), ("JSON", f"../{path.removesuffix('.xml')}.json"))

    assert both(ATOM)[1][1] == f"../{JSON_FEED}"
    yield Fil("Tout le carnet", both(ATOM))
    yield from (Fil(herald.visible.titre(e), both(event_feed(e))) for e in herald.visible.evenements)
    yield from (Fil(theme.titre, both(theme_feed(id_))) for id_, theme in herald.visible.themes.items())


def _calendars(herald: Herald) -> Iterator[Fil]:
    events = [e for e in herald.visible.evenements if e.fiche.statut == "publie"]
    if events:
        yield Fil("Toutes les rencontres", (("iCalendar", f"../{CALENDAR}"),))
    for event in events:
        days = herald.abroad.quand(event)
        href = f"../agenda/{herald.visible.stem(event)}.ics"
        yield Fil(f"{herald.visible.titre(event)}, {days}", (("iCalendar", href),))


WHOLE: Final = {
    "datapackage.json": "La description de chaque tableau, colonne par colonne (Frictionless Data Package).",
    "carnet.json": "Tout le carnet dans un seul fichier JSON.",
    "carnet.jsonld": "Tout le carnet en données liées (schema.org, JSON-LD).",
    "carnet.bib": "Les références du carnet et de ses textes signés (BibTeX), pour Zotero ou JabRef.",
    "CITATION.cff": "Comment citer ces données (Citation File Format).",
}


def _data(herald: Herald, data: Sequence[Artifact]) -> Artifact:
    lead = "Ce que le carnet contient, en tableaux et en fichiers à compter, à cartographier, à retravailler."
    tables = {f"{file_name(kind)}.csv": wording.kind(kind, plural=True) for kind in wording.KIND}
    files = [
        Fichier(
            file.path,
            file.path,
            WHOLE.get(file.path) or f"{tables[file.path]}.",
            wording.weight(len(file.content)),
        )
        for file in data
    ]
    return herald.site.page(
        DATA,
        "donnees.html",
        herald.site.liste(DATA).titre,
        description=lead,
        parents=(HOME,),
        context={
            "chapo": lead,
            "tableaux": [f for f in files if f.nom.endswith(".csv")],
            "ensembles": [f for f in files if not f.nom.endswith(".csv")],
        },
    )


def template_functions(herald: Herald) -> dict[str, Callable[..., object]]:
    """Return what templates ask the herald: the head of a page, how an entry is shared."""
    return {"tete_de": herald.head, "partage_de": partial(sharing, herald)}


def sharing(herald: Herald, entry: Entry) -> Partage | None:
    """Return how an entry is shared; None when it has no card of its own."""
    if herald.deck is None or not herald.deck.has(entry) or not herald.places.of(entry):
        return None
    found = herald.card(entry)
    assert found is not None, "an entry of the deck has a card"
    path, drawn = found
    weight = wording.weight(len(drawn.content))
    if not herald.embeddable(entry):
        return Partage(path, weight, "", "")
    return Partage(path, weight, frame(herald, entry).code, frame_page(herald, entry))
