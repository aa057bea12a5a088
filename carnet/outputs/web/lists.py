"""The pages that gather: one per kind, themes, glossary.

In: the site. Out: each list that has something in it. Sorting and grouping are decided here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from carnet import wording
from carnet.kinds import FichePiste, FicheRessource
from carnet.model import Artifact, Entry
from carnet.outputs.web.addresses import LISTS, theme_address
from carnet.outputs.web.entries import HOME
from carnet.outputs.web.events import whole_relay
from carnet.outputs.web.narrative import alphabetical, by_event, in_order
from carnet.outputs.web.site import Site
from carnet.sources import slug
from carnet.text.cite import BIBLIOGRAPHY


@dataclass(frozen=True, slots=True)
class Groupe:
    """Entries under one title. ``ancre`` is its id in the page, ``evenement`` the event it stands for."""

    titre: str
    ancre: str
    entrees: tuple[Entry, ...]
    evenement: Entry | None = None


BY_EVENT: Final = {
    "verbatim": ("mur.html", "Ce que les gens ont dit, mot pour mot."),
    "recit": ("liste.html", "Ce qui s’est passé, raconté."),
    "synthese": ("liste.html", "Ce qui s’est dit, ce que l’on en retient."),
    "seance": ("seances.html", "Ce qui s’est tenu, à quelle heure, avec qui."),
    "inventaire": ("inventaires.html", "Ce que l’on a vu, entendu et ressenti, sans commentaire."),
    "photo": ("photos.html", "Les images, avec leur légende et leur crédit."),
    "son": ("sons.html", "À écouter, ou à lire : chaque son a sa transcription."),
}


def list_pages(site: Site) -> Iterator[Artifact]:
    """Make every list page that exists."""
    for address, make in PAGES.items():
        if address in site.lists:
            yield from site.kept.take(address, make, site)
    for id_ in site.visible.themes:
        yield from site.kept.take(theme_address(id_), _theme, site, id_)
    for event in site.visible.evenements:
        if site.essay(event):
            yield from site.kept.take(site.essay(event), _essay, site, event)


def _gathered(kind: str, template: str, lead: str, site: Site) -> Iterator[Artifact]:
    yield _list(site, f"{LISTS[kind]}/", template, lead, groupes=_by_event(site, kind))


def _events(site: Site) -> Iterator[Artifact]:
    carte = site.atlas.carte(site.visible.evenements)
    lead = "D’une rencontre à l’autre, un témoin passe : une question, un objet, une phrase."
    yield _list(site, "evenements/", "evenements.html", lead, relais=whole_relay(site), carte=carte)


def _portraits(site: Site) -> Iterator[Artifact]:
    lead = "Des personnes rencontrées, chacune comme elle a choisi d’être montrée."
    yield _list(site, "portraits/", "portraits.html", lead, portraits=site.visible.portraits)


def _lessons(site: Site) -> Iterator[Artifact]:
    lead = "Ce que ces rencontres nous ont appris, et ce qui l’appuie."
    yield _list(site, "enseignements/", "enseignements.html", lead, groupes=_by_theme(site))


def _leads(site: Site) -> Iterator[Artifact]:
    lead = "Des pistes d’action, rangées selon qui peut s’en saisir."
    yield _list(site, "que-faire/", "que-faire.html", lead, groupes=_by_actor(site))


def _resources(site: Site) -> Iterator[Artifact]:
    lead = "Des outils, des modèles, des documents à reprendre."
    yield _list(site, "ressources/", "ressources.html", lead, groupes=_by_nature(site))


def _words(site: Site) -> Iterator[Artifact]:
    lead = "Les mots que l’on n’a pas tous les jours à la bouche."
    yield _list(site, "glossaire/", "glossaire.html", lead, termes=in_order(site.visible, "terme"))


def _cited(site: Site) -> Iterator[Artifact]:
    cited = site.visible.carnet.bodies[BIBLIOGRAPHY]
    yield _list(site, "bibliographie/", "bibliographie.html", "", reference=cited)


def _themes(site: Site) -> Iterator[Artifact]:
    rows = [
        (id_, theme, theme_address(id_), len(site.visible.of_theme(id_)))
        for id_, theme in site.visible.themes.items()
    ]
    yield _list(site, "themes/", "themes.html", "Ce qui revient d’un lieu à l’autre.", themes=rows)


PAGES: Final[Mapping[str, Callable[[Site], Iterable[Artifact]]]] = {
    **{f"{LISTS[kind]}/": partial(_gathered, kind, *told) for kind, told in BY_EVENT.items()},
    "evenements/": _events,
    "portraits/": _portraits,
    "enseignements/": _lessons,
    "que-faire/": _leads,
    "ressources/": _resources,
    "glossaire/": _words,
    "bibliographie/": _cited,
    "themes/": _themes,
}
"""Who makes each list page, in order."""


def _list(site: Site, address: str, template: str, lead: str, **context: object) -> Artifact:
    titre = site.liste(address).titre
    return site.page(
        address, template, titre, description=lead, parents=(HOME,), context={"chapo": lead, **context}
    )


def _by_event(site: Site, kind: str) -> list[Groupe]:
    groups = by_event(site.visible, in_order(site.visible, kind))
    return [_event_group(site, event, inside) for event, inside in groups]


def _event_group(site: Site, event: Entry | None, inside: Sequence[Entry]) -> Groupe:
    if event is None:
        return Groupe("D’un évènement à l’autre", "commun", tuple(inside))
    return Groupe(site.visible.titre(event), site.visible.stem(event), tuple(inside), event)


def _by_theme(site: Site) -> list[Groupe]:
    """Group lessons under the first theme each names, in the edition's order."""
    lessons = in_order(site.visible, "enseignement")
    groups = [
        Groupe(theme.titre, f"theme-{id_}", tuple(e for e in lessons if e.fiche.themes[0] == id_))
        for id_, theme in site.edition.themes.items()
    ]
    return [group for group in groups if group.entrees]


