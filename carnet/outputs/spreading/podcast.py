"""The sounds as a podcast: RSS 2.0 with the iTunes and Podcasting 2.0 extensions, transcripts and chapters.

In: the herald. Out: ``flux/sons.xml``, its square picture, and for each sound its transcript and its
chapters. A speaker is named in a transcript as she chose to be shown. Nothing is made without a sound.
"""

import datetime as dt
import json
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Final

from carnet.media.transcripts import as_vtt
from carnet.model import Artifact, Entry
from carnet.outputs.linked import licence
from carnet.outputs.spreading import xml
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.spreading.xml import add, written
from carnet.outputs.web.entries import description

FEED: Final = "flux/sons.xml"
GUIDS: Final = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcasts' identifiers (podcast namespace, ``podcast:guid``)."""


def sounds(herald: Herald) -> list[tuple[Entry, dt.date]]:
    """Return the sounds that are news, the newest first, each with its day."""
    today = herald.visible.moment.date
    dated = [(e, herald.told_on(e)) for e in herald.visible.of_type("son") if e.fiche.statut == "publie"]
    return sorted(
        ((e, day) for e, day in dated if day is not None and day <= today),
        key=lambda pair: (pair[1], pair[0].id),
        reverse=True,
    )


def podcast(herald: Herald) -> Iterator[Artifact]:
    """Make the podcast and what its episodes name."""
    told = sounds(herald)
    if not told:
        return
    for entry, _ in told:
        text, chapters = _transcript(herald, entry), _chapters(herald, entry)
        if text is not None:
            yield text
        if chapters is not None:
            yield chapters
    picture = herald.deck.square if herald.deck else None
    if picture is not None:
        yield Artifact("flux/sons.png", picture)
    yield Artifact(FEED, _feed(herald, told, pictured=picture is not None))


def _feed(herald: Herald, told: list[tuple[Entry, dt.date]], *, pictured: bool) -> bytes:
    edition, places = herald.visible.edition, herald.places
    address = places.at(FEED)
    root = xml.root("rss", "atom", "content", "itunes", "podcast", version="2.0")
    channel = add(root, "channel")
    names = ", ".join(c.nom for c in edition.contributeurs.values())
    add(channel, "title", f"{edition.titre}, les sons")
    add(channel, "link", places.at("sons/"))
    add(channel, "description", edition.description)
    add(channel, "language", edition.langue)
    add(channel, "pubDate", _rfc822(told[0][1]))
    add(channel, "copyright", f"{names}, {edition.licence}")
    add(channel, "atom:link", rel="self", type="application/rss+xml", href=address)
    add(channel, "itunes:author", names)
    add(channel, "itunes:explicit", "false")
    add(add(channel, "itunes:category", text="Society & Culture"), "itunes:category", text="Documentary")
    if pictured:
        add(channel, "itunes:image", href=places.at("flux/sons.png"))
    bare = address.partition("://")[2].rstrip("/")
    add(channel, "podcast:guid", str(uuid.uuid5(GUIDS, bare)))
    add(channel, "podcast:medium", "podcast")
    add(channel, "podcast:license", edition.licence.lower(), **_licence_url(edition.licence))
    for entry, day in told:
        _episode(herald, channel, entry, day)
    return written(root)


def _episode(herald: Herald, channel: ET.Element, entry: Entry, day: dt.date) -> None:
    places, c = herald.places, herald.abroad
    file = herald.file_of(entry)
    assert file is not None, "a sound has a file, and the site an address"
    item = add(channel, "item", **{"xml:lang": entry.langue})
    add(item, "title", herald.visible.titre(entry))
    add(item, "link", places.of(entry))
    add(item, "guid", herald.tag(herald.site.addresses.pages[entry.id].rstrip("/")), isPermaLink="false")
    add(item, "pubDate", _rfc822(day))
    add(item, "description", description(herald.site, entry))
    add(item, "content:encoded", str(c.entree(entry, 1)))
    add(item, "enclosure", url=file.url, length=str(file.octets), type=file.mime)
    add(item, "itunes:duration", str(round(c.duree(entry))))
    add(item, "itunes:explicit", "false")
    card = herald.card_of(entry)
    if card:
        add(item, "itunes:image", href=card)
    text = _transcript(herald, entry)
    if text is not None:
        kind = "text/vtt" if text.path.endswith(".vtt") else "text/plain"
        add(item, "podcast:transcript", url=places.at(text.path), type=kind, language=entry.langue)
    chapters = _chapters(herald, entry)
    if chapters is not None:
        add(item, "podcast:chapters", url=places.at(chapters.path), type="application/json+chapters")
    add(item, "podcast:license", entry.licence.lower(), **_licence_url(entry.licence))


def _transcript(herald: Herald, entry: Entry) -> Artifact | None:
    """Return what is said in a sound: WebVTT when it has times, else plain text."""
    written_ = herald.visible.carnet.transcripts.get(entry.id)
    base = f"flux/sons/{_name(herald, entry)}"
    if written_ is not None and written_.cues:
        return Artifact(f"{base}.vtt", as_vtt(written_, herald.visible.speaker).encode())
    words = herald.visible.words(entry)
    return Artifact(f"{base}.txt", f"{words}\n".encode()) if words else None


def _chapters(herald: Herald, entry: Entry) -> Artifact | None:
    """Return the moments of a sound worth going to (Podcasting 2.0 chapters, version 1.2)."""
    chapters = [
        {
            "startTime": chapter.debut,
            "title": chapter.titre,
            **({"url": herald.places.of(chapter.entree)} if chapter.entree else {}),
        }
        for chapter in herald.abroad.chapitres(entry)
    ]
    if not chapters:
        return None
    document = {"version": "1.2.0", "title": herald.visible.titre(entry), "chapters": chapters}
    content = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Artifact(f"flux/sons/{_name(herald, entry)}-chapitres.json", content.encode())


def _name(herald: Herald, entry: Entry) -> str:
    return "/".join(herald.site.addresses.pages[entry.id].rstrip("/").split("/")[1:])


def _licence_url(written_: str) -> dict[str, str]:
    url = licence(written_)
    return {"url": url} if url.startswith("http") else {}


def _rfc822(day: dt.date) -> str:
    return format_datetime(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC), usegmt=True)
