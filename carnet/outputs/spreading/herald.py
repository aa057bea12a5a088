"""The herald: all that the spreading room needs to know of the site, and what it says of each page.

In: the site and the deck of cards. Out: ``Herald``, and for each page ``Head``: its Open Graph and card
metadata, its links to feeds, its linked data.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from carnet.kinds import FicheEvenement
from carnet.model import Artifact, Entry
from carnet.outputs.cards.deck import Deck, Drawn
from carnet.outputs.cards.sheet import HEIGHT, WIDTH
from carnet.outputs.linked import CONTEXT, File, Linked, Thing
from carnet.outputs.places import Places
from carnet.outputs.spreading.abroad import Abroad
from carnet.outputs.web.addresses import theme_address
from carnet.outputs.web.site import BOOKS, Page, Site
from carnet.visible import Visible

LOCALES: Final = {"fr": "fr_FR", "en": "en_GB", "de": "de_DE", "es": "es_ES", "it": "it_IT", "pt": "pt_PT"}
MIMES: Final = {".pdf": "application/pdf", ".epub": "application/epub+zip"}
TOLD: Final = ("evenement", "recit", "synthese", "portrait", "verbatim", "son", "enseignement", "piste",
               "passage", "texte", "inventaire", "ressource")  # fmt: skip
"""The kinds that are news: what feeds tell."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page's head to another form of it."""

    type: str
    href: str
    titre: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says to those who share it: properties, names, links, linked data."""

    proprietes: tuple[tuple[str, str], ...]
    noms: tuple[tuple[str, str], ...]
    liens: tuple[Link, ...]
    donnees: Markup


@dataclass(frozen=True)
class Herald:
    """The site as it is spread. ``deck`` is None when no card may be drawn; ``books`` are files by name."""

    site: Site
    places: Places
    deck: Deck | None
    books: Mapping[str, bytes]
    _cards: dict[str, Artifact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Register how what is noted of a card or a book is asked again."""
        entries = self.visible.entries
        self.site.ledger.sources["carton"] = lambda id_: _said(self.card(entries.get(id_)))
        self.site.ledger.sources["livre"] = lambda name: len(self.books[name])

    @property
    def visible(self) -> Visible:
        """What may leave on the web."""
        return self.site.visible

    @cached_property
    def abroad(self) -> Abroad:
        """Texts set for readers who are not on the site: every address is public."""
        site = self.site
        return Abroad(
            site.visible, site.env, site.pictures.room,
            addresses=site.addresses, pictures=site.pictures, root=self.places.url, termes=None,
        )  # fmt: skip

    @cached_property
    def linked(self) -> Linked:
        """The carnet as linked data."""
        return Linked(self.visible, self.places, self.file_of, self.card_of, self.abroad.duree)

    @property
    def cards(self) -> Iterator[Artifact]:
        """The cards that something of the site shows."""
        return iter(sorted(self._cards.values(), key=lambda a: a.path))

    @property
    def host(self) -> str:
        """The name of the site's machine."""
        return urlsplit(self.places.url).hostname or ""

    # --- dates and names ---------------------------------------------------------------------------

    def tag(self, name: str) -> str:
        """Return a stable id for something of the carnet (RFC 4151)."""
        path = urlsplit(self.places.url).path.strip("/")
        return f"tag:{self.host},{self.visible.edition.annee}:" + "/".join(filter(None, (path, name)))

    def told_on(self, entry: Entry) -> dt.date | None:
        """Return the day an entry is of: its own, or its embargo's if later, or that of what it rests on."""
        days = [entry.date] if entry.date else [e.date for e in self._grounds(entry) if e.date]
        days += [entry.fiche.publication] if entry.fiche.publication else []
        return max(days, default=None)

    def _grounds(self, entry: Entry) -> list[Entry]:
        """Return what an entry without a date speaks of: the evidence of a lesson, the event of a baton."""
        return [*self.visible.targets(entry, "preuves"), *self.visible.targets(entry, "de")]

    # --- files -------------------------------------------------------------------------------------

    def card(self, entry: Entry | None) -> tuple[str, Drawn] | None:
        """Return a card and its address on the site: the entry's own, else the carnet's."""
        if self.deck is None:
            return None
        own = self.deck.of(entry) if entry else None
        if own is not None and entry is not None and self.places.of(entry):
            path = f"cartons/{self.site.addresses.pages[entry.id].rstrip('/')}.png"
        else:
            own, path = self.deck.whole, "cartons/carnet.png"
        self._cards[path] = Artifact(path, own.content)
        self.site.ledger.note("carton", entry.id if entry else "", _said((path, own)))
        return path, own

    def card_of(self, entry: Entry) -> str:
        """Return the public address of an entry's own card, "" when it has none."""
        if self.deck is None or not self.places.of(entry) or not self.deck.has(entry):
            return ""
        found = self.card(entry)
        return self.places.at(found[0]) if found else ""

    def file_of(self, entry: Entry) -> File | None:
        """Return the main file of a photo or of a sound."""
        if not self.places.url or entry.type not in ("photo", "son"):
            return None
        pictures = self.site.pictures
        made = pictures.sound(entry) if entry.type == "son" else pictures.versions(entry)
        mimes = ("image/jpeg", "audio/mpeg")
        best = [v for v in made if v.mime in mimes][-1]
        return File(self.places.at(best.path), best.mime, best.octets, best.width, best.height)

    @property
    def editions(self) -> list[tuple[str, str, int]]:
        """The books to offer: address, MIME type, bytes. A proof's books are offered to nobody."""
        for name, book in self.books.items():
            self.site.ledger.note("livre", name, len(book))
        return [
            (self.places.at(f"telechargements/{name}"), mime, len(self.books[name]))
            for name in BOOKS
            for suffix, mime in MIMES.items()
            if name in self.books and name.endswith(suffix) and not self.site.brouillons
        ]

    # --- the head of a page ------------------------------------------------------------------------

    def head(self, page: Page) -> Head:
        """Return what the head of a page says."""
        entry = page.entree
        return Head(
            tuple(self._properties(page, entry)),
            tuple(self._names(page)),
            tuple(self._links(page, entry)) if self.places.url else (),
            script(self._graph(page, entry)),
        )

    def _properties(self, page: Page, entry: Entry | None) -> Iterator[tuple[str, str]]:
        edition = self.visible.edition
        yield "og:type", _og_type(entry)
        yield "og:title", page.titre
        yield "og:description", page.description
        yield "og:site_name", edition.titre
        language = (entry.langue if entry else edition.langue).partition("-")[0]
        if language in LOCALES:
            yield "og:locale", LOCALES[language]
        if self.places.url:
            yield "og:url", self.places.at(page.adresse)
            found = self.card(entry)
            if found:
                yield "og:image", self.places.at(found[0])
                yield "og:image:type", "image/png"
                yield "og:image:width", str(WIDTH)
                yield "og:image:height", str(HEIGHT)
                yield "og:image:alt", found[1].alt
        if entry is not None and _og_type(entry) == "article" and entry.date:
            yield "article:published_time", entry.date.isoformat()

    def _names(self, page: Page) -> Iterator[tuple[str, str]]:
        found = self.card(page.entree) if self.places.url else None
        yield "twitter:card", "summary_large_image" if found else "summary"
        if found:
            yield "twitter:image:alt", found[1].alt
        if self.site.brouillons:
            yield "robots", "noindex, nofollow"

    def _links(self, page: Page, entry: Entry | None) -> Iterator[Link]:
        from carnet.outputs.spreading.embeds import oembed_path
        from carnet.outputs.spreading.feeds import ATOM, JSON_FEED, event_feed, theme_feed

        root = self.site.setting(f"{page.adresse}index.html").root
        title = self.visible.edition.titre
        yield Link("application/atom+xml", f"{root}{ATOM}", title)
        yield Link("application/feed+json", f"{root}{JSON_FEED}", title)
        event = entry if entry and entry.type == "evenement" else None
        if event is not None:
            yield Link("application/atom+xml", root + event_feed(event), self.visible.titre(event))
            yield Link(
                "text/calendar", f"{root}agenda/{self.visible.stem(event)}.ics", self.visible.titre(event)
            )
        for theme, said in self.visible.themes.items():
            if page.adresse == theme_address(theme):
                yield Link("application/atom+xml", root + theme_feed(theme), said.titre)
        if page.adresse == "sons/" or (entry and entry.type == "son"):
            yield Link("application/rss+xml", f"{root}flux/sons.xml", f"{title}, les sons")
        if entry is not None and self.embeddable(entry):
            yield Link("application/json+oembed", root + oembed_path(self, entry), page.titre)

    def embeddable(self, entry: Entry) -> bool:
        """Whether an entry may be shown inside another site: a verbatim that may leave on ``reseaux``."""
        return (
            entry.type == "verbatim"
            and not self.site.brouillons
            and bool(self.places.of(entry))
            and self.deck is not None
            and self.deck.has(entry)
        )

    def _graph(self, page: Page, entry: Entry | None) -> list[Thing]:
        things: list[Thing] = []
        if not page.adresse:
            things = [self.linked.site(), self.linked.book(self.editions)]
        elif entry is not None:
            things = [self.linked.thing(entry)]
        if page.ariane and self.places.url:
            trail = [(r.titre, self.places.at(r.adresse)) for r in page.ariane]
            trail.append((page.titre, self.places.at(page.adresse)))
            things.append(
                {
                    "@type": "BreadcrumbList",
                    "itemListElement": [
                        {"@type": "ListItem", "position": place, "name": name, "item": url}
                        for place, (name, url) in enumerate(trail, 1)
                    ],
                }
            )
        return things


def _said(card: tuple[str, Drawn] | None) -> object:
    """Return what a page tells of a card: where it is, its weight, what it shows."""
    return card and (card[0], len(card[1].content), card[1].alt)


def script(things: list[Thing]) -> Markup:
    """Return linked data as it may stand in a page: no text in it can close the element."""
    if not things:
        return Markup("")
    body = {"@context": CONTEXT, **things[0]} if len(things) == 1 else {"@context": CONTEXT, "@graph": things}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _og_type(entry: Entry | None) -> str:
    if entry is None or isinstance(entry.fiche, FicheEvenement):
        return "website"
    return "profile" if entry.type == "portrait" else "article"
