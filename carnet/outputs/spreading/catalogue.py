"""The book in the catalogues that readers' applications read: OPDS 1.2 (Atom) and OPDS 2.0 (JSON).

In: the herald, the books of the same build. Out: ``opds/catalogue.xml``, ``opds/catalogue.json`` and the
EPUB's cover. Nothing is made when no book was: a catalogue never promises a file that is not there.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Final

from carnet import wording
from carnet.model import Artifact
from carnet.outputs.linked import licence
from carnet.outputs.spreading import xml
from carnet.outputs.spreading.feeds import instant
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.spreading.xml import add, written

OPDS1: Final = "opds/catalogue.xml"
OPDS2: Final = "opds/catalogue.json"
COVER: Final = "opds/couverture.jpg"
ACQUISITION: Final = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPEN_ACCESS: Final = "http://opds-spec.org/acquisition/open-access"


def catalogues(herald: Herald) -> Iterator[Artifact]:
    """Make both catalogues and the cover they show."""
    if not herald.editions:
        return
    yield Artifact(COVER, _cover(herald))
    yield Artifact(OPDS1, _opds1(herald))
    yield Artifact(OPDS2, _opds2(herald))


def _cover(herald: Herald) -> bytes:
    """Return the cover that the EPUB has, drawn from what may leave on the web."""
    from carnet.outputs.epub.binding import cover_picture

    return cover_picture(herald.visible, herald.site.pictures.room)


def _day(herald: Herald) -> dt.date:
    """Return the day the book is of: its newest entry's that has come."""
    today = herald.visible.moment.date
    days = (herald.told_on(e) for e in herald.visible.entries.values())
    return max((d for d in days if d and d <= today), default=dt.date(herald.visible.edition.annee, 1, 1))


def _identifier(herald: Herald) -> str:
    isbn = herald.visible.edition.isbn
    known = isbn.epub or isbn.pdf or isbn.imprime
    return f"urn:isbn:{known.replace('-', '').replace(' ', '')}" if known else herald.tag("livre")


def _opds1(herald: Herald) -> bytes:
    edition, places, day = herald.visible.edition, herald.places, instant(_day(herald))
    root = xml.root("feed", "dc", xmlns=xml.ATOM, **{"xml:lang": edition.langue})
    add(root, "id", herald.tag("opds/catalogue"))
    add(root, "title", edition.titre)
    add(root, "updated", day)
    add(add(root, "author"), "name", edition.mentions.editeur or edition.titre)
    for relation in ("self", "start"):
        add(root, "link", rel=relation, type=ACQUISITION, href=places.at(OPDS1))
    entry = add(root, "entry")
    add(entry, "id", _identifier(herald))
    add(entry, "title", edition.titre)
    add(entry, "updated", day)
    for contributor in edition.contributeurs.values():
        add(add(entry, "author"), "name", contributor.nom)
    add(entry, "dc:language", edition.langue)
    add(entry, "dc:issued", str(edition.annee))
    if edition.mentions.editeur:
        add(entry, "dc:publisher", edition.mentions.editeur)
    add(entry, "dc:identifier", _identifier(herald))
    add(entry, "rights", wording.licence_name(edition.licence))
    for theme in herald.visible.themes.values():
        add(entry, "category", term=theme.titre, label=theme.titre)
    add(entry, "summary", edition.description, type="text")
    for relation in ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"):
        add(entry, "link", rel=relation, type="image/jpeg", href=places.at(COVER))
    add(entry, "link", rel="alternate", type="text/html", href=places.url)
    for url, mime, octets in herald.editions:
        add(entry, "link", rel=OPEN_ACCESS, type=mime, href=url, length=str(octets))
    return written(root)


def _opds2(herald: Herald) -> bytes:
    edition, places = herald.visible.edition, herald.places
    metadata: dict[str, object] = {
        "@type": "http://schema.org/Book",
        "identifier": _identifier(herald),
        "title": edition.titre,
        "subtitle": edition.sous_titre,
        "description": edition.description,
        "author": [{"name": c.nom} for c in edition.contributeurs.values()],
        "publisher": [{"name": edition.mentions.editeur}] if edition.mentions.editeur else [],
        "language": [edition.langue],
        "modified": instant(_day(herald)),
        "subject": [theme.titre for theme in herald.visible.themes.values()],
    }
    publication: dict[str, object] = {
        "metadata": {key: value for key, value in metadata.items() if value},
        "links": [
            {"rel": OPEN_ACCESS, "href": url, "type": mime, "size": octets}
            for url, mime, octets in herald.editions
        ]
        + [{"rel": "license", "href": licence(edition.licence), "type": "text/html"}],
        "images": [{"href": places.at(COVER), "type": "image/jpeg", "width": 1600, "height": 2400}],
    }
    document = {
        "metadata": {"title": edition.titre},
        "links": [{"rel": "self", "href": places.at(OPDS2), "type": "application/opds+json"}],
        "publications": [publication],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
