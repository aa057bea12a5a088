"""Writes blocks as XHTML, by the same rule: allowed elements only."""

from collections.abc import Iterable
from dataclasses import dataclass

from carnet.text.findings import Reference
from carnet.text.html_inlines import InlineWriter, Target, escape
from carnet.text.nodes import Node, words_in
from carnet.text.resolving import Resolver

ALIGNMENTS = {"right": ' class="droite"', "center": ' class="centre"'}
DIVS = {
    "encadre": ('<aside class="encadre" role="note"{}>', "</aside>\n"),
    "exergue": ('<figure class="exergue"{}><blockquote>', "</blockquote></figure>\n"),
    "verbatim": ('<blockquote class="verbatim"{}>', "</blockquote>\n"),
    "": ("<div{}>", "</div>\n"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in a fragment: ``text`` is HTML without links or notes, ``plain`` bare text."""

    level: int
    id: str
    text: str
    plain: str


class Writer(InlineWriter):
    """Writes one text for one output."""

    def __init__(
        self, refs: tuple[Reference, ...], target: Target, prefix: str, resolver: Resolver, base: int
    ) -> None:
        super().__init__(refs, target, prefix, resolver)
        self._base = base
        self._levels: list[int] = []
        self._tables = 0
        self.headings: list[Heading] = []

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Write blocks."""
        return "".join(self._block(node) for node in nodes)

    def _block(self, node: Node) -> str:
        match node["t"]:
            case "Para":
                return f"<p>{self.inlines(node['c'])}</p>\n"
            case "Plain":
                return self.inlines(node["c"])
            case "Header":
                return self._heading(node)
            case "Quote":
                return f"<blockquote>{self._standing(node['c'])}</blockquote>\n"
            case "Div":
                return self._div(node)
            case "Figure":
                return self._figure(node["c"][0])
            case "List":
                return self._list(node)
            case "Definitions":
                return f"<dl>{''.join(self._definition(part) for part in node['c'])}</dl>\n"
            case "Table":
                return self._table(node)
            case "CodeBlock":
                reach = (
                    ' tabindex="0"' if self._target == "web" else ""
                )  # so that it scrolls from the keyboard
                return f"<pre{reach}><code>{escape(node['s'])}</code></pre>\n"
            case "Rule":
                return "<hr/>\n"
            case "Embed":
                return self._resolver.inclusion(self._refs[node["n"]]) or ""
            case kind:
                raise AssertionError(f"no such block: {kind}")

    def _standing(self, nodes: list[Node]) -> str:
        """Write blocks none of which is bare text."""
        return self.blocks({**n, "t": "Para"} if n["t"] == "Plain" else n for n in nodes)

    def _cell(self, nodes: list[Node]) -> str:
        """Write the inside of an item or a cell: a text alone stays bare, beside others it is a paragraph."""
        alone = len(nodes) == 1 and nodes[0]["t"] == "Plain"
        return self.inlines(nodes[0]["c"]) if alone else self._standing(nodes)

    def _heading(self, node: Node) -> str:
        if self._in_note:
            return f"<p><strong>{self.inlines(node['c'])}</strong></p>\n"
        while self._levels and self._levels[-1] >= node["level"]:
            self._levels.pop()
        self._levels.append(node["level"])
        level = min(6, self._base + len(self._levels))
        identifier = self.id(node["id"])
        self.headings.append(Heading(level, identifier, self.bare(node["c"]), self.words(node["c"])))
        self._in_heading = True
        written = self.inlines(node["c"])
        self._in_heading = False
        return f'<h{level} id="{identifier}">{written}</h{level}>\n'

    def _div(self, node: Node) -> str:
        opening, closing = DIVS[node["kind"]]
        attributes = f' id="{self.id(node["id"])}"' if node["id"] else ""
        attributes += self.lang(node["lang"]) if node["lang"] else ""
        title = f'<p class="titre">{self._plain(node["title"])}</p>\n' if node["title"] else ""
        return opening.format(attributes) + title + self._standing(node["c"]) + closing

    def _figure(self, picture: Node) -> str:
        markup = self._resolver.image(self._refs[picture["n"]], picture["alt"])
        if markup is None:
            words = self.alternative(picture)
            return f"<p>{words}</p>\n" if words else ""
        caption = self.inlines(picture["c"])
        legend = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"<figure>{markup}{legend}</figure>\n"

    def _list(self, node: Node) -> str:
        items = "".join(f"<li>{self._cell(item['c'])}</li>\n" for item in node["c"])
        if node["start"] is None:
            return f"<ul>{items}</ul>\n"
        start = f' start="{int(node["start"])}"' if node["start"] != 1 else ""
        return f"<ol{start}>{items}</ol>\n"

    def _definition(self, part: Node) -> str:
        if part["t"] == "Term":
            return f"<dt>{self.inlines(part['c'])}</dt>"
        return f"<dd>{self._cell(part['c'])}</dd>\n"

    def _table(self, node: Node) -> str:
        """Write a table; when the corner is empty the first column holds the headings of the rows."""
        self._tables += 1
        rows = [part for part in node["c"] if part["t"] == "Row"]
        caption = [word for part in node["c"] if part["t"] == "Caption" for word in part["c"]]
        heads = [row for row in rows if row["head"]]
        stub = bool(heads) and not any(cell["c"] for cell in heads[0]["c"][:1])
        head = "".join(self._row(row, node["aligns"], stub=stub) for row in heads)
        body = "".join(self._row(row, node["aligns"], stub=stub) for row in rows if not row["head"])
        label = escape(words_in(caption)) or f"Tableau {self._tables}"
        scrolls = f' role="region" tabindex="0" aria-label="{label}"'
        return (
            f'<div class="table"{scrolls if self._target == "web" else ""}><table>'
            + (f"<caption>{self.inlines(caption)}</caption>\n" if caption else "")
            + (f"<thead>{head}</thead>\n" if head else "")
            + (f"<tbody>{body}</tbody>" if body else "")
            + "</table></div>\n"
        )

    def _row(self, row: Node, aligns: list[str], *, stub: bool) -> str:
        cells = []
        for column, cell in enumerate(row["c"]):
            align = ALIGNMENTS.get(aligns[column], "") if column < len(aligns) else ""
            inside = self._cell(cell["c"])
            if row["head"] and inside:
                cells.append(f'<th scope="col"{align}>{inside}</th>')
            elif stub and column == 0 and inside:
                cells.append(f'<th scope="row"{align}>{inside}</th>')
            else:
                cells.append(f"<td{align}>{inside}</td>")
        return f"<tr>{''.join(cells)}</tr>\n"

    def endnotes(self) -> str:
        """Write the notes that were called, for the outputs that gather them."""
        if not self.notes:
            return ""
        self._in_note = True
        notes = "".join(self._endnote(rank + 1, blocks) for rank, blocks in enumerate(self.notes))
        self._in_note = False
        opening = '<section class="notes" role="doc-endnotes" aria-label="Notes"'
        if self._target == "epub":
            return f'{opening} epub:type="endnotes">{notes}</section>\n'
        return f"{opening}><ol>{notes}</ol></section>\n"

    def _endnote(self, number: int, blocks: list[Node]) -> str:
        """Write a note and its way back: before it in an EPUB, where no list numbers it, else after it."""
        note, call = self.id(f"note.{number}"), self.id(f"appel.{number}")
        written = self._standing(blocks) or "<p></p>\n"
        sign, label = (number, f"{number}, retour à l’appel") if self._target == "epub" else ("↑", "")
        label = label or f"Retour à l’appel de note {number}"
        back = f'<a class="retour" href="#{call}" role="doc-backlink" aria-label="{label}">{sign}</a>'
        if self._target == "epub":
            first = f"<p>{back} " if written.startswith("<p>") else f"<p>{back}</p>\n"
            inside = first + written.removeprefix("<p>")
            return f'<aside id="{note}" epub:type="footnote" role="doc-footnote">{inside}</aside>\n'
        last = f" {back}</p>" if written.endswith("</p>\n") else f"<p>{back}</p>"
        return f'<li id="{note}">{written.removesuffix("</p>" + chr(10))}{last}</li>\n'
