"""What the book must be and validators do not look at, checked on every build.

In: the files of the book, and its bytes. Out: nothing, or a ``CarnetError`` that lists the faults. Measured
in research (epub.md, section 2.1): EPUBCheck and Ace say nothing of any of these.
"""

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from lxml import etree

from carnet import wording
from carnet.diagnostics import CarnetError
from carnet.media.sounds import weight
from carnet.outputs.epub import style, xhtml
from carnet.outputs.epub.container import FOLDER, XHTML, Package, Resource

SMIL: Final = "{http://www.w3.org/ns/SMIL}"
MAX_PIXELS: Final = 5_600_000  # Apple Books refuses a larger picture
LATE: Final = 0.2
"""Seconds a clip may end after its sound: an encoder pads the end of what it is given."""

ADVICE: Final = "si un gabarit de templates/epub a été modifié, corrigez-le ; sinon, signalez-nous ce message"
NAMING: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "th", "a", "summary"])
"""Elements whose words become a name: a page marker in them would be read as part of it."""

Trees = dict[str, xhtml.Element]


def check(package: Package, content: bytes) -> None:
    """Stop the build when the book breaks one of its own promises."""
    if faults := [*faults_of(package), *_container(content)]:
        shown = "\n".join(faults[:8]) + (f"\n(et {len(faults) - 8} autres)" if len(faults) > 8 else "")
        raise CarnetError(f"l’EPUB ne passe pas ses propres contrôles :\n{shown}", aide=ADVICE)


def figures(package: Package) -> dict[str, int]:
    """Return what was looked at in a book, for the account of the build."""
    kinds = [resource.mime.partition("/")[0] for resource in package.resources]
    ncx = next(resource for resource in package.resources if resource.id == "ncx")
    return {
        "documents": len(package.spine),
        "images": kinds.count("image"),
        "pages": ncx.content.count(b"<pageTarget "),
        "sons": kinds.count("audio"),
        "voix": sum(resource.overlay is not None for resource in package.resources),
    }


def faults_of(package: Package) -> list[str]:
    """Return every fault of a book, in French, each with its file."""
    trees: Trees = {r.path: etree.fromstring(r.content) for r in package.resources if r.mime == XHTML}
    checks = (_addresses, _structure, _tables, _pictures, _sounds, _overlays, _reading_order, _pages, _styles)
    return [fault for check_ in checks for fault in check_(package, trees)]


def _addresses(package: Package, trees: Trees) -> Iterator[str]:
    """Every id once in its document; every link and every file named there; every file used."""
    ids = {path: xhtml.ids(tree) for path, tree in trees.items()}
    files = {resource.path for resource in package.resources}
    for path, tree in trees.items():
        for id_ in sorted({id_ for id_ in ids[path] if ids[path].count(id_) > 1}):
            yield f"{path} : l’identifiant « {id_} » sert deux fois"
        for element in xhtml.elements(tree):
            for name in ("href", "src"):
                value = element.get(name)
                if value is not None and (fault := _broken(path, value, files, ids, link=name == "href")):
                    yield f"{path} : {fault}"


def _broken(path: str, value: str, files: set[str], ids: dict[str, list[str]], *, link: bool) -> str:
    """Return what is wrong with an address, "" when it leads somewhere."""
    if "://" in value or value.startswith(("mailto:", "tel:")):
        return "" if link else f"« {value} » est hors du livre"
    target, _, anchor = value.partition("#")
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
    if file not in files:
        return f"« {value} » ne mène à aucun fichier du livre"
    if anchor and anchor not in ids.get(file, ()):
        return f"« {value} » ne mène à aucun endroit"
    return ""


