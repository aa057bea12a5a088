"""Everything a kit holds, in its place.

In: an event and what may leave on ``kit``. Out: the payload's files by path: ``carnet/`` (the entries as
Markdown, which rebuild the carnet), ``textes/``, ``photos/``, ``sons/``, ``documents/``, ``livret/``,
``reseaux/``, ``site/``, and what tells of it all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from carnet.credits import credit_of
from carnet.kinds import FichePhoto, FicheRessource, FicheSon
from carnet.media.room import MediaRoom
from carnet.media.transcripts import Cue, Transcript, as_vtt
from carnet.model import Artifact, Entry
from carnet.outputs.kits.edition import edition_file
from carnet.outputs.kits.images import sizes_of
from carnet.outputs.kits.pages import KitSetting, pages
from carnet.outputs.kits.telling import told
from carnet.outputs.kits.written import medium_of, path_of, written
from carnet.templating import environment
from carnet.visible import Visible


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a kit, and the entry whose credit and licence it carries."""

    path: str
    content: bytes
    entry: Entry | None = None


def packed(visible: Visible, event: Entry, media: MediaRoom, posts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the payload of an event's kit."""
    own = visible if visible.evenement == event.id else visible.only(event.id)
    c = KitSetting(own, environment(media.root, "kit"), media)
    inside = [event, *own.in_event(event)]
    photos = [item for entry in inside if isinstance(entry.fiche, FichePhoto) for item in _photo(c, entry)]
    small = {
        item.entry.id: item.content for item in photos if item.entry and item.path.endswith("-petite.jpg")
    }
    items = [
        *_sources(visible, event, media),
        *(Item(f"textes/{page}", content, entry) for page, content, entry in pages(c, inside, small)),
        *photos,
        *(item for entry in inside if isinstance(entry.fiche, FicheSon) for item in _sound(c, entry)),
        *(
            item
            for entry in inside
            if isinstance(entry.fiche, FicheRessource)
            for item in _document(c, entry)
        ),
        *_editions(own, media),
        *(Item(f"reseaux/{path}", content) for path, content in posts.items()),
    ]
    files = {item.path: item.content for item in items}
    owners = {item.path: item.entry for item in items if item.entry is not None}
    return files | told(own, inside, files, owners, c.env)


def _sources(visible: Visible, event: Entry, media: MediaRoom) -> Iterator[Item]:
    """Yield the carnet as Markdown: the event, the shared narrative, and whatever these name."""
    for entry in _told_by(visible, event):
        yield Item(f"carnet/{path_of(visible, entry)}", written(visible, entry).encode(), entry)
    yield Item("carnet/carnet.yaml", edition_file(visible).encode())
    edition = visible.edition
    for name in (edition.bibliographie, edition.style_citation):
        if name and (media.root / name).is_file():
            yield Item(f"carnet/{name}", (media.root / name).read_bytes())


def _told_by(visible: Visible, event: Entry) -> list[Entry]:
    """Return the entries that rebuild an event: what it names comes with it (a person, another event)."""
    shared = {e.id for e in visible.entries.values() if e.source.folder == "_commun"}
    wanted = {event.id, *(e.id for e in visible.in_event(event)), *shared}
    waiting = list(wanted)
    while waiting:
        for link in visible.carnet.links_of.get(waiting.pop(), ()):
            known = visible.entries.get(link.target)
            comes = known is not None and known.type in ("portrait", "evenement")
            if comes and link.target not in wanted:
                wanted.add(link.target)
                waiting.append(link.target)
    return [visible.entries[id_] for id_ in sorted(wanted)]


def _photo(c: KitSetting, photo: Entry) -> Iterator[Item]:
    original = c.visible.carnet.files[photo.id, "fichier"]
    for size, content in sizes_of(photo, original, credit_of(c.visible, photo), c.media).items():
        yield Item(f"photos/{c.visible.stem(photo)}-{size}.jpg", content, photo)


def _sound(c: KitSetting, son: Entry) -> Iterator[Item]:
    """Yield a sound and its transcript, with times when there are some, the names as they are shown."""
    stem = c.visible.stem(son)
    original = c.visible.carnet.files[son.id, "fichier"]
    yield Item(f"sons/{stem}.mp3", c.media.sound(original, form="mp3").content, son)
    cues = [Cue(dit.debut, dit.fin, dit.qui, dit.texte) for dit in c.transcription(son)]
    if cues:
        yield Item(f"sons/{stem}.vtt", as_vtt(Transcript(tuple(cues))).encode(), son)
    elif c.a_un_texte(son):
        yield Item(f"sons/{stem}.txt", (c.extrait(son) + "\n").encode(), son)


def _document(c: KitSetting, ressource: Entry) -> Iterator[Item]:
    name = medium_of(c.visible, ressource, "fichier")
    if name is not None:
        original = c.visible.carnet.files[ressource.id, "fichier"]
        yield Item(f"documents/{PurePosixPath(name).name}", (c.media.root / original).read_bytes(), ressource)


def _editions(own: Visible, media: MediaRoom) -> Iterator[Item]:
    """Yield the booklet and the site of the event: the same makers as those of the whole carnet."""
    from carnet.outputs import epub, web
    from carnet.outputs import print as book

    pages = book.pages(own, media)
    livret: list[Artifact] = [*book.assemble(own, media), *epub.assemble(own, media, pages)]
    yield from (Item(f"livret/{artifact.path}", artifact.content) for artifact in livret)
    yield from (Item(f"site/{page.path}", page.content) for page in web.assemble(own, media, {}))
