"""From pandoc's tree to ours: safe, uniform, its references numbered, nothing of the author's words lost.

In: the blocks pandoc read of a masked text. Out: ``Settled``, which holds nothing that depends on an
output. Raw HTML is gone (its words stay), forbidden addresses too, notes that nothing calls stand at the
end, headings have their ids.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from carnet.text import headings, notes
from carnet.text.findings import Findings
from carnet.text.inlines import BREAK, Inlines
from carnet.text.masking import MARK, Masked, mask
from carnet.text.nodes import DEPTH_LIMIT, Node, TooDeepError, string
from carnet.text.scanning import Piece

ALERTS = {
    "note": "Note",
    "tip": "Conseil",
    "important": "Important",
    "warning": "Attention",
    "caution": "Prudence",
}
"""The five ``> [!NOTE]`` of forges: pandoc's class, our title."""

DIVS = {"encadre": "encadre", "exergue": "exergue", "verbatim": "verbatim", "repli": "encadre"} | {
    pad: "encadre" for pad in ("info", "success", "danger", "spoiler", *ALERTS)
}
"""The ``:::`` blocks there are, and what each is; pads have some names of their own."""

FENCE = re.compile(r"^[ \t>]*:{3,}[ \t]*(?:\{[^}\n]*?\.)?([\w-]+)", re.M)


@dataclass(frozen=True, slots=True)
class Settled:
    """A text in its settled shape, before citations and typography."""

    blocks: list[Node]
    found: Findings


def links_in(tree: list[Any]) -> list[Node]:
    """Return pandoc's links and images in document order, a link before what it holds."""
    found: list[Node] = []
    _gather(tree, ("Link", "Image"), found)
    return found


def _gather(tree: list[Any], kinds: tuple[str, ...], found: list[Node]) -> None:
    for part in tree:
        if type(part) is list:
            _gather(part, kinds, found)
        elif type(part) is dict:
            if part.get("t") in kinds:
                found.append(part)
            held = part.get("c")
            if type(held) is list:
                _gather(held, kinds, found)


def settle(blocks: list[Node], masked: Masked) -> Settled:
    """Settle what pandoc read of a text."""
    lead = len(masked.labels)
    calls: list[Node] = []
    if lead:
        _gather(blocks[lead:], ("Note",), calls)
    called = {_as_text(call["c"]) for call in calls}
    texts = [_note_of(block) for block in blocks[:lead]]
    silent = [n for n, text in enumerate(texts) if text is not None and _as_text(text) not in called]
    for spot, link in enumerate(links_in(blocks)):
        link["spot"] = spot
    work = Blocks(masked)
    settled = work.blocks(blocks[lead:])
    settled = _append_notes(settled, [{"t": "Note", "c": work.note(texts[n] or [])} for n in silent])
    _report_notes(masked, silent, work)
    headings.give_ids(settled, work.found)
    return Settled(settled, work.found)


def _as_text(blocks: list[Node]) -> str:
    return json.dumps(blocks, ensure_ascii=False)


def _note_of(block: Node) -> list[Node] | None:
    """Return the text of the note that one added paragraph calls; None when there was no such note."""
    match block:
        case {"t": "Para", "c": [{"t": "Note", "c": [*held]}]}:
            return held
        case _:
            return None


def _append_notes(blocks: list[Node], silent: list[Node]) -> list[Node]:
    """Call at the end of the text the notes that nothing calls."""
    if not silent:
        return blocks
    if blocks and blocks[-1]["t"] == "Para":
        return [*blocks[:-1], {"t": "Para", "c": [*blocks[-1]["c"], *silent]}]
    return [*blocks, {"t": "Para", "c": silent}]


def _report_notes(masked: Masked, silent: list[int], work: "Blocks") -> None:
    """Say what is wrong with the notes of a text."""
    calls = [(_holder(masked, piece), piece) for piece in work.inline.inner_calls]
    looping = notes.circular((holder, piece.typed[2:-1]) for holder, piece in calls)
    for holder, piece in calls:
        code = "note-circulaire" if holder.casefold() in looping else "note-dans-une-note"
        place = masked.place(piece.start, len(piece.typed))
        work.found.problem(code, place, appel=piece.typed, note=f"[^{holder}]")
    inner = {piece.typed[2:-1].casefold() for _, piece in calls}
    for definition in (masked.labels[n] for n in silent):
        place = masked.place(definition.start, len(definition.label) + 3)
        if definition.again:
            work.found.problem("note-en-double", place, note=f"[^{definition.label}]")
        elif definition.label.casefold() not in inner:  # else the call that is wrong has been reported
            work.found.problem("note-sans-appel", place, note=f"[^{definition.label}]")


