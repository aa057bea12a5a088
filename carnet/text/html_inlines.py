"""Writes inlines as XHTML: allowed elements and attributes only, by construction.

Nothing is copied from a text but its words, escaped. Every element is named here; every attribute is made
here or escaped. The same strings are good HTML and well-formed XML.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from carnet.text.findings import Reference
from carnet.text.nodes import Node, words_in
from carnet.text.resolving import Lien, Resolver

Target = Literal["web", "epub", "print"]

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
ELEMENTS = {"Emph": "em", "Strong": "strong", "Strikeout": "s", "Superscript": "sup", "Underline": "u"}
THOUSANDS = re.compile("\\d{1,3}(?:\u202f\\d{3})+")
MISSING = "[…]"
"""What stands for a reference without a text when nothing may be said of its target."""


@dataclass(frozen=True, slots=True)
class IndexMark:
    """A place the index refers to."""

    id: str
    entree: str
    sous_entree: str


def escape(text: str) -> str:
    """Return a text that means itself in an element or an attribute."""
    return text.translate(ESCAPES)


def element_id(prefix: str, identifier: str) -> str:
    """Return the id an element of a text has in a document, which XML wants to start with a letter."""
    made = prefix + identifier
    return made if made[:1].isalpha() or made.startswith("_") else f"s-{made}"


class InlineWriter:
    """Writes the inlines of one text for one output; notes and index marks gather on the way."""

    def __init__(self, refs: tuple[Reference, ...], target: Target, prefix: str, resolver: Resolver) -> None:
        self._refs = refs
        self._target = target
        self._prefix = prefix
        self._resolver = resolver
        self._terms_seen: set[str] = set()
        self._in_link = self._in_heading = self._in_note = False
        self._held_calls: list[str] = []
        self.notes: list[list[Node]] = []
        self.marks: list[IndexMark] = []

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Write blocks."""
        raise NotImplementedError

    def id(self, identifier: str) -> str:
        """Return an id of the text as it is in the document."""
        return escape(element_id(self._prefix, identifier))

    def inlines(self, nodes: Iterable[Node]) -> str:
        """Write inlines."""
        return "".join(self._inline(node) for node in nodes)

    def _inline(self, node: Node) -> str:
        match node["t"]:
            case "Str":
                return self._words(node["s"])
            case "Code":
                return f"<code>{escape(node['s'])}</code>"
            case "LineBreak":
                return "<br/>"
            case "Link":
                kind = ' class="adresse"' if node.get("bare") else ""
                title = f' title="{escape(node["title"])}"' if node["title"] else ""
                return self._link(node["href"], self._linked(node["c"]), kind + title)
            case "Ref":
                return self._ref(node)
            case "Jump":
                href = f"#{element_id(self._prefix, node['id'])}" if node["id"] else None
                return self._link(href, self._linked(node["c"]))
            case "Citation":
                ref = Reference("citation", node["key"], "", words_in(node["c"]), -1)
                lien = self._resolver.renvoi(ref)
                return self._link(lien.href if lien else None, self._linked(node["c"]), ' class="citation"')
            case "Picture":
                return self._picture(node)
            case "Span":
                return self._span(node)
            case "Note":
                return self._note(node["c"])
            case "SmallCaps":
                return f'<span class="capitales">{self.inlines(node["c"])}</span>'
            case "Cite":
                return self.inlines(node["c"])
            case kind:
                return f"<{ELEMENTS[kind]}>{self.inlines(node['c'])}</{ELEMENTS[kind]}>"

    # --- words ------------------------------------------------------------------------------------------

    def _words(self, text: str) -> str:
        """Write a text; the first occurrence of each glossary term leads to its definition."""
        glossary = self._resolver.glossary
        if glossary is None or self._in_link or self._in_heading or self._in_note:
            return self._plain(text)
        parts, position = [], 0
        for start, end, term in glossary.find(text):
            if term in self._terms_seen:
                continue
            self._terms_seen.add(term)
            href = self._resolver.terme(term)
            if href is not None:
                word = self._plain(text[start:end])
                parts += [
                    self._plain(text[position:start]),
                    f'<a class="terme" href="{escape(href)}">{word}</a>',
                ]
                position = end
        return "".join([*parts, self._plain(text[position:])])

    def _plain(self, text: str) -> str:
        """Write a text. A screen reader says « douze zéro zéro zéro » of a thin space between thousands:
        where one may listen, they are joined by the style sheet instead."""
        escaped = escape(text)
        if self._target == "print" or "\u202f" not in escaped:
            return escaped
        return THOUSANDS.sub(lambda m: f'<span class="nb">{m[0].replace(chr(0x202F), " ")}</span>', escaped)

    def bare(self, nodes: Iterable[Node]) -> str:
        """Write inlines once more without links, notes, ids: for a table of contents."""
        parts = []
        for node in nodes:
            match node["t"]:
                case "Str":
                    parts.append(self._plain(node["s"]))
                case "Code":
                    parts.append(f"<code>{escape(node['s'])}</code>")
                case "LineBreak":
                    parts.append(" ")
                case "Note" | "Picture":
                    pass
                case "Ref" if not node["c"]:
                    parts.append(escape(self._title(self._refs[node["n"]])))
                case kind if kind in ELEMENTS:
                    parts.append(f"<{ELEMENTS[kind]}>{self.bare(node['c'])}</{ELEMENTS[kind]}>")
                case "Span" if node.get("lang"):
                    parts.append(f"<span{self.lang(node['lang'])}>{self.bare(node['c'])}</span>")
                case _:
                    parts.append(self.bare(node["c"]))
        return "".join(parts)

    def words(self, nodes: Iterable[Node]) -> str:
        """Return the bare text of inlines, with the titles of what is only referred to."""
        parts = []
        for node in nodes:
            if node["t"] == "Ref" and not node["c"]:
                parts.append(self._title(self._refs[node["n"]]))
            elif "c" in node and node["t"] != "Note":
                parts.append(self.words(node["c"]))
            else:
                parts.append(words_in([node]))
        return "".join(parts)

    def lang(self, language: str) -> str:
        """Return the attribute of a language; an EPUB says it twice, for XML readers."""
        said = f' lang="{escape(language)}"'
        return f'{said} xml:lang="{escape(language)}"' if self._target == "epub" else said

    # --- links ------------------------------------------------------------------------------------------

    def _linked(self, nodes: Iterable[Node]) -> str:
        """Write what stands inside a link: no link, and its note calls wait until it is closed."""
        outside, self._in_link = self._in_link, True
        written = self.inlines(nodes)
        self._in_link = outside
        return written

    def _link(self, href: str | None, written: str, attributes: str = "") -> str:
        if self._in_link:
            return written
        calls = "".join(self._held_calls)
        self._held_calls.clear()
        if href is None:
            return written + calls
        return f'<a href="{escape(href)}"{attributes}>{written}</a>{calls}'

    def _ref(self, node: Node) -> str:
        ref = self._refs[node["n"]]
        lien = self._resolver.renvoi(ref)
        written = self._linked(node["c"]) if node["c"] else escape(lien.text if lien else MISSING)
        return self._link(lien.href if lien else None, written, ' class="renvoi"')

    def _title(self, ref: Reference) -> str:
        lien: Lien | None = self._resolver.renvoi(ref)
        return lien.text if lien else MISSING

    # --- spans, pictures, notes -------------------------------------------------------------------------

    def _span(self, node: Node) -> str:
        attributes = f' id="{self.id(node["id"])}"' if node.get("id") else ""
        if "index" in node and not self._in_link:
            entree, _, sous_entree = (node["index"] or self.words(node["c"])).partition(",")
            mark = self.id(f"index.{len(self.marks) + 1}")
            self.marks.append(IndexMark(mark, entree.strip(), sous_entree.strip()))
            attributes = f' id="{mark}" class="index"'
        if node.get("lang"):
            attributes += self.lang(node["lang"])
        inside = self.inlines(node["c"])
        return f"<span{attributes}>{inside}</span>" if attributes else inside

    def _picture(self, node: Node) -> str:
        caption = words_in(node["c"]).strip()
        markup = self._resolver.image(self._refs[node["n"]], node["alt"])
        if markup is None:
            return self.alternative(node)
        shown = self.inlines(node["c"]) if caption != node["alt"] else ""
        return f'{markup} <span class="legende">{shown}</span>' if shown else markup

    def alternative(self, node: Node) -> str:
        """Write the words of an image that is not shown."""
        caption = words_in(node["c"]).strip()
        if caption in ("", node["alt"]):
            return escape(node["alt"])
        return self.inlines(node["c"]) + (f" ({escape(node['alt'])})" if node["alt"] else "")

    def _note(self, blocks: list[Node]) -> str:
        if self._in_note:  # what a citation style writes as a note inside the author's own
            return f" ({self.flat(blocks)})"
        if self._target == "print":
            call = f'<span class="fn">{self._inside_note(blocks)}</span>'
        else:
            self.notes.append(blocks)
            number = len(self.notes)
            kind = ' epub:type="noteref"' if self._target == "epub" else ""
            call = (
                f'<a class="appel" id="{self.id(f"appel.{number}")}" href="#{self.id(f"note.{number}")}"'
                f' role="doc-noteref"{kind}>{number}</a>'
            )
        if not self._in_link:
            return call
        self._held_calls.append(call)
        return ""

    def _inside_note(self, blocks: list[Node]) -> str:
        link, self._in_link, self._in_note = self._in_link, False, True
        written = self.flat(blocks)
        self._in_link, self._in_note = link, False
        return written

    def flat(self, blocks: Iterable[Node]) -> str:
        """Write blocks as inlines: a note at the foot of a page is one running text."""
        lines = []
        for block in blocks:
            match block["t"]:
                case "CodeBlock":
                    lines.append(f"<code>{escape(block['s'])}</code>")
                case "Rule" | "Embed":
                    pass
                case "Figure":
                    lines.append(self.alternative(block["c"][0]))
                case "Para" | "Plain" | "Header" | "Term" | "Caption":
                    lines.append(self.inlines(block["c"]))
                case "List":
                    lines += [f"– {self.flat(item['c'])}" for item in block["c"]]
                case "Row":
                    lines.append(" ; ".join(self.flat(cell["c"]) for cell in block["c"]))
                case _:
                    lines.append(self.flat(block["c"]))
        return "<br/>".join(line for line in lines if line)
