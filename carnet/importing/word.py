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
from carnet.importing.trees import text_of
from carnet.importing.values import Document, Left, RefusedError, Tally

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V: Final = "{urn:schemas-microsoft-com:vml}"
NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote"}
OBJECTS: Final = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "un graphique",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "un schéma SmartArt",
    f"{W}object": "un objet incorporé",
}
STYLE_KEYS: Final = {"title": "titre", "subtitle": "sous_titre", "author": "auteurs", "date": "date", "abstract": "resume"}


def read_word(path: Path) -> Document:
    """Read a .docx; raise ``RefusedError``."""
    archive = Archive(path)
    try:
        if "word/document.xml" not in archive.names:
            raise RefusedError("ce n’est pas un document Word", "un ancien .doc se réenregistre en .docx")
        for name in archive.names:
            if name.endswith((".xml", ".rels")) and name.startswith(("word/", "docProps/", "[Content", "_rels")):
                archive.xml(name)
        before, left = _count(archive)
        pictures = {
            name.removeprefix("word/"): archive.read(name) for name in archive.names if name.startswith("word/media/")
        }
    finally:
        archive.close()
    tree = read_file(path, "docx")
    meta: dict[str, Value] = {}
    for key, value in tree["meta"].items():
        if key in STYLE_KEYS and (said := _meta(value)):
            meta[STYLE_KEYS[key]] = said
    return Document(path.name, tree["blocks"], tree["pandoc-api-version"], meta, pictures, before, tuple(left))


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
            things["listes"] += element.tag == f"{W}numPr" and element.find(f"{W}numId") is not None
            if element.tag in (f"{WP}inline", f"{WP}anchor") and element.find(f".//{PIC}pic") is not None:
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
    return tally(texts, **{k: v for k, v in things.items() if k != "listes"}), left


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