def _holder(masked: Masked, piece: Piece) -> str:
    holder = notes.around(masked.labels, piece.start)
    assert holder is not None
    return holder.label


class Blocks:
    """Settles the blocks of one text."""

    def __init__(self, masked: Masked) -> None:
        self._masked = masked
        self.found = Findings()
        self.inline = Inlines(masked, self.found, self.note)
        self._embeds = True
        self._depth = 0

    def note(self, blocks: list[Node]) -> list[Node]:
        """Settle the text of a note, where nothing can be embedded."""
        outside, self._embeds = self._embeds, False
        settled = self.blocks(blocks)
        self._embeds = outside
        return settled

    def blocks(self, blocks: Iterable[Node]) -> list[Node]:
        """Return our blocks; those that hold nothing are left out."""
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise TooDeepError
        settled = [made for block in blocks for made in self._each(block)]
        self._depth -= 1
        return _captioned(settled)

    def _each(self, block: Node) -> Iterator[Node]:
        kind: str = block["t"]
        held: Any = block.get("c")
        match kind:
            case "Para" | "Plain":
                yield from self._paragraph(kind, held)
            case "Header":
                level, (identifier, _, _), inner = held
                settled = _trimmed(self.inline.settle(inner))
                if settled:
                    yield {"t": "Header", "level": level, "id": self._chosen(identifier), "c": settled}
            case "BlockQuote":
                if inner := self.blocks(held):
                    yield {"t": "Quote", "c": inner}
            case "BulletList" | "OrderedList":
                start, items = (None, held) if kind == "BulletList" else (held[0][0], held[1])
                settled = [{"t": "Item", "c": self.blocks(item)} for item in items]
                yield {"t": "List", "start": start, "c": settled}
            case "DefinitionList":
                yield {"t": "Definitions", "c": list(self._definitions(held))}
            case "CodeBlock":
                yield from self._code(held)
            case "Div":
                yield from self._div(held)
            case "Table":
                yield self._table(held)
            case "HorizontalRule":
                yield {"t": "Rule"}
            case "LineBlock":
                for line in held:
                    yield from self._paragraph("Para", line)
            case "Figure":
                yield from self.blocks(held[2])
            case "RawBlock":
                self.found.problem("html-brut", balise=held[1].partition("\n")[0])
            case _:
                raise AssertionError(f"pandoc wrote a block we do not know: {kind}")

    def _chosen(self, identifier: str) -> str:
        """Return the id of a heading when the author wrote it, "" when pandoc made it up."""
        typed = self._masked.typed(identifier)
        written = re.search(rf"\{{[^}}\n]*#{re.escape(typed)}(?![\w-])", self._masked.source)
        return typed if written else ""

    def _paragraph(self, kind: str, held: list[Node]) -> Iterator[Node]:
        """Cut a paragraph at what stands alone; an image with nothing around it is a figure."""
        inside: list[Node] = []
        for node in [*self.inline.settle(held, flow=self._embeds), BREAK]:
            if node["t"] not in ("Break", "Embed"):
                inside.append(node)
                continue
            settled = _trimmed(inside)
            if len(settled) == 1 and settled[0]["t"] == "Picture" and kind == "Para":
                yield {"t": "Figure", "c": settled}
            elif settled:
                yield {"t": kind, "c": settled}
            if node["t"] == "Embed":
                yield node
            inside = []

    def _definitions(self, held: list[Any]) -> Iterator[Node]:
        for term, senses in held:
            yield {"t": "Term", "c": _trimmed(self.inline.settle(term))}
            for sense in senses:
                yield {"t": "Sense", "c": self.blocks(sense)}

    def _code(self, held: list[Any]) -> Iterator[Node]:
        (_, classes, _), text = held
        for name in classes:
            for mark in MARK.findall(name):
                if (piece := self._masked.piece(mark)) is not None and piece.typed.startswith("{="):
                    self.inline.remark(piece)
        yield {"t": "CodeBlock", "s": self.inline.code(text)}

    def _div(self, held: list[Any]) -> Iterator[Node]:
        attributes, blocks = held
        _, classes, pairs = attributes
        names = [_ascii(MARK.sub("", name)) for name in classes]
        kind = next((DIVS[name] for name in names if name in DIVS), "")
        beside = "".join(mark for name in classes for mark in MARK.findall(name))
        title = dict(pairs).get("titre") or dict(pairs).get("title") or beside
        alert = next((ALERTS[name] for name in names if name in ALERTS), "")
        if blocks and blocks[0]["t"] == "Div" and blocks[0]["c"][0][1] == ["title"] and alert:
            title, blocks = alert, blocks[1:]
        if names and not kind:
            self._unknown(MARK.sub("", classes[0]))
        settled = self.blocks(blocks)
        kept = self.inline.attributes(attributes)
        if not kind and not kept and not title:
            yield from settled
        elif settled:
            shown = {"kind": kind, "title": self._masked.typed(title).strip(), "lang": kept.get("lang", "")}
            yield {"t": "Div", **shown, "id": kept.get("id", ""), "c": settled}

    def _unknown(self, name: str) -> None:
        """Report a block of an unknown kind wherever its name opens one; remarks count once a place."""
        for fence in FENCE.finditer(self._masked.source):
            if fence[1] == name:
                place = self._masked.place(fence.start(1), len(name))
                self.found.problem("bloc-inconnu", place, bloc=name)

    def _table(self, held: list[Any]) -> Node:
        _, _, columns, head, bodies, foot = held
        aligns = [align["t"].removeprefix("Align").lower() for align, _ in columns]
        rows = [self._row(row, head=True) for row in head[1]]
        for body in bodies:
            rows += [self._row(row, head=True) for row in body[2]]
            rows += [self._row(row, head=False) for row in body[3]]
        rows += [self._row(row, head=False) for row in foot[1]]
        return {"t": "Table", "aligns": aligns, "c": [row for row in rows if not _is_empty_head(row)]}

    def _row(self, row: list[Any], *, head: bool) -> Node:
        return {"t": "Row", "head": head, "c": [{"t": "Cell", "c": self.blocks(c[4])} for c in row[1]]}


