"""OpenDocument texts: .odt read by us, because pandoc's reader loses what people put in them.

In: an .odt. Out: a ``Document`` whose blocks are pandoc's, like those of every other reader. Pandoc drops the
title, the quotes, the alternatives of images, comments, tracked changes and headings without a level
(measured in research, text.md section 4); here an element that is not known still gives its words.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

from carnet.frontmatter import Value
from carnet.importing.counting import tally
from carnet.importing.limits import Archive
from carnet.importing.odtstyles import Styles, named, short
from carnet.importing.trees import NO_ATTRIBUTES, Tree, para, string
from carnet.importing.values import Document, Left, RefusedError, Tally

API: Final = [1, 23, 1]
TITLES: Final = {"Title": "titre", "Subtitle": "sous_titre"}
QUOTES: Final = frozenset({"Quotations", "Quote", "Citation", "Intense Quote"})
CAPTIONS: Final = frozenset({"Illustration", "Figure", "Drawing", "Caption", "Table"})
SILENT: Final = frozenset(
    [
        "text:sequence-decls",
        "text:tracked-changes",
        "text:variable-decls",
        "text:user-field-decls",
        "office:forms",
        "text:table-of-content-source",
        "text:alphabetical-index-source",
        "text:illustration-index-source",
        "text:change-start",
        "text:change-end",
        "text:bookmark-start",
        "text:bookmark-end",
        "text:soft-page-break",
        "office:annotation-end",
        "text:note-citation",
        "text:index-title-template",
        "svg:title",
        "svg:desc",
        "office:event-listeners",
        "text:dde-connection-decls",
        "draw:contour-polygon",
        "draw:glue-point",
    ]
)


def read_odt(path: Path) -> Document:
    """Read an .odt; raise ``RefusedError``."""
    archive = Archive(path)
    try:
        if "content.xml" not in archive.names:
            raise RefusedError("ce n’est pas un document OpenDocument")
        content = archive.xml("content.xml")
        styles = archive.xml("styles.xml") if "styles.xml" in archive.names else None
        pictures = {n: archive.read(n) for n in archive.names if n.startswith(("Pictures/", "media/"))}
        mime = archive.read("mimetype", 200).decode("latin-1") if "mimetype" in archive.names else ""
    finally:
        archive.close()
    body = content.find(f"{named('office:body')}/{named('office:text')}")
    if body is None or (mime and "opendocument.text" not in mime):
        raise RefusedError("ce n’est pas un texte OpenDocument")
    reader = _Reader([root for root in (styles, content) if root is not None])
    reader.changes(body)
    blocks = list(reader.blocks(body))
    return Document(
        path.name, blocks, API, reader.meta, pictures, _count(body), tuple(reader.left), tight=True
    )


class _Reader:
    """Reads the body; what it says of the whole goes to ``meta``, what is not kept to ``left``."""

    def __init__(self, roots: list[Element]) -> None:
        self._styles = Styles(roots)
        self._after: list[Tree] = []
        self._list = ""
        self.meta: dict[str, Value] = {}
        self.left: list[Left] = []

    def changes(self, body: Element) -> None:
        """Tell the tracked changes; an insertion stands in the text, a deletion is kept here only."""
        for region in body.iter(named("text:changed-region")):
            for change in region:
                who = change.findtext(f".//{named('dc:creator')}") or "quelqu’un"
                if short(change.tag) == "text:deletion":
                    said = " ".join(t for t in _texts(change) if t.strip())
                    self.left.append(Left(f"suppression suivie de {who}, laissée : « {said} »", said))
                elif short(change.tag) == "text:insertion":
                    self.left.append(Left(f"ajout suivi de {who}, accepté"))

    def blocks(self, parent: Element, level: int = 0) -> Iterator[Tree]:
        """Yield the blocks an element holds."""
        for element in parent:
            match short(element.tag):
                case "text:p" | "text:h":
                    yield from self._paragraph(element)
                    yield from self._released()
                case "text:list":
                    yield self._a_list(element, level + 1)
                case "table:table":
                    yield self._table(element)
                case "draw:frame" | "draw:custom-shape" | "draw:rect" | "draw:g" | "draw:line" | "draw:a":
                    yield from self._drawn(element)
                    yield from self._released()
                case "text:table-of-content" | "text:alphabetical-index" | "text:illustration-index":
                    said = " ".join(_texts(element))
                    self.left.append(Left("la table des matières, que le carnet refait", said))
                case name if name not in SILENT:
                    yield from self.blocks(element, level)

    def _released(self) -> list[Tree]:
        after, self._after = self._after, []
        return after

    def _paragraph(self, element: Element) -> Iterator[Tree]:
        style = element.get(named("text:style-name"), "")
        names = self._styles.names(style)
        inlines = list(self._inlines(element))
        title = next((TITLES[name] for name in names if name in TITLES), None)
        if title and title not in self.meta and (said := _plain(inlines)):
            self.meta[title] = said
            return
        if not inlines:
            return
        written = element.get(named("text:outline-level"), "")
        level = int(written) if written.isdigit() else 0
        level = level or self._styles.level(style) or (1 if short(element.tag) == "text:h" else 0)
        if level:
            yield {"t": "Header", "c": [min(level, 6), NO_ATTRIBUTES, inlines]}
        elif QUOTES & set(names):
            yield {"t": "BlockQuote", "c": [para(inlines)]}
        else:
            named_style = next(
                (n for n in names if n.casefold() in ("verbatim", "parole", "exergue", "encadré")), None
            )
            block = para(inlines)
            yield {"t": "Div", "c": [["", [named_style], []], [block]]} if named_style else block

    def _a_list(self, element: Element, level: int) -> Tree:
        outer = self._list
        self._list = element.get(named("text:style-name"), "") or outer
        items = []
        for item in element:
            if short(item.tag) in ("text:list-item", "text:list-header"):
                items.append(list(self.blocks(item, level)) or [{"t": "Plain", "c": []}])
        numbered = self._styles.numbered(self._list, level)
        self._list = outer
        if numbered:
            return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}
        return {"t": "BulletList", "c": items}

    def _table(self, element: Element) -> Tree:
        heads: list[Any] = []
        rows: list[Any] = []
        width = 1
        for row, head in _rows(element):
            cells = []
            for cell in row:
                kind = short(cell.tag)
                if kind not in ("table:table-cell", "table:covered-table-cell"):
                    continue
                span = _number(cell, "table:number-columns-spanned")
                down = _number(cell, "table:number-rows-spanned")
                repeat = _number(cell, "table:number-columns-repeated")
                held = list(self.blocks(cell)) if kind == "table:table-cell" else []
                for _ in range(min(repeat, 64)):
                    cells.append([NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, held])
                if span > 1 or down > 1:
                    self.left.append(Left("un tableau a des cellules fusionnées : vérifiez ses colonnes"))
            width = max(width, len(cells))
            (heads if head else rows).append([NO_ATTRIBUTES, cells])
        columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * width
        body = [[NO_ATTRIBUTES, 0, [], rows]]
        return {
            "t": "Table",
            "c": [NO_ATTRIBUTES, [None, []], columns, [NO_ATTRIBUTES, heads], body, [NO_ATTRIBUTES, []]],
        }

    # --- inlines ---------------------------------------------------------------------------------

    def _inlines(self, parent: Element) -> Iterator[Tree]:
        yield from _words(parent.text)
        for element in parent:
            yield from self._inline(element)
            yield from _words(element.tail)

    def _inline(self, element: Element) -> Iterator[Tree]:
        kind = short(element.tag)
        match kind:
            case "text:span":
                inner = list(self._inlines(element))
                for wrapper in (
                    self._styles.wrappers(element.get(named("text:style-name"), "")) if inner else ()
                ):
                    inner = [{"t": wrapper, "c": inner}]
                yield from inner
            case "text:a":
                target = element.get(named("xlink:href"), "")
                yield {"t": "Link", "c": [NO_ATTRIBUTES, list(self._inlines(element)), [target, ""]]}
            case "text:s":
                yield {"t": "Space"}
            case "text:tab":
                yield {"t": "Space"}
            case "text:line-break":
                yield {"t": "LineBreak"}
            case "text:note":
                body = element.find(named("text:note-body"))
                yield {"t": "Note", "c": list(self.blocks(body)) if body is not None else []}
            case "office:annotation":
                who = element.findtext(named("dc:creator")) or "quelqu’un"
                said = " ".join(t for t in _texts(element) if t.strip())
                self.left.append(Left(f"commentaire de {who} : « {said} »", said, "commentaires"))
            case "text:ruby":
                for base in element.findall(named("text:ruby-base")):
                    yield from self._inlines(base)
            case "text:p" | "text:h":
                yield from (*self._inlines(element), {"t": "LineBreak"})
            case _ if kind.startswith("draw:"):
                drawn = list(self._drawn(element))
                self._after = [*self._after, *drawn]
            case _ if kind not in SILENT:
                yield from self._inlines(element)

    def _drawn(self, element: Element) -> Iterator[Tree]:
        """Yield what a frame holds: an image, with the caption of the box around it, or a text."""
        kind = short(element.tag)
        if kind != "draw:frame":
            yield from self._inside(element)
            return
        image = element.find(named("draw:image"))
        box = element.find(named("draw:text-box"))
        if (
            element.find(named("draw:object")) is not None
            or element.find(named("draw:object-ole")) is not None
        ):
            self.left.append(Left("un objet incorporé n’est pas repris"))
        elif image is not None:
            yield {
                "t": "Figure",
                "c": [NO_ATTRIBUTES, [None, []], [{"t": "Plain", "c": [_image(element, image)]}]],
            }
        elif box is not None:
            waiting, self._after = self._after, []
            held = list(self.blocks(box))
            self._after = waiting
            yield from self._captioned(held)

    def _inside(self, element: Element) -> Iterator[Tree]:
        for child in element:
            if short(child.tag).startswith("draw:"):
                yield from self._drawn(child)
        yield from self.blocks(element)

    @staticmethod
    def _captioned(blocks: list[Tree]) -> list[Tree]:
        """Make one figure of a box that holds an image and one paragraph: its caption."""
        figures = [b for b in blocks if b["t"] == "Figure"]
        words = [b for b in blocks if b["t"] == "Para"]
        if len(figures) == len(words) == 1 and len(blocks) == 2:
            figures[0]["c"][1] = [None, [{"t": "Plain", "c": words[0]["c"]}]]
            return figures
        return blocks


def _image(frame: Element, image: Element) -> Tree:
    alt = frame.findtext(named("svg:desc")) or frame.findtext(named("svg:title")) or ""
    target = image.get(named("xlink:href"), "").removeprefix("./")
    return {"t": "Image", "c": [["", [], [["alt", alt.strip()]]], [], [target, ""]]}


def _rows(table: Element, head: bool = False) -> Iterator[tuple[Element, bool]]:
    for element in table:
        kind = short(element.tag)
        if kind == "table:table-row":
            yield from [(element, head)] * min(_number(element, "table:number-rows-repeated"), 64)
        elif kind in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(element, head or kind == "table:table-header-rows")


def _number(element: Element, name: str) -> int:
    written = element.get(named(name), "1")
    return max(1, int(written)) if written.isdigit() and len(written) < 6 else 1


def _words(text: str | None) -> Iterator[Tree]:
    """Yield a text as words and spaces: in an .odt a run of them is one."""
    if not text:
        return
    for rank, word in enumerate(re.split(r"[ \t\n\r]+", text)):
        if rank:
            yield {"t": "Space"}
        if word:
            yield string(word)


def _plain(inlines: list[Any]) -> str:
    from carnet.importing.trees import text_of

    return text_of(inlines).strip()


# --- counting ----------------------------------------------------------------------------------------


def _texts(root: Element) -> Iterator[str]:
    """Yield the text of each paragraph, those within another apart."""
    for element in root.iter():
        if short(element.tag) in ("text:p", "text:h"):
            yield "".join(_own(element))


APART: Final = frozenset(
    ["text:p", "text:h", "text:note", "office:annotation", "dc:creator", "dc:date", "text:ruby-text"]
)


def _own(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        kind = short(child.tag)
        if kind in ("text:s", "text:tab", "text:line-break"):
            yield " "
        elif kind not in APART and not kind.startswith("draw:") and kind not in SILENT:
            yield from _own(child)
        yield child.tail or ""


def _count(body: Element) -> Tally:
    """Count a body without reading it as a text: every paragraph, wherever it stands."""
    alts = []
    things = dict.fromkeys(("images", "alternatives", "notes", "tableaux", "commentaires"), 0)
    for frame in body.iter(named("draw:frame")):
        if frame.find(named("draw:image")) is not None and frame.find(named("draw:object")) is None:
            things["images"] += 1
            alt = frame.findtext(named("svg:desc")) or frame.findtext(named("svg:title")) or ""
            things["alternatives"] += bool(alt.strip())
            alts.append(alt)
    things["listes"] = sum(1 for e in body.iter() if short(e.tag) in ("text:list-item", "text:list-header"))
    things["liens"] = sum(1 for _ in body.iter(named("text:a")))
    things["notes"] = sum(1 for _ in body.iter(named("text:note")))
    things["tableaux"] = sum(1 for _ in body.iter(named("table:table")))
    things["commentaires"] = sum(1 for _ in body.iter(named("office:annotation")))
    return tally([*_texts(body), *alts], **things)
