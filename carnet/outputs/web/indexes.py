"""The other ways in: the index of persons, places and words, the plan of the site, the search.

In: the site, its texts set. Out: three pages. What a text marks with ``[mot]{.index}`` leads to the very
place; what the data says (persons, structures, places, themes, key words) leads to the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carnet import wording
from carnet.kinds import FicheEvenement
from carnet.model import Artifact, Entry
from carnet.outputs.web.addresses import LISTS, index_anchor, theme_address
from carnet.outputs.web.entries import HOME
from carnet.outputs.web.narrative import Renvoi, alphabetical, in_order
from carnet.outputs.web.site import Site
from carnet.text.render import IndexMark
from carnet.visible import Personne


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of the index: a name, what is said of it, where it is; under it, its sub-entries."""

    nom: str
    ancre: str
    precision: str = ""
    renvois: list[Renvoi] = field(default_factory=list)
    sous: list["Ligne"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Volet:
    """One part of the index."""

    titre: str
    ancre: str
    lignes: list[Ligne]


def index_pages(site: Site) -> Iterator[Artifact]:
    """Make the index, the plan of the site and the search."""
    for address, make in (("index/", _index), ("plan/", _plan), ("recherche/", _search)):
        yield from site.kept.take(address, make, site)


def _index(site: Site) -> Iterator[Artifact]:
    parts = (
        Volet("Personnes", "personnes", [_person(site, p) for p in site.visible.personnes]),
        Volet("Lieux", "lieux", _places(site)),
        Volet("Structures", "structures", _structures(site)),
        Volet("Thèmes", "themes", _themes(site)),
        Volet("Mots", "mots", _words(site)),
    )
    lead = "Les personnes, les lieux, les structures, les thèmes et les mots du carnet."
    volets = [part for part in parts if part.lignes]
    yield _page(site, "index/", lead, volets=volets)


def _plan(site: Site) -> Iterator[Artifact]:
    lead = "Toutes les pages, dans l’ordre du récit puis par genre."
    yield _page(site, "plan/", lead, rayons=_shelves(site))


def _search(site: Site) -> Iterator[Artifact]:
    shown = {e.type for e in site.visible.entries.values() if site.addresses.of(e)}
    yield _page(
        site,
        "recherche/",
        "Tout ce qui est écrit, dit ou décrit dans ce carnet.",
        genres=[wording.kind(kind, plural=True) for kind in LISTS if kind in shown],
        rencontres=[site.visible.titre(event) for event in site.visible.evenements],
    )


def _page(site: Site, address: str, lead: str, **context: object) -> Artifact:
    return site.page(
        address,
        f"{address.rstrip('/')}.html",
        site.liste(address).titre,
        description=lead,
        parents=(HOME,),
        context={"chapo": lead, **context},
    )


def _renvois(site: Site, entries: list[Entry]) -> list[Renvoi]:
    places = [site.renvoi(e) for e in entries if site.addresses.of(e)]
    return [place for place in dict.fromkeys(places) if "#" not in place.adresse]


def _person(site: Site, personne: Personne) -> Ligne:
    entry = site.visible.carnet[personne.id]
    own = [entry] if personne.portrait else []
    return Ligne(
        personne.nom,
        f"personne-{site.visible.stem(entry)}",
        personne.qualite,
        _renvois(site, [*own, *site.visible.backlinks(entry)]),
    )


def _places(site: Site) -> list[Ligne]:
    found: dict[str, list[Entry]] = {}
    for event in site.visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        for name in (event.fiche.lieu.commune, event.fiche.territoire):
            if name:
                found.setdefault(name, []).append(event)
    for personne in site.visible.personnes:
        if personne.territoire and personne.portrait:
            found.setdefault(personne.territoire, []).append(personne.portrait)
    return _lines(site, found, "lieu")


def _structures(site: Site) -> list[Ligne]:
    found: dict[str, list[Entry]] = {}
    for event in site.visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        for name in (event.fiche.porteur, *event.fiche.co_organisateurs, *event.fiche.partenaires):
            found.setdefault(name, []).append(event)
    for personne in site.visible.personnes:
        if personne.structure and personne.portrait:
            found.setdefault(personne.structure, []).append(personne.portrait)
    return _lines(site, found, "structure")


def _lines(site: Site, found: dict[str, list[Entry]], prefix: str) -> list[Ligne]:
    return [
        Ligne(
            name, f"{prefix}-{index_anchor(name).removeprefix('mot-')}", renvois=_renvois(site, found[name])
        )
        for name in sorted(found, key=alphabetical)
    ]


def _themes(site: Site) -> list[Ligne]:
    themes = site.visible.themes
    return [
        Ligne(theme.titre, f"theme-{id_}", renvois=[Renvoi(theme_address(id_), "la page du thème")])
        for id_, theme in sorted(themes.items(), key=lambda item: alphabetical(item[1].titre))
    ]


def _words(site: Site) -> list[Ligne]:
    """Return key words and the marks of the texts; two spellings of one word are one line."""
    lines: dict[str, Ligne] = {}
    for entry in site.visible.entries.values():
        if site.addresses.of(entry) is None or "#" in site.addresses.pages[entry.id]:
            continue
        here = site.renvoi(entry)
        for mot in entry.fiche.mots_cles:
            _line(lines, mot).renvois.append(here)
        for mark in _marks(site, entry):
            line = _line(lines, mark.entree)
            if mark.sous_entree:
                under = next((s for s in line.sous if s.nom == mark.sous_entree), None)
                if under is None:
                    under = Ligne(mark.sous_entree, index_anchor(f"{mark.entree} {mark.sous_entree}"))
                    line.sous.append(under)
                line = under
            line.renvois.append(Renvoi(f"{here.adresse}#{mark.id}", here.titre, here.genre))
    return [lines[key] for key in sorted(lines)]


def _marks(site: Site, entry: Entry) -> tuple[IndexMark, ...]:
    """Return the marks of an entry's text; most have none, and need not be set to know it."""
    parsed = site.visible.carnet.bodies.get(entry.id)
    if parsed is None or "index" not in parsed.body.text:
        return ()
    return site.setting("index/index.html").corps(entry, 1).marks


def _line(lines: dict[str, Ligne], mot: str) -> Ligne:
    return lines.setdefault(alphabetical(mot), Ligne(mot, index_anchor(mot)))


def _shelves(site: Site) -> list[tuple[Renvoi, list[Renvoi]]]:
    """Return every list page with the pages it holds."""
    shelves: list[tuple[Renvoi, list[Renvoi]]] = []
    for place in site.rayons:
        kinds = [
            kind
            for kind, address in LISTS.items()
            if f"{address}/" == place.adresse and kind not in ("texte",)
        ]
        inside = [
            site.renvoi(e) for kind in kinds for e in in_order(site.visible, kind) if site.addresses.of(e)
        ]
        if place.adresse == "themes/":
            inside = [Renvoi(theme_address(id_), theme.titre) for id_, theme in site.visible.themes.items()]
        shelves.append((place, inside))
    return shelves