CAPTION = re.compile(r"[ \u00a0\u202f]*:[ \u00a0\u202f]+")


def _captioned(blocks: list[Node]) -> list[Node]:
    """Make a paragraph « : légende » that follows a table its caption: commonmark_x has none."""
    made: list[Node] = []
    for block in blocks:
        table = made[-1] if made and made[-1]["t"] == "Table" else None
        first = block["c"][0] if block["t"] in ("Para", "Plain") and block["c"] else {"t": ""}
        if table is None or first["t"] != "Str" or not (mark := CAPTION.match(first["s"])):
            made.append(block)
        elif table["c"] and table["c"][0]["t"] != "Caption":
            words = [string(first["s"][mark.end() :]), *block["c"][1:]]
            made[-1] = {**table, "c": [{"t": "Caption", "c": _trimmed(words)}, *table["c"]]}
        else:
            made.append(block)
    return made


def _is_empty_head(row: Node) -> bool:
    return bool(row["head"]) and not any(cell["c"] for cell in row["c"])


def _trimmed(inlines: list[Node]) -> list[Node]:
    """Return inlines without spaces and line breaks at either end."""
    made = list(inlines)
    while made and (made[0]["t"] == "LineBreak" or (made[0]["t"] == "Str" and not made[0]["s"].strip(" "))):
        made.pop(0)
    while made and (
        made[-1]["t"] == "LineBreak" or (made[-1]["t"] == "Str" and not made[-1]["s"].strip(" "))
    ):
        made.pop()
    if made and made[0]["t"] == "Str":
        made[0] = string(made[0]["s"].lstrip(" "))
    if made and made[-1]["t"] == "Str":
        made[-1] = string(made[-1]["s"].rstrip(" "))
    return made


def _ascii(name: str) -> str:
    """Return a block's name without capitals and accents: « encadré » is « encadre »."""
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()


def settle_foreign(blocks: list[Node]) -> list[Node]:
    """Settle what was not written by an author but made by pandoc: each Div stays, with its id."""
    for spot, link in enumerate(links_in(blocks)):
        link["spot"] = spot
    return Blocks(mask("", None)).blocks(blocks)