def _structure(package: Package, trees: Trees) -> Iterator[str]:
    """A language, a title, a name for every table and drawing, no marker in what gives a name."""
    for path, tree in trees.items():
        if not tree.get("lang"):
            yield f"{path} : la langue manque"
        if not any(xhtml.words(title) for title in xhtml.elements(tree, "title")):
            yield f"{path} : le titre manque"
        for svg in tree.iter("{http://www.w3.org/2000/svg}svg"):
            if not svg.get("aria-label") and svg.get("aria-hidden") != "true":
                yield f"{path} : un dessin n’a pas de nom"
        for element in xhtml.elements(tree, "span"):
            around = {xhtml.local(ancestor) for ancestor in element.iterancestors()}
            if element.get("role") == "doc-pagebreak" and around & NAMING:
                yield f"{path} : le repère de page {element.get('aria-label')} est dans un titre ou un lien"


def _tables(package: Package, trees: Trees) -> Iterator[str]:
    """What heads a line or a column says so."""
    for path, tree in trees.items():
        for head in xhtml.elements(tree, "th"):
            if head.get("scope") not in ("row", "col", "rowgroup", "colgroup"):
                yield f"{path} : l’entête « {xhtml.words(head)[:40]} » ne dit pas de quoi elle est l’entête"


def _pictures(package: Package, trees: Trees) -> Iterator[str]:
    """An alternative on each; none too large for Apple Books."""
    for path, tree in trees.items():
        for img in xhtml.elements(tree, "img"):
            if img.get("alt") is None or not (img.get("alt").strip() or img.get("role") == "presentation"):
                yield f"{path} : l’image {img.get('src')} n’a pas d’alternative"
    for resource in package.resources:
        if resource.mime.startswith("image/") and "cover-image" not in resource.properties:
            width, height = _size(resource)
            if width * height > MAX_PIXELS:
                yield f"{resource.path} : {width} × {height} pixels, c’est trop pour Apple Books"


def _size(resource: Resource) -> tuple[int, int]:
    """Return the size written in a JPEG or a PNG."""
    data = resource.content
    if data[:4] == b"\x89PNG":
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    at = 2
    while at < len(data) - 9:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def _sounds(package: Package, trees: Trees) -> Iterator[str]:
    """Controls and a name on each player, its true length, a way to its words; nothing starts by itself."""
    lengths = _lengths(package)
    for path, tree in trees.items():
        for audio in xhtml.elements(tree, "audio"):
            name = audio.get("aria-label", "un son")
            if audio.get("controls") is None or not audio.get("aria-label"):
                yield f"{path} : le lecteur de « {name} » n’a pas de commandes ou pas de nom"
            if audio.get("autoplay") is not None:
                yield f"{path} : « {name} » démarre tout seul"
            if not any(link.get("href") for link in xhtml.elements(audio, "a")):
                yield f"{path} : rien ne mène à la transcription de « {name} »"
            source = next(xhtml.elements(audio, "source"), None)
            length = lengths.get(_file(path, source.get("src")), 0.0) if source is not None else 0.0
            near = {wording.duration(max(0.0, length + step)) for step in (-1, 0, 1)}
            if not any(name.endswith(f", {told}") for told in near):
                yield f"{path} : « {name} » ne dit pas la durée du son ({wording.duration(length)})"


def _lengths(package: Package) -> dict[str, float]:
    """Return how long each sound lasts, in seconds: ours have a constant rate."""
    rate = weight(1.0, "mp3")
    return {r.path: len(r.content) / rate for r in package.resources if r.mime == "audio/mpeg"}


def _file(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address.partition("#")[0]))


