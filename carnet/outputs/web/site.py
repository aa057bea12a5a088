"""The site as one value, and how a page is made of it.

In: what is visible, its media, the books for download. Out: ``Site``, which every page function takes,
and ``Site.page``, the only place where a page becomes an artifact.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from jinja2.sandbox import SandboxedEnvironment

from carnet import wording
from carnet.edition import Edition
from carnet.model import Artifact, Entry
from carnet.outputs.web.accessibility import Conformite, conformite
from carnet.outputs.web.addresses import LISTS, Addresses, addresses, file_of, way_up
from carnet.outputs.web.kept import NOTHING_KEPT, Kept, Ledger
from carnet.outputs.web.map import Atlas
from carnet.outputs.web.narrative import Fil, Renvoi, fil, renvoi_of
from carnet.outputs.web.pictures import Pictures
from carnet.outputs.web.setting import WebSetting
from carnet.text.cite import BIBLIOGRAPHY
from carnet.text.glossary import Glossary
from carnet.visible import Visible

LIST_TITLES: Final = {
    "evenements/": "Évènements",
    "recits/": "Récits",
    "portraits/": "Portraits",
    "verbatims/": "Paroles",
    "syntheses/": "Synthèses",
    "seances/": "Séances",
    "inventaires/": "Vu, entendu, ressenti",
    "photos/": "Photos",
    "sons/": "Sons",
    "enseignements/": "Ce que l’on a appris",
    "que-faire/": "Que faire\u202f?",
    "ressources/": "Ressources",
    "glossaire/": "Glossaire",
    "themes/": "Thèmes",
    "bibliographie/": "Bibliographie",
    "index/": "Index",
    "recherche/": "Rechercher",
    "plan/": "Plan du site",
    "telechargements/": "Télécharger",
    "suivre/": "Suivre et s’abonner",
    "donnees/": "Données ouvertes",
    "citer/": "Citer et réutiliser",
    "credits/": "Crédits et licences",
    "mentions-legales/": "Mentions légales",
    "accessibilite/": "Accessibilité",
    "donnees-personnelles/": "Données personnelles et retrait",
    "ecoconception/": "Écoconception",
}
"""The pages that are not an entry's, in the order of the site plan."""

MENU: Final = ("evenements/", "portraits/", "verbatims/", "que-faire/", "ressources/", "plan/", "recherche/")
BOOKS: Final = {
    "carnet.pdf": (
        "Le livre, en PDF",
        "PDF balisé, à lire à l’écran ou à imprimer",
        "structure balisée, ordre de lecture, langue, descriptions des images, signets",
    ),
    "carnet.epub": (
        "Le livre, en EPUB",
        "EPUB 3, pour liseuse, tablette et téléphone",
        "texte qui s’agrandit et se recompose, navigation par titres, descriptions des images ; ses "
        "métadonnées disent ce qu’il permet",
    ),
}
"""What each book is called, what it is, and what it gives to those who do not read with their eyes."""

SHOWN_TOGETHER: Final = 3
"""From that many photos, an event has a page of its own for them."""


@dataclass(frozen=True, slots=True)
class Page:
    """What every page says of itself. ``teinte`` is its accent, 0 for none; ``entree`` the entry it shows."""

    adresse: str
    titre: str
    description: str
    ariane: tuple[Renvoi, ...]
    teinte: int
    avant: Renvoi | None
    apres: Renvoi | None
    dans_le_recit: bool
    entree: Entry | None


@dataclass(frozen=True, slots=True)
class Livre:
    """A downloadable edition of the carnet."""

    fichier: str
    titre: str
    forme: str
    acces: str
    poids: str


