"""The pages a reader has a right to: downloads, citation, credits, notices, accessibility, personal data.

In: the site. Out: these pages, true to what ``carnet.yaml`` says and silent about what it does not say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carnet.credits import licences_of
from carnet.kinds import FichePhoto, FicheSon
from carnet.model import Artifact, Entry
from carnet.outputs.web.addresses import file_of
from carnet.outputs.web.assets import assets
from carnet.outputs.web.entries import HOME
from carnet.outputs.web.narrative import in_order
from carnet.outputs.web.site import Site, as_html


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a medium, and under which licence it is."""

    entree: Entry
    credit: str
    licence: str


@dataclass(frozen=True, slots=True)
class Poids:
    """What reading weighs, in bytes before compression: style, typefaces, the home page, the median page."""

    feuille: int
    caracteres: int
    accueil: int
    page: int


def legal_pages(site: Site, told: Sequence[Artifact]) -> Iterator[Artifact]:
    """Make them all; ``told`` are the pages made before them, which the one on weights measures."""
    for address, lead in LEADS.items():
        if address in site.lists:
            yield site.page(
                address,
                f"{address.rstrip('/')}.html",
                site.liste(address).titre,
                description=lead,
                parents=(HOME,),
                context={
                    "chapo": lead,
                    "credits": list(_credits(site)) if address == "credits/" else [],
                    "permis": licences_of(site.visible.entries.values()).sentences,
                    "autres": _otherwise_licensed(site) if address == "credits/" else [],
                    "poids": _weights(site, told) if address == "ecoconception/" else None,
                },
            )
    yield _not_found(site)


LEADS = {
    "telechargements/": "Le même carnet, à emporter et à lire sans réseau.",
    "citer/": "Ce carnet est fait pour être repris. Voici comment le nommer, et ce que sa licence permet.",
    "credits/": "Qui a fait quoi, et sous quelle licence.",
    "mentions-legales/": "Qui publie ce site, et qui l’héberge.",
    "accessibilite/": "Ce que ce site permet, ce que l’on sait de ses défauts, et à qui les signaler.",
    "ecoconception/": "Ce que ce site demande à votre machine, à votre forfait et au réseau.",
    "donnees-personnelles/": "Ce site ne vous suit pas. Les personnes qu’il montre peuvent en sortir.",
}


def _weights(site: Site, told: Sequence[Artifact]) -> Poids:
    sizes = {a.path: len(a.content) for a in (*told, *assets(site.pictures.room.root))}
    pages = sorted(size for path, size in sizes.items() if path.endswith(".html"))
    return Poids(
        sizes["style/carnet.css"],
        sum(size for path, size in sizes.items() if path.endswith(".woff2")),
        sizes["index.html"],
        pages[len(pages) // 2],
    )


def _credits(site: Site) -> Iterator[Credit]:
    for entry in (*in_order(site.visible, "photo"), *in_order(site.visible, "son")):
        if isinstance(entry.fiche, FichePhoto | FicheSon):
            yield Credit(entry, entry.fiche.credit, entry.licence)


def _otherwise_licensed(site: Site) -> list[Entry]:
    """Return the texts whose licence is not the carnet's."""
    media = ("photo", "son")
    own = site.edition.licence
    return [
        e
        for e in site.visible.entries.values()
        if e.type not in media and e.licence != own and site.addresses.of(e)
    ]


def _not_found(site: Site) -> Artifact:
    """Make the page of lost addresses: served from any folder, its links are absolute when they can."""
    from carnet.templating import fill

    template = site.env.get_template("404.html")
    home, plan = (site.absolute(address) or file_of(address) for address in ("", "plan/"))
    return Artifact("404.html", as_html(fill(template, site=site, accueil=home, plan=plan)).encode())
