"""All the files of the book, put together.

In: a visible carnet, its media, the page list. Out: a ``Package``, ready to be written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from carnet import wording
from carnet.cache import recipe
from carnet.kinds import FicheEvenement
from carnet.media.images import Picture
from carnet.media.room import MediaRoom
from carnet.media.sounds import Sound
from carnet.model import Entry, PrintedPage
from carnet.outputs.epub import claims, cover, fonts, metadata, navigation, pages, style, xhtml
from carnet.outputs.epub.container import XHTML, Guide, Meta, Package, Resource
from carnet.outputs.epub.documents import Document, documents
from carnet.outputs.epub.overlay import Overlay, overlay_of
from carnet.outputs.epub.setting import EpubSetting, place_of
from carnet.templating import environment, find
from carnet.visible import Visible

PROOF: Final = "Épreuve avec brouillons, à ne pas diffuser"
COVER: Final = "images/couverture_.jpg"
CONTENTS: Final = "sommaire.xhtml"
COVER_FACES: Final = (
    "SourceSerif4Display-Regular.ttf",
    "SourceSerif4Display-LightIt.ttf",
    "SourceSans3-Regular.ttf",
    "SourceSans3-Semibold.ttf",
)
LICENCES: Final = ("SourceSerif4-OFL.md", "SourceSans3-OFL.md")
CONTROLS: Final = frozenset("\t\n\r")
BEFORE_CONTENTS: Final = 3
"""The cover, the title and the legal page come before the contents."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A carnet set: its documents, its contents, and the voices that go with them."""

    c: EpubSetting
    documents: tuple[Document, ...]
    contents: xhtml.Element
    ncx: bytes
    overlays: dict[str, Overlay]
    landmarks: tuple[navigation.Landmark, ...]
    pages: tuple[navigation.Page, ...]


def bind(
    visible: Visible, media: MediaRoom, printed: Sequence[PrintedPage] = (), *, sound: bool = True
) -> Package:
    """Return the whole book, with its sounds or not; ``printed`` are the pages of the printed one."""
    book = _typeset(visible, media, printed, sound=sound)
    faces = fonts.fonts(media.root, _characters(book), media.cache)
    css = {name: style.sheet(media.root, name) for name in style.SHEETS}
    css[style.SHEETS[0]] = fonts.sheet(faces) + css[style.SHEETS[0]]
    heard = {son.id: son for overlay in book.overlays.values() for son in overlay.sons}
    evidence = claims.examine(
        book.documents, synchronised=len(heard), pages=len(book.pages), css="".join(css.values())
    )
    told: tuple[Meta, ...] = (
        *metadata.descriptive(visible),
        *claims.metadata(evidence, visible.edition.accessibilite.audit),
        Meta("pageBreakSource", _source(visible) if book.pages else "none"),
        *metadata.spoken(book.overlays, metadata.narrators(visible, list(heard.values()))),
    )
    resources = (
        *_documents(book),
        Resource("ncx", "toc.ncx", "application/x-dtbncx+xml", book.c.fine(book.ncx.decode()).encode()),
        *(
            Resource(f"style-{name[:-4]}", f"{style.FOLDER}/{name}", "text/css", css[name].encode())
            for name in css
        ),
        *_fonts(media.root, faces),
        *_media(book.c),
        *(Resource(id_, o.path, "application/smil+xml", o.content) for id_, o in book.overlays.items()),
        Resource("image-couverture", COVER, "image/jpeg", cover_picture(visible, media), ("cover-image",)),
    )
    ids = [_id(document) for document in book.documents]
    return Package(
        identifier=metadata.identifier(visible, sound=sound),
        langue=visible.edition.langue,
        modified=visible.moment.date,
        metadata=tuple(replace(meta, value=book.c.fine(meta.value)) for meta in told),
        resources=resources,
        spine=(*ids[:BEFORE_CONTENTS], "sommaire", *ids[BEFORE_CONTENTS:]),
        guide=_guide(book.landmarks),
    )


def _typeset(visible: Visible, media: MediaRoom, printed: Sequence[PrintedPage], *, sound: bool) -> Typeset:
    c = EpubSetting(visible, environment(media.root, "epub"), media, avec_son=sound)
    sheets = [f"../{style.FOLDER}/{name}" for name in style.SHEETS]

    def tell(early: tuple[Document, ...]) -> str:
        voices = {clip.son.id for clip in c.clips.values()}
        evidence = claims.examine(early, synchronised=len(voices), pages=len(printed), css="")
        return claims.summary(evidence, visible.edition.accessibilite.audit)

    made = documents(c, sheets, f"../{COVER}", tell)
    points = navigation.points(document.section for document in made if document.section in _top(c, made))
    landmarks = navigation.landmarks(made, f"{CONTENTS}#sommaire")

    contents = _contents(c, points, landmarks)
    flow = {document.path: document.tree for document in made}
    front = list(flow)[:BEFORE_CONTENTS]
    listed = pages.mark({path: flow[path] for path in front} | {CONTENTS: contents} | flow, printed)
    if listed:
        text = c.set("liste-des-pages.html", pages=listed)
        next(xhtml.elements(contents, "body")).append(xhtml.parse(text, CONTENTS))
    name, title = metadata.identifier(visible, sound=sound), metadata.title(visible)
    ncx = navigation.ncx(name, title, visible.edition.langue, contents=points, pages=listed)
    return Typeset(c, made, contents, ncx, _overlays(c, made), landmarks, listed)