@dataclass(frozen=True)
class Site:
    """Everything pages are made from."""

    visible: Visible
    env: SandboxedEnvironment
    pictures: Pictures
    addresses: Addresses
    lists: frozenset[str]
    fil: Fil
    atlas: Atlas
    livres: tuple[Livre, ...]
    glossary: Glossary | None
    ledger: Ledger
    kept: Kept
    _settings: dict[str, WebSetting] = field(default_factory=dict)

    @property
    def edition(self) -> Edition:
        """What carnet.yaml says."""
        return self.visible.edition

    @property
    def brouillons(self) -> bool:
        """Whether drafts are shown."""
        return self.visible.moment.drafts

    @property
    def menu(self) -> list[Renvoi]:
        """The few places named at the top of every page."""
        return [self.liste(address) for address in MENU if address in self.lists]

    @property
    def rayons(self) -> list[Renvoi]:
        """Every list page that exists, for the foot of pages and the plan."""
        return [self.liste(address) for address in LIST_TITLES if address in self.lists]

    def liste(self, address: str) -> Renvoi:
        """Return the place of a list page."""
        return Renvoi(address, LIST_TITLES[address])

    def essay(self, event: Entry) -> str:
        """Return where an event's photos are looked at one after the other, "" when they are too few."""
        few = len(self.visible.in_event(event, "photo")) < SHOWN_TOGETHER
        return "" if few else f"photos/{self.visible.stem(event)}/"

    def renvoi(self, entry: Entry) -> Renvoi:
        """Return the place of an entry."""
        return renvoi_of(self.visible, self.addresses, entry)

    @cached_property
    def conformite(self) -> Conformite:
        """What may be said of its accessibility."""
        return conformite(self.visible)

    def absolute(self, address: str) -> str:
        """Return a page's public address, "" when the edition says none."""
        return f"{self.edition.url.rstrip('/')}/{address}" if self.edition.url else ""

    def titre_de(self, page: Page) -> str:
        """Return a page's title in a tab or a list of results: itself, where it is, the carnet."""
        if not page.adresse:
            return " – ".join(filter(None, (page.titre, self.edition.sous_titre)))
        above = [place.titre for place in page.ariane if place.adresse]
        return " – ".join((page.titre, *above[-1:], self.edition.titre))

    def setting(self, file: str) -> WebSetting:
        """Return the setting of a file's depth."""
        root = way_up(file)
        if root not in self._settings:
            self._settings[root] = WebSetting(
                self.visible,
                self.env,
                self.pictures.room,
                addresses=self.addresses,
                pictures=self.pictures,
                root=root,
                termes=self.glossary,
            )
        return self._settings[root]

    def page(
        self,
        address: str,
        template: str,
        titre: str,
        *,
        description: str = "",
        parents: Sequence[Renvoi] = (),
        entry: Entry | None = None,
        context: Mapping[str, object],
    ) -> Artifact:
        """Make a page: the artifact at an address, filled from a template."""
        from carnet.templating import fill

        file = file_of(address)
        c = self.setting(file)
        before, after, told = self.fil.around(address)
        page = Page(address, titre, description, tuple(parents), c.teinte(entry), before, after, told, entry)
        html = fill(self.env.get_template(template), c=c, site=self, page=page, e=entry, **context)
        return Artifact(file, as_html(html).encode())


VOID: Final = re.compile(r"<(br|col|hr|img|input|link|meta|source|wbr)\b([^<>]*?)\s*/>")


def as_html(page: str) -> str:
    """Return a page written as XHTML the way HTML is: the slash of ``<br/>`` means nothing there."""
    return VOID.sub(r"<\1\2>", page)


def site(
    visible: Visible,
    env: SandboxedEnvironment,
    pictures: Pictures,
    atlas: Atlas,
    books: Mapping[str, bytes],
    *,
    also: Iterable[str] = (),
    kept: Kept = NOTHING_KEPT,
) -> Site:
    """Lay the site out: addresses, lists that have something to show, the reading order.

    ``also`` are the pages of ``LIST_TITLES`` that other rooms make. The ledger is that of ``pictures``.
    """
    ledger = pictures.ledger
    where = addresses(visible)
    lists = frozenset([*_lists(visible, books), *also])
    livres = tuple(
        Livre(f"telechargements/{name}", *BOOKS[name], wording.weight(len(books[name])))
        for name in BOOKS
        if name in books
    )
    words = [visible.titre(e) for e in visible.of_type("terme")]
    glossary = Glossary(words) if words else None
    thread = fil(visible, where, lists)
    whole = Site(visible, env, pictures, where, lists, thread, atlas, livres, glossary, ledger, kept)
    ledger.sources["transcription"] = lambda id_: whole.setting("").texte_du_son(visible.entries[id_])
    return whole


def _lists(visible: Visible, books: Mapping[str, bytes]) -> list[str]:
    kinds = {e.type for e in visible.entries.values() if e.type != "portrait"}
    found = [f"{LISTS[kind]}/" for kind in kinds]
    found += ["portraits/"] if visible.portraits else []
    found += ["themes/"] if visible.themes else []
    found += ["bibliographie/"] if BIBLIOGRAPHY in visible.carnet.bodies else []
    found += ["telechargements/"] if any(name in books for name in BOOKS) else []
    return [
        *found,
        "index/",
        "plan/",
        "recherche/",
        "citer/",
        "credits/",
        "mentions-legales/",
        "accessibilite/",
        "donnees-personnelles/",
        "ecoconception/",
    ]