def _overlays(package: Package, trees: Trees) -> Iterator[str]:
    """The voice follows the document's order, never backwards in a sound, and only words that are there."""
    by_id, lengths = {resource.id: resource for resource in package.resources}, _lengths(package)
    for document in package.resources:
        if document.overlay is None:
            continue
        smil = by_id[document.overlay]
        places = {id_: rank for rank, id_ in enumerate(xhtml.ids(trees[document.path]))}
        last_place, last_end, last_sound = -1, 0.0, ""
        for par in etree.fromstring(smil.content).iter(f"{SMIL}par"):
            text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
            place = places.get(text.get("src").partition("#")[2], -1)
            start, end = (float(audio.get(name)[:-1]) for name in ("clipBegin", "clipEnd"))
            if place <= last_place:
                yield f"{smil.path} : la voix ne suit pas l’ordre du texte à {text.get('src')}"
            if start >= end or (audio.get("src") == last_sound and start < last_end - 0.5):
                yield f"{smil.path} : les instants se chevauchent à {text.get('src')}"
            if end > lengths.get(_file(smil.path, audio.get("src")), 0.0) + LATE:
                yield f"{smil.path} : la voix continue après la fin du son à {text.get('src')}"
            last_place, last_end, last_sound = place, end, audio.get("src")


def _reading_order(package: Package, trees: Trees) -> Iterator[str]:
    """The contents name the documents in the order they are read."""
    spine = [document.path for document in package.documents()]
    contents = next(resource.path for resource in package.resources if "nav" in resource.properties)
    nav = next(xhtml.elements(trees[contents], "nav"))
    named = [posixpath.normpath(a.get("href").partition("#")[0]) for a in xhtml.elements(nav, "a")]
    ranks = [spine.index(path) for path in named if path in spine]
    if ranks != sorted(ranks):
        yield f"{contents} : le sommaire n’est pas dans l’ordre de lecture"
    absent = [path for path in spine[2:] if path not in named and path != contents]
    if absent:
        yield f"{contents} : le sommaire oublie {absent[0]}"


def _pages(package: Package, trees: Trees) -> Iterator[str]:
    """Each printed page once, in order, on its marker; no marker out of the list; the NCX says the same."""
    contents = next(resource.path for resource in package.resources if "nav" in resource.properties)
    lists = [nav for nav in xhtml.elements(trees[contents], "nav") if nav.get("role") == "doc-pagelist"]
    links = [link for nav in lists for link in xhtml.elements(nav, "a")]
    labels = [int(xhtml.words(link)) for link in links]
    if any(after <= before for before, after in pairwise(labels)):
        yield f"{contents} : les pages ne sont pas dans l’ordre"
    markers = {
        f"{path}#{span.get('id')}": span.get("aria-label")
        for path, tree in trees.items()
        for span in xhtml.elements(tree, "span")
        if span.get("role") == "doc-pagebreak"
    }
    listed = {link.get("href"): xhtml.words(link) for link in links}
    for href in sorted(markers.keys() ^ listed.keys()):
        path, _, id_ = href.partition("#")
        yield f"{path} : « {id_} » n’est pas à la fois dans le texte et dans la liste des pages"
    for href in sorted(h for h in markers.keys() & listed.keys() if markers[h] != listed[h]):
        yield f"{href.partition('#')[0]} : la page {listed[href]} mène au repère de la page {markers[href]}"
    ncx = next(resource for resource in package.resources if resource.id == "ncx")
    if ncx.content.count(b"<pageTarget ") != len(listed):
        yield f"{ncx.path} : ses pages ne sont pas celles du sommaire"


def _styles(package: Package, trees: Trees) -> Iterator[str]:
    """Nothing in the first sheet that makes an old reader drop it."""
    for resource in package.resources:
        if resource.mime == "text/css" and (refused := style.refused(resource.content.decode())):
            yield f"{resource.path} : les anciennes liseuses refusent {', '.join(refused)}"


def _container(content: bytes) -> Iterator[str]:
    """The first file is ``mimetype``, stored as it is; every file has the same date and mode."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first, *others = archive.infolist()
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.extra:
            yield "mimetype : il doit être le premier fichier, sans compression"
        for entry in others:
            if not entry.filename.startswith((f"{FOLDER}/", "META-INF/")):
                yield f"{entry.filename} : ce fichier est hors du livre"
            if not entry.filename.isascii() or " " in entry.filename:
                yield f"{entry.filename} : ce nom de fichier n’est pas lisible partout"
