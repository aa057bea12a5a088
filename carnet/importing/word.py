"""Word documents: .docx read by pandoc, counted on their own XML beside it.

In: a .docx. Out: a ``Document``. Tracked insertions are taken, deletions and comments told; what pandoc does
not read (page headers, charts, objects) is told too.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from carnet.frontmatter import Value
from carnet.importing.converting import read_file
from carnet.importing.counting import tally
from carnet.importing.limits import Archive
from carnet.importing.trees import Tree, text_of, walk
from carnet.importing.values import Document, Left, RefusedError, Tally

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V: Final = "{urn:schemas-microsoft-com:vml}"
SHOWN: Final = f"{A}graphic/{A}graphicData/{PIC}pic"
NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote"}
OBJECTS: Final = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "un graphique",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "un schéma SmartArt",
    f"{W}object": "un objet incorporé",
}
STYLE_KEYS: Final = {
    "title": "titre",
    "subtitle": "sous_titre",
    "author": "auteurs",
    "date": "date",
    "abstract": "resume",
}


def read_word(path: Path) -> Document:
    """Read a .docx; raise ``RefusedError``."""
    archive = Archive(path)
    try:
        if "word/document.xml" not in archive.names:
            raise RefusedError("ce n’est pas un document Word", "un ancien .doc se réenregistre en .docx")
        for name in archive.names:
            if name.endswith((".xml", ".rels")) and name.startswith(
                ("word/", "docProps/", "[Content", "_rels")
            ):
                archive.xml(name)
        before, left = _count(archive)
        alternatives = _alternatives(archive)
        pictures = {
            name.removeprefix("word/"): archive.read(name)
            for name in archive.names
            if name.startswith("word/media/")
        }
    finally:
        archive.close()
    tree = read_file(path, "docx")
    meta: dict[str, Value] = {}
    for key, value in tree["meta"].items():
        if key in STYLE_KEYS and (said := _meta(value)):
            meta[STYLE_KEYS[key]] = said
    _give(alternatives, tree["blocks"])
    return Document(
        path.name, tree["blocks"], tree["pandoc-api-version"], meta, pictures, before, tuple(left), tight=True
    )


def _alternatives(archive: Archive) -> dict[str, list[str]]:
    """Return the alternatives of each image file, in the order it is shown.

    Pandoc reads those that Word writes, and none of LibreOffice's.
    """
    found: dict[str, list[str]] = {}
    for part in ("document", "footnotes", "endnotes"):
        if f"word/{part}.xml" not in archive.names or f"word/_rels/{part}.xml.rels" not in archive.names:
            continue
        targets = {e.get("Id"): e.get("Target", "") for e in archive.xml(f"word/_rels/{part}.xml.rels")}
        for element in _seen(archive.xml(f"word/{part}.xml")):
            if (
                element.tag in (f"{WP}inline", f"{WP}anchor")
                and (blip := element.find(f"{SHOWN}//{A}blip")) is not None
            ):
                about = element.find(f"{WP}docPr")
                alt = about.get("descr", "") if about is not None else ""
                found.setdefault(targets.get(blip.get(f"{R}embed"), ""), []).append(alt.strip())
    return found


def _give(alternatives: dict[str, list[str]], blocks: list[Tree]) -> None:
    """Give each image of a tree the alternative it has in the document."""
    for node in walk(blocks):
        if node["t"] == "Image" and (waiting := alternatives.get(node["c"][2][0])):
            alt = waiting.pop(0)
            attributes = node["c"][0]
            if alt and "alt" not in dict(attributes[2]):
                attributes[2] = [*attributes[2], ["alt", alt]]


def _meta(value: dict[str, object]) -> str:
    match value:
        case {"t": "MetaInlines", "c": list(inlines)}:
            return text_of(inlines).strip()
        case {"t": "MetaBlocks", "c": list(blocks)}:
            return " ".join(text_of(b["c"]) for b in blocks if b["t"] in ("Para", "Plain")).strip()
        case {"t": "MetaString", "c": str(text)}:
            return text.strip()
        case {"t": "MetaList", "c": list(items)}:
            return ", ".join(filter(None, map(_meta, items)))
    return ""


def _count(archive: Archive) -> tuple[Tally, list[Left]]:
    """Count the words and things of a document on its XML, and tell what pandoc leaves."""
    document = archive.xml("word/document.xml")
    called = {
        (kind, mark.get(f"{W}id"))
        for kind in NOTES.values()
        for mark in _seen(document)
        if mark.tag == f"{W}{kind}Reference"
    }
    listed = _Lists(archive.xml("word/styles.xml") if "word/styles.xml" in archive.names else None)
    roots, notes = [document], 0
    for part, kind in NOTES.items():
        if f"word/{part}.xml" in archive.names:
            kept = [n for n in archive.xml(f"word/{part}.xml") if (kind, n.get(f"{W}id")) in called]
            notes += len(kept)
            roots += kept
    comments = list(archive.xml("word/comments.xml")) if "word/comments.xml" in archive.names else []
    texts = [text for root in [*roots, *comments] for text in _paragraphs(root)]
    things: Counter[str] = Counter(notes=notes, commentaires=len(comments))
    for root in roots:
        for element in _seen(root):
            things["tableaux"] += element.tag == f"{W}tbl"
            things["listes"] += element.tag == f"{W}p" and listed(element)
            things["liens"] += element.tag == f"{W}hyperlink" and f"{R}id" in element.attrib
            if element.tag in (f"{WP}inline", f"{WP}anchor") and element.find(SHOWN) is not None:
                about = element.find(f"{WP}docPr")
                alt = about.get("descr", "") if about is not None else ""
                things["images"] += 1
                things["alternatives"] += bool(alt.strip())
                texts.append(alt)
            elif element.tag == f"{V}imagedata":
                things["images"] += 1
    left = [Left(f"{OBJECTS[e.tag]} n’est pas repris") for e in _seen(document) if e.tag in OBJECTS]
    for name in archive.names:
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            said = " ".join(_paragraphs(archive.xml(name))).strip()
            if said:
                left.append(Left(f"le haut ou le bas de page : « {said[:200]} »"))
    return tally(texts, **things), left


class _Lists:
    """Tells whether a paragraph is an item of a list, by itself or by its style."""

    def __init__(self, styles: Element | None) -> None:
        found = styles.iter(f"{W}style") if styles is not None else ()
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}

    def __call__(self, paragraph: Element) -> bool:
        if not "".join(_runs(paragraph)).strip():
            return False
        about = paragraph.find(f"{W}pPr")
        own = _number(about)
        named = about.find(f"{W}pStyle") if about is not None else None
        name = named.get(f"{W}val", "") if named is not None else ""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            properties = style.find(f"{W}pPr")
            if properties is not None and properties.find(f"{W}outlineLvl") is not None:
                return False
            own = own or _number(properties)
            parent = style.find(f"{W}basedOn")
            name = parent.get(f"{W}val", "") if parent is not None else ""
        return own not in ("", "0")


def _number(properties: Element | None) -> str:
    """Return the id of the list that paragraph properties name, or ""."""
    found = properties.find(f"{W}numPr/{W}numId") if properties is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _seen(root: Element) -> Iterator[Element]:
    """Yield the elements of a tree once: of two forms of a drawing, the first only."""
    yield root
    for child in root:
        if child.tag != f"{MC}Fallback":
            yield from _seen(child)


def _paragraphs(root: Element) -> Iterator[str]:
    """Yield the text of each paragraph, deleted words among them: they are told apart later."""
    for element in _seen(root):
        if element.tag == f"{W}p":
            yield "".join(_runs(element))


def _runs(paragraph: Element) -> Iterator[str]:
    for child in paragraph:
        match child.tag.removeprefix(W):
            case "t" | "delText":
                yield child.text or ""
            case "tab" | "br" | "cr":
                yield " "
            case "noBreakHyphen":
                yield "-"
            case "p" | "instrText" | "delInstrText" | "pPr" | "rPr":
                pass
            case "ruby":
                yield from (part for base in child.findall(f"{W}rubyBase") for part in _runs(base))
            case _:
                if child.tag not in (f"{MC}Fallback", f"{W}txbxContent"):
                    yield from _runs(child)
