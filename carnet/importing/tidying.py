"""A document's tree made fit for our Markdown: nothing a writer did not mean, nothing she wrote lost.

In: pandoc blocks of a Word, HTML, Org or Markdown file. Out: blocks that our dialect can write, images set
apart, and what is left with its reason: comments, tracked changes, merged cells, frames, scripts.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from carnet.importing.htmltags import Tag, count_page, read_tag
from carnet.importing.lines import NUMBERED, caption_of, cell, joined, lines, spaced, trimmed, unlinked
from carnet.importing.trees import NO_ATTRIBUTES, Tree, para, plain, string, text_of
from carnet.importing.values import Left

STYLES: Final = {
    "verbatim": "verbatim",
    "parole": "verbatim",
    "exergue": "exergue",
    "encadré": "encadre",
    "encadre": "encadre",
    "info": "encadre",
    "success": "encadre",
    "warning": "encadre",
    "danger": "encadre",
    "spoiler": "encadre",
    "tip": "encadre",
}
"""Paragraph styles and blocks that mean something to us."""

QUOTES: Final = re.compile(r"(?:intense )?quote|quotations?|citation|bloc de texte|block text", re.I)
CAPTIONS: Final = re.compile(r"caption|légende|image caption|table caption", re.I)
BULLET: Final = re.compile(r"[-–•·*▪◦]")
WRAPPERS: Final = frozenset(
    ["Emph", "Strong", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Underline"]
)
UNSEEN: Final = str.maketrans({"\u00ad": None, "\u200b": None, "\u2060": None, "\u2011": "-", "\u00a0": " ",
                               "\u202f": " ", "\u2009": " ", "\ufeff": None})  # fmt: skip

Convert = Callable[[str], list[Tree]]
"""Reads a piece of HTML as blocks."""


class Tidying:
    """Tidies one document; ``pictures`` gathers its images in order, ``left`` what is not kept.

    An image becomes the text ``mark(n)``, which ``composing`` turns into the inclusion of its photo.
    """

    def __init__(
        self, html: Convert | None = None, *, mark: Callable[[int], str], tight: bool = False
    ) -> None:
        self._html = html
        self._tight = tight
        self._mark = mark
        self._waiting: list[int] = []
        self._inside = 0
        self.pictures: list[tuple[str, str, list[Tree]]] = []
        self.left: list[Left] = []

    def leave(self, what: str, words: str = "", kind: str = "") -> None:
        """Note something that is not in the entries."""
        self.left.append(Left(what, words, kind))

    def blocks(self, blocks: Iterable[Tree]) -> list[Tree]:
        """Return our blocks; lists that follow one another are one."""
        made: list[Tree] = []
        for block in joined(blocks):
            for node in self._block(block):
                before = made[-1] if made else None
                if before is not None and before["t"] == node["t"] == "BulletList":
                    before["c"] += node["c"]
                elif before is not None and before["t"] == node["t"] == "OrderedList":
                    before["c"][1] += node["c"][1]
                else:
                    made.append(node)
        return made

    def top(self, blocks: Iterable[Tree]) -> list[Tree]:
        """Return the blocks of a whole document; an image of a heading stands after its block."""
        made: list[Tree] = []
        for block in self.blocks(blocks):
            made.append(block)
            made += self._released()
        return made

    def _released(self) -> list[Tree]:
        waiting, self._waiting = self._waiting, []
        return [para([string(self._mark(rank))]) for rank in waiting]

    def _block(self, block: Tree) -> Iterator[Tree]:
        kind: str = block["t"]
        held: Any = block.get("c")
        match kind:
            case "Para" | "Plain":
                yield from self._paragraph(kind, held)
            case "Header":
                level, _, inner = held
                inner = self._without_images(inner)
                if text_of(inner).strip():
                    yield {"t": "Header", "c": [level, NO_ATTRIBUTES, inner]}
            case "BlockQuote":
                if inner := self.blocks(held):
                    yield {"t": "BlockQuote", "c": inner}
            case "BulletList":
                yield {"t": kind, "c": [self._item(item) for item in held]}
            case "OrderedList":
                start = held[0][0]
                style = [start, {"t": "Decimal"}, {"t": "Period"}]
                yield {"t": kind, "c": [style, [self._item(item) for item in held[1]]]}
            case "DefinitionList":
                pairs = [[self.inlines(term), [self.blocks(s) for s in senses]] for term, senses in held]
                yield {"t": kind, "c": pairs}
            case "LineBlock":
                lines = [node for line in held for node in [*self.inlines(line), {"t": "LineBreak"}]][:-1]
                yield from self._paragraph("Para", lines)
            case "CodeBlock":
                classes = [name for name in held[0][1] if name.isidentifier()][:1]
                if classes and classes[0] in (
                    "sequence",
                    "flow",
                    "graphviz",
                    "mermaid",
                    "abc",
                    "vega",
                    "plantuml",
                ):
                    self.leave(f"le dessin « {classes[0]} » est gardé comme du code")
                yield {"t": kind, "c": [["", classes, []], held[1]]}
            case "Div":
                yield from self._div(held)
            case "Figure":
                yield from self._figure(held)
            case "Table":
                yield self._table(held)
            case "HorizontalRule":
                yield block
            case "RawBlock":
                yield from self._raw(held)

    def _item(self, item: list[Tree]) -> list[Tree]:
        blocks = self.blocks(item)
        if self._tight and sum(b["t"] == "Para" for b in blocks) == 1 and blocks[0]["t"] == "Para":
            blocks[0]["t"] = "Plain"
        return blocks or [{"t": "Plain", "c": []}]

    def _paragraph(self, kind: str, held: list[Tree]) -> Iterator[Tree]:
        if (legend := caption_of(held)) is not None:
            yield from self._paragraph(kind, held[:1])
            src, alt, _ = self.pictures[-1]
            self.pictures[-1] = src, alt, self._unnumbered(self.inlines(legend))
            return
        inlines = trimmed(self.inlines(held))
        if not inlines:
            return
        first = inlines[0]
        typed = first["t"] == "Str" and BULLET.fullmatch(first["c"]) and len(inlines) > 2
        if kind == "Para" and typed and inlines[1]["t"] == "Space":
            yield {"t": "BulletList", "c": [[{"t": "Plain", "c": inlines[2:]}]]}
            return
        shown = text_of(inlines).strip()
        alone = kind == "Para" and len(inlines) == 1 and first["t"] == "Strong" and not self._inside
        if alone and 0 < len(shown) < 80:
            self.leave(f"« {shown} », tout en gras : écrivez « ## » devant si c’est un intertitre")
        yield {"t": kind, "c": inlines}

    def _div(self, held: list[Any]) -> Iterator[Tree]:
        (_, classes, pairs), inner = held
        style = dict(pairs).get("custom-style", "")
        named = next((STYLES[n.lower()] for n in [*classes, style] if n.lower() in STYLES), None)
        self._inside += bool(named)
        blocks = self.blocks(inner)
        self._inside -= bool(named)
        if not blocks:
            return
        if named:
            title = dict(pairs).get("titre") or dict(pairs).get("title")
            if title:
                blocks = [para([{"t": "Strong", "c": plain(title)}]), *blocks]
            yield {"t": "Div", "c": [["", [named], []], blocks]}
        elif QUOTES.fullmatch(style) and not any(b["t"] == "BlockQuote" for b in blocks):
            yield {"t": "BlockQuote", "c": blocks}
        else:
            yield from blocks

    def _figure(self, held: list[Any]) -> Iterator[Tree]:
        """Give the images of a figure its caption; what is no image stands as it is."""
        _, (_, caption), content = held
        legend = trimmed([n for line in lines(self.blocks(caption)) for n in [{"t": "Space"}, *line]])
        known = len(self.pictures)
        yield from self.blocks(content)
        if len(self.pictures) > known:
            self._give(legend)
        elif legend:
            yield para(legend)

    def _give(self, legend: list[Tree]) -> None:
        """Give the last image met its caption; pandoc repeats as such the alternative of an image alone."""
        src, alt, own = self.pictures[-1]
        if text_of(legend).strip() not in ("", alt.strip()):
            self.pictures[-1] = src, alt, self._unnumbered(legend)
        else:
            self.pictures[-1] = src, alt, own

    def _unnumbered(self, legend: list[Tree]) -> list[Tree]:
        """Take away « Figure 1. », which the carnet does not need, and tell it."""
        shown = text_of(legend)
        number = NUMBERED.match(shown)
        if number is None:
            return legend
        self.leave(f"le numéro « {number[0].strip()} » d’une légende", number[0])
        rest, ahead = number.end(), list(legend)
        while rest > 0 and ahead and ahead[0]["t"] in ("Str", "Space", "SoftBreak", "LineBreak"):
            length = len(ahead[0]["c"]) if ahead[0]["t"] == "Str" else 1
            if length > rest:
                ahead[0] = string(ahead[0]["c"][rest:])
            else:
                ahead.pop(0)
            rest -= length
        return ahead if rest <= 0 else plain(shown[number.end() :])

    def _table(self, held: list[Any]) -> Tree:
        _, (_, caption), columns, head, bodies, foot = held
        rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]]), *foot[1]]
        if any(cell[2] > 1 or cell[3] > 1 for row in rows for cell in row[1]):
            self.leave("un tableau a des cellules fusionnées : vérifiez ses colonnes")
        for row in rows:
            row[0] = NO_ATTRIBUTES
            row[1] = [cell for old in row[1] for cell in self._cells(old)]
        width = max((len(row[1]) for row in rows), default=len(columns)) or 1
        for row in rows:
            row[1] += [cell([]) for _ in range(width - len(row[1]))]
        aligned = [[column[0], {"t": "ColWidthDefault"}] for column in columns][:width]
        aligned += [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * (width - len(aligned))
        top, body = (head[1][:1], rows[len(head[1][:1]) :]) if head[1] else ([], rows)
        title = [None, [{"t": "Plain", "c": line} for line in lines(self.blocks(caption))]]
        if not top:
            top = [[NO_ATTRIBUTES, [cell([]) for _ in range(width)]]]
        head, inside = [NO_ATTRIBUTES, top], [[NO_ATTRIBUTES, 0, [], body]]
        return {"t": "Table", "c": [NO_ATTRIBUTES, title, aligned, head, inside, [NO_ATTRIBUTES, []]]}

    def _cells(self, old: list[Any]) -> Iterator[list[Any]]:
        """Return a cell whose content is one line, then an empty one for each that it covers on its row."""
        inlines: list[Tree] = []
        for line in lines(self.blocks(old[4])):
            inlines += [string(" ;"), {"t": "Space"}] if inlines else []
            inlines += [{"t": "Space"} if n["t"] in ("LineBreak", "SoftBreak") else n for n in line]
        yield cell(inlines)
        yield from (cell([]) for _ in range(min(50, old[3] - 1)))

    def _raw(self, held: list[Any]) -> Iterator[Tree]:
        form, text = held
        if form == "html" and self._html is not None:
            yield from self.blocks(self._html(text))
            for tag in count_page(text).frames:
                if link := trimmed(self.frame(tag)):
                    yield para(link)
        elif text.strip():
            self.leave(f"un passage en {form}", text)

    # --- inlines ---------------------------------------------------------------------------------

    def inlines(self, nodes: Iterable[Tree]) -> list[Tree]:
        """Return our inlines; HTML tags among them are understood, or told and taken away."""
        stack: list[tuple[Tag | None, list[Tree]]] = [(None, [])]
        for node in nodes:
            if node["t"] == "RawInline" and node["c"][0] == "html" and self._html is not None:
                self._tag(read_tag(node["c"][1]), stack)
            else:
                stack[-1][1].extend(self._inline(node))
        while len(stack) > 1:
            _, inner = stack.pop()
            stack[-1][1].extend(inner)
        return stack[0][1]

    def _tag(self, tag: Tag | None, stack: list[tuple[Tag | None, list[Tree]]]) -> None:
        if tag is None:
            return
        if tag.name == "br":
            stack[-1][1].append({"t": "LineBreak"})
        elif tag.name == "img":
            stack[-1][1].extend(self._image(tag.attributes.get("src", ""), tag.attributes.get("alt", ""), []))
        elif tag.name in ("iframe", "embed", "object", "audio", "video", "script") and not tag.closes:
            stack[-1][1].extend(self.frame(tag))
        elif not tag.closes and tag.wrapper:
            stack.append((tag, []))
        elif tag.closes and any(opened and opened.name == tag.name for opened, _ in stack[1:]):
            opened, inner = stack.pop()
            while opened is None or opened.name != tag.name:
                stack[-1][1].extend(inner)
                opened, inner = stack.pop()
            stack[-1][1].extend(self._wrapped(opened, inner))

    def _wrapped(self, tag: Tag, inner: list[Tree]) -> list[Tree]:
        if tag.name == "a":
            return list(self._link(inner, tag.attributes.get("href", "")))
        return (
            [{"t": tag.wrapper, "c": inner}] if inner and tag.wrapper not in ("Span", "Underline") else inner
        )

    def frame(self, tag: Tag) -> list[Tree]:
        """Return what stands for a frame or a player: its address as a link."""
        src = tag.attributes.get("src") or tag.attributes.get("data") or ""
        src = "https:" + src if src.startswith("//") else src
        if tag.name == "script" or not src.startswith(("http://", "https://")):
            self.leave(f"un élément <{tag.name}>" + (f" ({src})" if src else ""))
            return []
        self.leave(f"un élément <{tag.name}> n’est gardé que comme un lien : {src}")
        return [{"t": "Space"}, {"t": "Link", "c": [NO_ATTRIBUTES, [string(src)], [src, ""]]}, {"t": "Space"}]

    def _inline(self, node: Tree) -> Iterator[Tree]:
        kind: str = node["t"]
        held: Any = node.get("c")
        match kind:
            case "Str":
                text = str(held).translate(UNSEEN)
                if text == held:
                    yield node
                elif text:
                    yield from spaced(text)
            case "Space" | "LineBreak" | "SoftBreak" | "Code":
                yield node
            case "Math":
                self.leave(f"la formule « {held[1]} » est gardée comme du code")
                yield {"t": "Code", "c": [NO_ATTRIBUTES, held[1]]}
            case "RawInline":
                if held[1].strip():
                    self.leave(f"un passage en {held[0]}", held[1])
            case "Note":
                yield {"t": "Note", "c": self._note(held)}
            case "Image":
                (_, _, pairs), inner, (src, _) = held
                yield from self._image(src, dict(pairs).get("alt", ""), self.inlines(inner))
            case "Link":
                yield from self._link(self.inlines(held[1]), held[2][0])
            case "Span":
                yield from self._span(held)
            case "Quoted":
                marks = "“”" if held[0]["t"] == "DoubleQuote" else "‘’"
                yield from (string(marks[0]), *self.inlines(held[1]), string(marks[1]))
            case "Cite":
                yield from self.inlines(held[1])
            case _ if kind in WRAPPERS:
                inner = self.inlines(held)
                if kind in ("Underline", "SmallCaps", "Subscript"):
                    yield from inner
                elif inner:
                    yield {"t": kind, "c": inner}

    def _note(self, held: list[Tree]) -> list[Tree]:
        return self.blocks(held) or [para([])]

    def _without_images(self, nodes: list[Tree]) -> list[Tree]:
        """Settle the inlines of a heading; its images will stand after it."""
        known = len(self.pictures)
        inner = self.inlines(nodes)
        marks = {self._mark(rank): rank for rank in range(known, len(self.pictures))}
        self._waiting += marks.values()
        return [n for n in inner if not (n["t"] == "Str" and n["c"] in marks) and n["t"] != "LineBreak"]

    def _image(self, src: str, alt: str, inner: list[Tree]) -> Iterator[Tree]:
        """Set an image apart; its text is its caption if it has an alternative too, else its alternative."""
        shown = text_of(inner).strip()
        caption = inner if alt and shown not in ("", alt.strip()) else []
        self.pictures.append((src, alt or shown, caption))
        yield string(self._mark(len(self.pictures) - 1))

    def _link(self, inner: list[Tree], target: str) -> Iterator[Tree]:
        """Keep what leads out; a link to a place of another site's own is text, and told."""
        inner = unlinked(inner)
        bare = re.sub(r"[\x00-\x20\x7f]+", "", target)
        if re.match(r"(?:https?://[^/?#]|mailto:.|tel:.)", bare, re.I):
            yield {"t": "Link", "c": [NO_ATTRIBUTES, inner or [string(bare)], [bare, ""]]}
            return
        if bare:
            shown = text_of(inner).strip()
            self.leave(
                f"le lien de « {shown or bare} » vers « {bare[:120]} » ne mène nulle part ici", kind="liens"
            )
        yield from inner

    def _span(self, held: list[Any]) -> Iterator[Tree]:
        (_, classes, pairs), inner = held
        about = dict(pairs)
        text = text_of(inner).strip()
        if "comment-start" in classes:
            who = about.get("author") or "quelqu’un"
            self.leave(f"commentaire de {who} : « {text} »", text, "commentaires")
        elif "comment-end" in classes or "paragraph-deletion" in classes or "paragraph-insertion" in classes:
            return
        elif "deletion" in classes:
            who = about.get("author") or "quelqu’un"
            self.leave(f"suppression suivie de {who}, laissée : « {text} »", text)
        elif "insertion" in classes:
            who = about.get("author") or "quelqu’un"
            self.leave(f"ajout suivi de {who}, accepté : « {text} »")
            yield from self.inlines(inner)
        elif "emoji" in classes:
            yield string(f":{about['data-emoji']}:") if "data-emoji" in about else string(text)
        else:
            yield from self.inlines(inner)
