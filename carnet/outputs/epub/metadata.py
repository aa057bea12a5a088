"""What the book says of itself, for libraries, bookshops and reading systems."""

import uuid
from collections.abc import Iterator

from carnet import wording
from carnet.model import Entry
from carnet.outputs.epub.container import Meta
from carnet.outputs.epub.overlay import Overlay
from carnet.outputs.epub.style import ACTIVE_CLASS
from carnet.visible import Visible


def identifier(visible: Visible, *, sound: bool) -> str:
    """Return the book's identifier: its ISBN, else one that follows from its address or its title.

    The edition without sound is another book on a shelf, unless its ISBN says that it is not.
    """
    edition = visible.edition
    if edition.isbn.epub:
        return "urn:isbn:" + edition.isbn.epub.replace("-", "").replace(" ", "")
    name = edition.url or f"carnet:{edition.titre}:{edition.annee}"
    if visible.evenement:
        name += f"#{visible.evenement}"
    if not sound:
        name += "#sans-son"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def title(visible: Visible) -> str:
    """Return the book's title; a proof says that it is one."""
    titre = visible.edition.titre
    if visible.evenement:
        titre = f"{titre}, {visible.titre(visible.entries[visible.evenement])}"
    return f"{titre} (épreuve avec brouillons)" if visible.moment.drafts else titre


def descriptive(visible: Visible) -> Iterator[Meta]:
    """Yield titles, authors, publisher, subjects and rights."""
    edition = visible.edition
    yield Meta("dc:title", title(visible), {"id": "titre"})
    yield Meta("title-type", "main", {"refines": "#titre"})
    if edition.sous_titre:
        yield Meta("dc:title", edition.sous_titre, {"id": "sous-titre"})
        yield Meta("title-type", "subtitle", {"refines": "#sous-titre"})
    yield Meta("dc:language", edition.langue)
    yield from _people(visible)
    if edition.mentions.editeur:
        yield Meta("dc:publisher", edition.mentions.editeur)
    yield Meta("dc:date", visible.moment.date.isoformat())
    yield Meta("dc:description", edition.description)
    yield from (Meta("dc:subject", theme.titre) for theme in visible.themes.values())
    yield Meta("dc:rights", wording.licence_name(edition.licence))
    if address := wording.licence_url(edition.licence):
        yield Meta("dcterms:license", address)
    yield Meta("cover", "image-couverture")


def _people(visible: Visible) -> Iterator[Meta]:
    """Yield who signs what the book shows as creators, the others of the edition as contributors."""
    signing = {id_ for entry in visible.entries.values() for id_ in entry.fiche.auteurs}
    known = visible.edition.contributeurs
    for rank, (id_, person) in enumerate(known.items(), start=1):
        signs = id_ in signing or not signing
        yield Meta("dc:creator" if signs else "dc:contributor", person.nom, {"id": f"personne-{rank}"})
        role = "aut" if signs else "ctb"
        yield Meta("role", role, {"refines": f"#personne-{rank}", "scheme": "marc:relators"})


def spoken(overlays: dict[str, Overlay], narrators: str) -> Iterator[Meta]:
    """Yield how long each overlay lasts and all together, and who speaks."""
    if not overlays:
        return
    for id_, overlay in overlays.items():
        yield Meta("media:duration", f"{overlay.duration:.3f}s", {"refines": f"#{id_}"})
    yield Meta("media:duration", f"{sum(round(o.duration, 3) for o in overlays.values()):.3f}s")
    yield Meta("media:active-class", ACTIVE_CLASS)
    if narrators:
        yield Meta("media:narrator", narrators)


def narrators(visible: Visible, sons: list[Entry]) -> str:
    """Return who is heard in these sounds, among those who may be named."""
    persons = {p.id: p.nom for son in sons for p in visible.persons(son, "personnes")}
    return ", ".join(persons.values())
