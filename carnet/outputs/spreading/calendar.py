"""Calendars: every event for people's agendas, all together and one by one (RFC 5545, RFC 7986).

In: the herald. Out: ``agenda/evenements.ics`` and one file per event. An event lasts whole days; its stamp is
its first day, never the moment of the build.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from carnet.kinds import FicheEvenement
from carnet.model import Artifact, Entry
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.web.entries import description

if TYPE_CHECKING:
    from icalendar import Event

ALL: Final = "agenda/evenements.ics"


def calendars(herald: Herald) -> Iterator[Artifact]:
    """Make the calendar of all events, then each event's."""
    events = [e for e in herald.visible.evenements if e.fiche.statut == "publie"]
    if not events:
        return
    yield from herald.site.kept.take(ALL, _file, herald, ALL, events)
    for event in events:
        path = f"agenda/{herald.visible.stem(event)}.ics"
        yield from herald.site.kept.take(path, _file, herald, path, [event])


def _file(herald: Herald, path: str, events: Iterable[Entry]) -> list[Artifact]:
    return [Artifact(path, _calendar(herald, events))]


def _calendar(herald: Herald, events: Iterable[Entry]) -> bytes:
    from icalendar import Calendar

    edition = herald.visible.edition
    calendar = Calendar()
    calendar.add("prodid", "-//carnet//evenements//FR")
    calendar.add("version", "2.0")
    calendar.add("name", edition.titre)
    calendar.add("x-wr-calname", edition.titre)
    calendar.add("description", edition.description)
    if herald.places.url:
        calendar.add("url", herald.places.url)
    for event in events:
        calendar.add_component(_event(herald, event))
    return bytes(calendar.to_ical())


def _event(herald: Herald, entry: Entry) -> "Event":
    from icalendar import Event

    fiche = entry.fiche
    assert isinstance(fiche, FicheEvenement)
    url = herald.places.of(entry)
    lead = description(herald.site, entry)
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, herald.tag(f"evenements/{entry.stem}"))))
    event.add("dtstamp", dt.datetime(fiche.debut.year, fiche.debut.month, fiche.debut.day, tzinfo=dt.UTC))
    event.add("dtstart", fiche.debut)
    event.add("dtend", (fiche.fin or fiche.debut) + dt.timedelta(days=1))
    event.add("summary", herald.visible.titre(entry))
    event.add("description", "\n\n".join(filter(None, (lead, url))))
    event.add("location", herald.abroad.lieu(entry))
    event.add("contact", fiche.porteur)
    event.add("transp", "TRANSPARENT")
    if url:
        event.add("url", url)
    if fiche.lieu.latitude is not None and fiche.lieu.longitude is not None:
        event.add("geo", (fiche.lieu.latitude, fiche.lieu.longitude))
    themes = herald.visible.edition.themes
    event.add("categories", [themes[id_].titre for id_ in fiche.thematiques if id_ in themes])
    return event
