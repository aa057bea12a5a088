"""The container: files and metadata in, the bytes of one EPUB out.

EbookLib writes the package document and nothing else: every file is given as bytes, since its HTML
classes lose heads, body attributes and the case of SVG names (``tests/test_epub_container.py`` has the
list). The zip is the same for the same files, whatever the clock, the zone or the umask.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ebooklib import epub

OPF: Final = epub.NAMESPACES["OPF"]
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
XHTML: Final = "application/xhtml+xml"
FOLDER: Final = "EPUB"
STORED: Final = (".mp3", ".jpg", ".png", ".woff2")
"""What is already compressed: deflating it again would only cost time."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The oldest date a zip can tell, given to every file."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of the book. ``id`` and ``path`` are unique; ``overlay`` is the id of its SMIL file."""

    id: str
    path: str
    mime: str
    content: bytes
    properties: tuple[str, ...] = ()
    overlay: str | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """One line of metadata: a Dublin Core element (``dc:title``) or a property (``schema:accessMode``)."""

    name: str
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """One landmark of the EPUB 2 guide, for old readers."""

    type: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Package:
    """A whole book: what it says of itself, its files, their reading order (ids), its prefixes."""

    identifier: str
    langue: str
    modified: dt.date
    metadata: tuple[Meta, ...]
    resources: tuple[Resource, ...]
    spine: tuple[str, ...]
    guide: tuple[Guide, ...] = ()
    prefixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ids = [resource.id for resource in self.resources]
        paths = [resource.path.lower() for resource in self.resources]
        for names in (ids, paths):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"two files of the book have the same name: {twice}")
        missing = sorted({*self.spine, *filter(None, (r.overlay for r in self.resources))} - {*ids})
        if missing or "ncx" not in ids:
            raise ValueError(f"the book names files it has not: {missing or ['ncx']}")

    def documents(self) -> tuple[Resource, ...]:
        """Return the documents in reading order."""
        by_id = {resource.id: resource for resource in self.resources}
        return tuple(by_id[id_] for id_ in self.spine)


def write(package: Package) -> bytes:
    """Return the book's bytes."""
    stream = io.BytesIO()
    midnight = dt.datetime.combine(package.modified, dt.time(), dt.UTC)
    _Writer(stream, _book(package), {"mtime": midnight, "epub3_pages": False}, package.langue).write()
    return stream.getvalue()


def _book(package: Package) -> epub.EpubBook:
    book = epub.EpubBook()
    book.FOLDER_NAME = FOLDER
    book.metadata.clear()  # takes away EbookLib's own name and its random identifier
    book.set_identifier(package.identifier)
    for meta in package.metadata:
        _add(book, meta)
    book.prefixes = list(package.prefixes)
    items = {resource.id: _item(resource) for resource in package.resources}
    for item in items.values():
        book.add_item(item)
    book.spine = [items[id_] for id_ in package.spine]
    book.guide = [{"type": g.type, "title": g.title, "href": g.href} for g in package.guide]
    return book


def _item(resource: Resource) -> epub.EpubItem:
    item = epub.EpubItem(
        uid=resource.id, file_name=resource.path, media_type=resource.mime, content=resource.content
    )
    item.properties = list(resource.properties)
    item.media_overlay = resource.overlay
    return item


def _add(book: epub.EpubBook, meta: Meta) -> None:
    """Add a line of metadata; the language goes under its XML name, which EbookLib would drop otherwise."""
    attributes = {XML_LANG if name == "xml:lang" else name: text for name, text in meta.attributes.items()}
    prefix, _, name = meta.name.partition(":")
    if prefix == "dc":
        book.add_metadata("DC", name, meta.value, attributes)
    elif meta.name == "cover":
        book.add_metadata(None, "meta", None, {"name": "cover", "content": meta.value})
    else:
        book.add_metadata(None, "meta", meta.value, {"property": meta.name, **attributes})


class _Zip(zipfile.ZipFile):
    """A zip with one date, one mode, and what is compressed already stored as it is."""

    def writestr(self, name: Any, data: Any, compress_type: Any = None, compresslevel: Any = None) -> None:
        stored = name == "mimetype" or name.lower().endswith(STORED)
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        super().writestr(entry, data, compresslevel=None if stored else 9)


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib ships no types
    """EbookLib's writer, with a language on the package and our zip."""

    def __init__(self, stream: io.BytesIO, book: epub.EpubBook, options: dict[str, Any], langue: str) -> None:
        super().__init__(stream, book, options)
        self._langue = langue

    def _write_opf_file(self, root: Any) -> None:
        root.set(XML_LANG, self._langue)
        root.set("dir", "ltr")
        root.attrib.pop("prefix")
        if self.book.prefixes:
            root.set("prefix", " ".join(self.book.prefixes))
        super()._write_opf_file(root)

    def write(self) -> None:
        with _Zip(self.file_name, "w") as self.out:
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()
