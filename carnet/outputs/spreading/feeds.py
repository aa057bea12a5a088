"""Feeds: the carnet, each event and each theme, in Atom (RFC 4287) and JSON Feed 1.1, with whole texts.

In: the herald. Out: artifacts under ``flux/``. A day is said at noon, universal time: it is then the same day
from Papeete to Nouméa. What has no day, or a day to come, is not news yet.
"""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from carnet.model import Artifact, Entry
from carnet.outputs.linked import licence
from carnet.outputs.spreading import xml
from carnet.outputs.spreading.herald import TOLD, Herald
from carnet.outputs.spreading.xml import add, written
from carnet.outputs.web.addresses import theme_address
from carnet.outputs.web.entries import description
from carnet.sources import slug

ATOM: Final = "flux/carnet.xml"
JSON_FEED: Final = "flux/carnet.json"
LONGEST: Final = 60
"""How many entries a feed tells, the newest first."""


@dataclass(frozen=True, slots=True)
class News:
    """One entry as feeds tell it."""

    entry: Entry
    id: str
    day: dt.date
    url: str
    titre: str
    resume: str
    html: str
    auteurs: tuple[str, ...]
    sujets: tuple[str, ...]
    image: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its path without suffix, the page it follows, its title, its entries, the newest first.

    ``about`` is its description, or the entry whose own it takes.
    """

    path: str
    page: str
    titre: str
    about: str | Entry
    entries: tuple[Entry, ...]


def event_feed(event: Entry) -> str:
    """Return the path of an event's Atom feed."""
    return f"flux/{event.stem}.xml"


def theme_feed(theme: str) -> str:
    """Return the path of a theme's Atom feed."""
    return f"flux/theme-{slug(theme)}.xml"


def feeds(herald: Herald) -> Iterator[Artifact]:
    """Make every feed."""
    for feed in _all(herald):
        yield from herald.site.kept.take(feed.path, _written, herald, feed)


def _written(herald: Herald, feed: Feed) -> list[Artifact]:
    about = feed.about if isinstance(feed.about, str) else description(herald.site, feed.about)
    ledger = herald.site.ledger
    news = [ledger.lately((News, entry.id), partial(_news, herald, entry)) for entry in feed.entries]
    return [
        Artifact(f"{feed.path}.xml", _atom(herald, feed, about, news)),
        Artifact(f"{feed.path}.json", _json(herald, feed, about, news)),
    ]


def _all(herald: Herald) -> Iterator[Feed]:
    visible, edition = herald.visible, herald.visible.edition
    told = [e for kind in TOLD for e in visible.of_type(kind) if kind != "portrait" or e.body.strip()]
    known = {e.id: found for e in told if (found := _told(herald, e)) is not None}

    def newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
        ids = [e.id for e in entries if e.id in known]
        newest_first = sorted(ids, key=known.__getitem__, reverse=True)
        return tuple(visible.entries[id_] for id_ in newest_first[:LONGEST])

    yield Feed(ATOM.removesuffix(".xml"), "", edition.titre, edition.description, newest(told))
    for event in visible.evenements:
        inside = newest([event, *visible.in_event(event)])
        title = f"{visible.titre(event)}, {edition.titre}"
        page = herald.site.addresses.pages[event.id]
        yield Feed(event_feed(event).removesuffix(".xml"), page, title, event, inside)
    for id_, theme in visible.themes.items():
        path, title = theme_feed(id_).removesuffix(".xml"), f"{theme.titre}, {edition.titre}"
        about = theme.description or edition.description
        yield Feed(path, theme_address(id_), title, about, newest(visible.of_theme(id_)))


def _told(herald: Herald, entry: Entry) -> tuple[dt.date, str] | None:
    """Return when an entry is told and its lasting name, None when it is not told."""
    day, url = herald.told_on(entry), herald.places.of(entry)
    if day is None or day > herald.visible.moment.date or not url or entry.fiche.statut != "publie":
        return None
    return day, herald.tag(herald.site.addresses.pages[entry.id].rstrip("/"))