def _contents(
    c: EpubSetting, points: tuple[navigation.Point, ...], landmarks: tuple[navigation.Landmark, ...]
) -> xhtml.Element:
    """Return the document of the contents, without the page list."""
    text = c.set(
        "sommaire.html",
        langue=c.visible.edition.langue,
        feuilles=[f"{style.FOLDER}/{name}" for name in style.SHEETS],
        brouillons=c.visible.moment.drafts,
        points=points,
        reperes=landmarks,
    )
    return xhtml.parse(text, CONTENTS)


def _top(c: EpubSetting, made: tuple[Document, ...]) -> list[object]:
    """Return the first level of the contents: the legal page, then the plan."""
    return [*(document.section for document in made[2:BEFORE_CONTENTS]), *c.book.sections]


def _overlays(c: EpubSetting, made: tuple[Document, ...]) -> dict[str, Overlay]:
    def audio(son: Entry) -> tuple[str, float]:
        sound = c.sounds[son.id]
        return f"../audio/{c.identifier(son)}{sound.suffix}", sound.duration

    found = ((_id(document), overlay_of(document, c.clips, audio)) for document in made)
    return {f"voix-{id_}": overlay for id_, overlay in found if overlay}


def _id(document: Document) -> str:
    return f"doc-{document.section.name}"


def _documents(book: Typeset) -> list[Resource]:
    resources = [
        Resource(
            _id(document),
            document.path,
            XHTML,
            xhtml.serialise(document.tree),
            _properties(document.tree),
            f"voix-{_id(document)}" if f"voix-{_id(document)}" in book.overlays else None,
        )
        for document in book.documents
    ]
    contents = Resource("sommaire", CONTENTS, XHTML, xhtml.serialise(book.contents), ("nav",))
    return [*resources, contents]


def _properties(tree: xhtml.Element) -> tuple[str, ...]:
    """Return what a document must declare that it holds."""
    spaces = {"http://www.w3.org/2000/svg": "svg", "http://www.w3.org/1998/Math/MathML": "mathml"}
    held = {spaces[ns] for e in xhtml.elements(tree) for ns in spaces if e.tag.startswith(f"{{{ns}}}")}
    return tuple(sorted(held))


def _characters(book: Typeset) -> frozenset[str]:
    trees = (*(document.tree for document in book.documents), book.contents)
    return frozenset("".join(text for tree in trees for text in tree.itertext())) - CONTROLS


def _fonts(root: Path, faces: tuple[fonts.Font, ...]) -> list[Resource]:
    texts = [path.read_bytes() for name in LICENCES if (path := find(root, "epub", f"fonts/{name}"))]
    licence = Resource("police-licence", "polices/OFL.txt", "text/plain", b"\n\n".join(texts))
    files = [
        Resource(f"police-{n}", f"polices/{font.face.name}", "font/ttf", font.content)
        for n, font in enumerate(faces, start=1)
    ]
    return [*files, licence] if files else []


def _media(c: EpubSetting) -> list[Resource]:
    files: dict[str, Mapping[str, Picture | Sound]] = {"images": c.pictures, "audio": c.sounds}
    return [
        _file(folder, c.identifier(c.visible.entries[id_]), made)
        for folder, kept in files.items()
        for id_, made in sorted(kept.items())
    ]


def _file(folder: str, name: str, made: Picture | Sound) -> Resource:
    return Resource(f"{folder}-{name}", f"{folder}/{name}{made.suffix}", made.mime, made.content)


def cover_picture(visible: Visible, media: MediaRoom) -> bytes:
    """Return the cover's picture, kept in the cache as long as nothing it says changes."""
    paths = [find(media.root, "epub", f"fonts/{name}") for name in COVER_FACES]
    faces = cover.Faces(*(path.read_bytes() if path else b"" for path in paths))
    said = _said_on_cover(visible)
    key = media.cache.key(
        "couverture", recipe("outputs/epub/cover.py"), repr(said), faces.titre, faces.note_forte
    )
    return media.cache.memo(key, lambda: cover.draw(said, faces))


def _said_on_cover(visible: Visible) -> cover.Cover:
    edition = visible.edition
    stops = []
    years = {edition.annee}
    for event in visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        years.add(event.fiche.debut.year)
        days = wording.period(event.fiche.debut, event.fiche.fin)
        stops.append(cover.Stop(place_of(event), days, event.fiche.annonce))
    span = f"{min(years)}-{max(years)}" if len(years) > 1 else str(edition.annee)
    return cover.Cover(
        titre=edition.titre,
        sous_titre=edition.sous_titre or "",
        surtitre=f"{span} · Numéro {edition.numero}" if edition.numero else span,
        pied=PROOF if visible.moment.drafts else edition.mentions.editeur or "",
        annee=edition.annee,
        stops=tuple(stops),
    )


def _source(visible: Visible) -> str:
    """Return what the page numbers are those of."""
    edition = visible.edition
    if edition.isbn.imprime:
        return "urn:isbn:" + edition.isbn.imprime.replace("-", "").replace(" ", "")
    return f"{edition.titre}, édition imprimée, {edition.annee}"


def _guide(landmarks: tuple[navigation.Landmark, ...]) -> tuple[Guide, ...]:
    kinds = {"cover": "cover", "toc": "toc", "bodymatter": "text"}
    known = (mark for mark in landmarks if mark.type in kinds)
    return tuple(Guide(kinds[mark.type], mark.titre, mark.href.partition("#")[0]) for mark in known)
