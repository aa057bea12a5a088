"""One page per entry: what it says, what stands in its margin, what it leads to.

In: the site. Out: an artifact for each entry that has an address of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from carnet import wording
from carnet.kinds import FicheEvenement, FichePhoto, FicheSon, FicheVerbatim
from carnet.model import Artifact, Entry
from carnet.outputs.web.addresses import LISTS
from carnet.outputs.web.events import dossier, embedded
from carnet.outputs.web.narrative import Renvoi
from carnet.outputs.web.setting import WebSetting
from carnet.outputs.web.site import Site
from carnet.text.render import Heading

HOME = Renvoi("", "Accueil")
SHOWN_FIRST = ("verbatim", "photo", "son", "terme")
"""The kinds that speak for themselves: what is known of them comes after."""
WRITTEN = ("recit", "synthese", "portrait", "texte", "enseignement", "piste", "passage", "seance")
"""The kinds that somebody signs."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Entries a page leads to, under one title. ``forme`` names the template that shows them."""

    titre: str
    forme: str
    entrees: tuple[Entry, ...]


def entry_pages(site: Site) -> Iterator[Artifact]:
    """Make the page of every entry."""
    for entry in site.visible.entries.values():
        yield from kept_pages(site, entry)


def kept_pages(site: Site, entry: Entry) -> list[Artifact]:
    """Return the page of an entry, kept or made; none when it has no address of its own."""
    address = site.addresses.of(entry)
    if address is None or "#" in address:
        return []
    return site.kept.take(address, lambda: [entry_page(site, entry, address)])


def entry_page(site: Site, entry: Entry, address: str) -> Artifact:
    """Make the page of one entry at its address."""
    make = _event_page if entry.type == "evenement" else _entry_page
    return make(site, entry, address)


def _event_page(site: Site, event: Entry, address: str) -> Artifact:
    return site.page(
        address,
        "evenement.html",
        site.visible.titre(event),
        description=description(site, event),
        parents=(HOME, site.liste("evenements/")),
        entry=event,
        context={"dossier": dossier(site, event), "reference": reference(site, event, address)},
    )


def _entry_page(site: Site, entry: Entry, address: str) -> Artifact:
    c = site.setting(f"{address}index.html")
    return site.page(
        address,
        "entree.html",
        title_of(site, c, entry),
        description=description(site, entry),
        parents=_parents(site, entry),
        entry=entry,
        context={
            "marge": list(margin(site, c, entry)),
            "suites": [suite for suite in _suites(site, entry) if suite.entrees],
            "reference": reference(site, entry, address),
            "montrer_d_abord": entry.type in SHOWN_FIRST,
            "sommaire": _contents(c, entry),
        },
    )


def _contents(c: WebSetting, entry: Entry) -> list[Heading]:
    """Return the headings of a long text, to go straight to a part."""
    headings = [h for h in c.corps(entry, 1).headings if h.level == 2]
    return headings if len(headings) >= 3 else []


def title_of(site: Site, c: WebSetting, entry: Entry) -> str:
    """Return a page's title; words that were spoken are followed by who said them."""
    title = site.visible.titre(entry)
    if entry.type != "verbatim":
        return title
    person = c.parole(entry)
    who = person.nom if person else getattr(entry.fiche, "locuteur", None)
    return f"{title}, {who}" if who else title


def description(site: Site, entry: Entry) -> str:
    """Return two lines that tell a page apart: the chapô, else the first words."""
    if entry.fiche.resume:
        return entry.fiche.resume
    words = site.setting("").extrait(entry).split()
    return " ".join(words[:30]) + (" …" if len(words) > 30 else "")


def _parents(site: Site, entry: Entry) -> tuple[Renvoi, ...]:
    parents = [HOME]
    address = LISTS[entry.type]
    event = site.visible.evenement_of(entry)
    if entry.type == "texte":
        return tuple(parents)
    parents.append(site.renvoi(event) if event else site.liste(f"{address}/"))
    return tuple(parents)