def _essay(site: Site, event: Entry) -> Iterator[Artifact]:
    """Make the page of photos of an event that has enough of them to be looked at in order."""
    title = site.visible.titre(event)
    yield site.page(
        site.essay(event),
        "images.html",
        f"{title}, en images",
        description=f"Les images de {title}, l’une après l’autre, avec ce qu’elles montrent.",
        parents=(HOME, site.liste("photos/")),
        entry=event,
        context={"photos": site.visible.in_event(event, "photo")},
    )


def _by_actor(site: Site) -> list[Groupe]:
    """Group leads by who can act; a lead for several stands under each. Most led comes first."""
    found: dict[str, list[Entry]] = {}
    for piste in in_order(site.visible, "piste"):
        assert isinstance(piste.fiche, FichePiste)
        for actor in piste.fiche.pour:
            found.setdefault(actor, []).append(piste)
    actors = sorted(found, key=lambda actor: (-len(found[actor]), alphabetical(actor)))
    return [Groupe(actor, f"pour-{slug(actor)}", tuple(found[actor])) for actor in actors]


def _by_nature(site: Site) -> list[Groupe]:
    found: dict[str, list[Entry]] = {}
    for resource in in_order(site.visible, "ressource"):
        assert isinstance(resource.fiche, FicheRessource)
        found.setdefault(resource.fiche.nature, []).append(resource)
    return [Groupe(NATURES[n], n, tuple(found[n])) for n in NATURES if n in found]


NATURES: Final = {
    "outil": "Outils",
    "action": "Actions",
    "projet": "Projets",
    "livrable": "Livrables",
    "document": "Documents",
    "donnees": "Données",
}


def _theme(site: Site, id_: str) -> Iterator[Artifact]:
    theme = site.visible.themes[id_]
    yield site.page(
        theme_address(id_),
        "theme.html",
        theme.titre,
        description=theme.description or f"Tout ce que le carnet dit du thème « {theme.titre} ».",
        parents=(HOME, site.liste("themes/")),
        context={
            "theme": theme,
            "groupes": [g for g in _by_kind(site.visible.of_theme(id_)) if g.entrees],
        },
    )


def _by_kind(entries: Sequence[Entry]) -> list[Groupe]:
    order = ("evenement", "texte", "recit", "synthese", "enseignement", "piste", "portrait", "verbatim",
             "inventaire", "seance", "passage", "ressource", "son", "photo", "terme")  # fmt: skip
    return [
        Groupe(wording.kind(kind, plural=True), kind, tuple(e for e in entries if e.type == kind))
        for kind in order
    ]