def _news(herald: Herald, entry: Entry) -> News:
    told = _told(herald, entry)
    assert told is not None, "a feed has what is told"
    day, name = told
    c = herald.abroad
    themes = herald.visible.edition.themes
    ids = dict.fromkeys((*getattr(entry.fiche, "thematiques", ()), *entry.fiche.themes))
    return News(
        entry,
        name,
        day,
        herald.places.of(entry),
        _title(herald, entry),
        description(herald.site, entry),
        str(c.entree(entry, 1)),
        tuple(a.nom for a in herald.visible.auteurs(entry)),
        (*(themes[id_].titre for id_ in ids if id_ in themes), *entry.fiche.mots_cles),
        herald.card_of(entry),
    )


def _title(herald: Herald, entry: Entry) -> str:
    from carnet.outputs.web.entries import title_of

    return title_of(herald.site, herald.abroad, entry)


def instant(day: dt.date) -> str:
    """Return a day as an instant, noon in universal time (RFC 3339)."""
    return f"{day.isoformat()}T12:00:00Z"


# --- Atom ---------------------------------------------------------------------------------------------


def _atom(herald: Herald, feed: Feed, about: str, told: Sequence[News]) -> bytes:
    edition = herald.visible.edition
    root = xml.root("feed", "media", xmlns=xml.ATOM, **{"xml:lang": edition.langue})
    add(root, "id", herald.tag(feed.path))
    add(root, "title", feed.titre)
    add(root, "subtitle", about)
    add(root, "updated", instant(_latest(herald, told)))
    add(root, "link", rel="self", type="application/atom+xml", href=herald.places.at(f"{feed.path}.xml"))
    add(root, "link", rel="alternate", type="text/html", href=herald.places.at(feed.page))
    add(root, "link", rel="license", href=licence(edition.licence))
    for contributor in edition.contributeurs.values():
        add(add(root, "author"), "name", contributor.nom)
    card = herald.card(None)
    if card is not None:
        add(root, "logo", herald.places.at(card[0]))
    for news in told:
        _atom_entry(root, news)
    return written(root)


def _atom_entry(root: ET.Element, news: News) -> None:
    item = add(root, "entry", **{"xml:lang": news.entry.langue})
    add(item, "id", news.id)
    add(item, "title", news.titre)
    add(item, "link", rel="alternate", type="text/html", href=news.url)
    if licence(news.entry.licence).startswith("http"):
        add(item, "link", rel="license", href=licence(news.entry.licence))
    add(item, "published", instant(news.day))
    add(item, "updated", instant(news.day))
    for name in news.auteurs:
        add(add(item, "author"), "name", name)
    for subject in news.sujets:
        add(item, "category", term=subject)
    if news.resume:
        add(item, "summary", news.resume)
    add(item, "content", news.html, type="html")
    if news.image:
        add(item, "media:thumbnail", url=news.image)


def _latest(herald: Herald, news: Sequence[News]) -> dt.date:
    """Return the day a feed last changed: its newest entry's; an empty one is of the carnet's year."""
    return max((n.day for n in news), default=dt.date(herald.visible.edition.annee, 1, 1))


# --- JSON Feed ----------------------------------------------------------------------------------------


def _json(herald: Herald, feed: Feed, about: str, told: Sequence[News]) -> bytes:
    edition = herald.visible.edition
    card = herald.card(None)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.titre,
        "home_page_url": herald.places.at(feed.page),
        "feed_url": herald.places.at(f"{feed.path}.json"),
        "description": about,
        "language": edition.langue,
        "authors": [{"name": c.nom} for c in edition.contributeurs.values()],
        **({"icon": herald.places.at(card[0])} if card else {}),
        "items": [_json_item(news) for news in told],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(news: News) -> dict[str, object]:
    item: dict[str, object] = {
        "id": news.id,
        "url": news.url,
        "title": news.titre,
        "summary": news.resume,
        "content_html": news.html,
        "date_published": instant(news.day),
        "language": news.entry.langue,
        "authors": [{"name": name} for name in news.auteurs],
        "tags": list(news.sujets),
        "image": news.image,
    }
    return {key: value for key, value in item.items() if value}