def margin(site: Site, c: WebSetting, entry: Entry) -> Iterator[tuple[str, Markup]]:
    """Yield what stands in a page's margin: where, when, who, in whose voice, about what."""
    event = site.visible.evenement_of(entry)
    if event is not None and isinstance(event.fiche, FicheEvenement):
        yield "Où", c.lien(event) + Markup('<span class="lieu">{}</span>').format(event.fiche.lieu.commune)
    for event in site.visible.targets(entry, "evenements"):
        yield "Rencontré à", c.lien(event)
    if entry.date and entry.type not in ("terme", "portrait", "ressource"):
        yield "Quand", escape(wording.day(entry.date))
    if entry.type in WRITTEN and c.signature(entry):
        yield "Qui écrit", escape(c.signature(entry))
    if entry.fiche.voix and entry.fiche.voix != "duo":
        yield "Voix", escape(wording.choice(entry.fiche.voix).removeprefix("La voix "))
    if c.lecture(entry):
        yield "Lecture", escape(c.lecture(entry).removesuffix("de lecture").strip())
    if c.themes(entry):
        yield "Thèmes", c.themes(entry)
    if entry.fiche.mots_cles:
        words = [Markup('<a href="{}">{}</a>').format(c.mot_href(mot), mot) for mot in entry.fiche.mots_cles]
        yield "Mots-clés", Markup(", ").join(words)


def _suites(site: Site, entry: Entry) -> Iterator[Suite]:
    visible = site.visible
    shown = {entry.id, *embedded(site, entry)}
    named = [e for e in visible.backlinks(entry) if e.id not in shown and e.type != "evenement"]
    if entry.type in ("portrait", "seance"):
        title = "Ses paroles" if entry.type == "portrait" else "Ce qui s’y est dit"
        yield Suite(title, "paroles", _of(named, "verbatim"))
    if entry.type == "seance":
        yield Suite("Ce qu’on en retient", "cartes", _of(named, "synthese"))
    if entry.type == "son":
        yield Suite("Ce qui en est cité", "paroles", _of(named, "verbatim"))
    if entry.type == "enseignement":
        yield Suite("Ce que l’on peut en faire", "cartes", _of(named, "piste"))
    taken = SHOWN_APART.get(entry.type, ())
    rest = tuple(e for e in named if e.type not in taken and site.addresses.of(e))
    yield Suite("On en parle aussi dans", "renvois", rest)


SHOWN_APART = {
    "portrait": ("verbatim",),
    "seance": ("verbatim", "synthese"),
    "son": ("verbatim",),
    "enseignement": ("piste",),
}


def _of(entries: Iterable[Entry], type_: str) -> tuple[Entry, ...]:
    return tuple(e for e in entries if e.type == type_)


def _whose(c: WebSetting, entry: Entry) -> str:
    """Return whose work an entry is: words belong to who spoke, a picture to who made it."""
    match entry.fiche:
        case FicheVerbatim(locuteur=speaker):
            person = c.parole(entry)
            return person.nom if person else speaker or ""
        case FichePhoto(credit=credit) | FicheSon(credit=credit):
            return credit
        case _:
            return str(c.auteurs(c.visible.auteurs(entry)))


@dataclass(frozen=True, slots=True)
class Reference:
    """How to cite a page, and under which licence it may be taken."""

    auteurs: str
    titre: str
    ouvrage: str
    annee: int
    adresse: str
    licence: str


def reference(site: Site, entry: Entry, address: str) -> Reference:
    """Return the citation of an entry."""
    c = site.setting("")
    title = site.visible.titre(entry)
    return Reference(
        auteurs=_whose(c, entry),
        titre=title if title.startswith("«") else f"«\u00a0{title}\u00a0»",
        ouvrage=site.edition.titre,
        annee=entry.date.year if entry.date else site.edition.annee,
        adresse=site.absolute(address),
        licence=entry.licence,
    )
