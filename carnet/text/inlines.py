"""From pandoc's inlines to ours: pieces put back, references numbered, forbidden addresses removed."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from carnet.text import rawhtml
from carnet.text.findings import Findings, LinkSeen, Place
from carnet.text.links import Address, address
from carnet.text.masking import MARK, Masked
from carnet.text.nodes import DEPTH_LIMIT, WRAPPERS, Node, TooDeepError, string, words_in
from carnet.text.scanning import Piece, Role

UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffc\ufffe\uffff]"
)
"""What no XML document may hold, what turns a line around, and the character typography keeps for itself."""

SPACES = re.compile("[ \t\n]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
BREAK = {"t": "Break"}
"""Between two paragraphs of raw HTML; ``settling`` splits there and no tree keeps it."""


class Inlines:
    """Settles the inlines of one text; what is met on the way goes to ``findings``."""

    def __init__(self, masked: Masked, findings: Findings, note: Callable[[list[Node]], list[Node]]) -> None:
        self._masked = masked
        self._found = findings
        self._note = note
        self._opened: set[str] = set()
        self._depth = 0
        self.inner_calls: list[Piece] = []

    def settle(self, nodes: Iterable[Node], *, flow: bool = False) -> list[Node]:
        """Return our inlines. ``flow`` tells that a paragraph may be cut there by a block."""
        made: list[Node] = []
        texts: list[str] = []

        def close() -> None:
            if texts:
                made.append(string(_clean("".join(texts))))
                texts.clear()

        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise TooDeepError
        for node in self._each(nodes, flow):
            if node["t"] == "Str":
                texts.append(node["s"])
            else:
                close()
                made.append(node)
        close()
        self._depth -= 1
        return made

    def _each(self, nodes: Iterable[Node], flow: bool) -> Iterator[Node]:
        for node in nodes:
            kind: str = node["t"]
            held: Any = node.get("c")
            match kind:
                case "Str":
                    yield from self._string(held, flow)
                case "Space" | "SoftBreak":
                    yield string(" ")
                case "LineBreak":
                    yield {"t": "LineBreak"}
                case "Code" | "Math":
                    yield {"t": "Code", "s": self.code(held[1])}
                case "Subscript":  # « ~ » is a character like any other
                    yield from (string("~"), *self.settle(held), string("~"))
                case "Link":
                    yield from self._link(node)
                case "Image":
                    yield from self._image(node)
                case "Span" | "Quoted" | "Cite":
                    yield from self._span(held[0] if kind == "Span" else None, held[1])
                case "Note":
                    yield {"t": "Note", "c": self._note(held)}
                case "RawInline":
                    self._found.problem("html-brut", balise=held[1])
                case _ if kind in WRAPPERS:
                    yield {"t": kind, "c": self.settle(held)}
                case _:
                    raise AssertionError(f"pandoc wrote an inline we do not know: {kind}")

    def code(self, text: str) -> str:
        """Return what was typed as code."""
        return UNWANTED.sub("", self._masked.typed(text))

    def _string(self, text: str, flow: bool) -> Iterator[Node]:
        position = 0
        for match in MARK.finditer(text):
            if match.start() > position:
                yield string(text[position : match.start()])
            piece = self._masked.piece(match[0])
            if piece is not None:
                yield from self.piece(piece, flow)
            position = match.end()
        if position < len(text):
            yield string(text[position:])

    def place(self, piece: Piece) -> Place:
        """Return where a piece stands."""
        return self._masked.place(piece.start, len(piece.typed))

    def piece(self, piece: Piece, flow: bool = False) -> Iterator[Node]:
        """Yield what a hidden passage becomes in running text."""
        match piece.role:
            case Role.WORDS | Role.NOTE_LABEL | Role.BLOCK_TITLE:
                yield string(piece.typed)
            case Role.ADDRESS:
                link = _bare_link(piece.typed)
                if link["t"] == "Link" and not link["href"].startswith("mailto:"):
                    self._found.links.append(
                        LinkSeen(link["href"], link["href"], self.place(piece), bare=True)
                    )
                yield link
            case Role.RENVOI | Role.EMBED:
                yield from self._renvoi(piece, flow)
            case Role.CITATION:
                yield {"t": "Cite", "n": self._found.cite(self._masked.whole(piece)), "c": []}
            case Role.TAG:
                yield from self._tag(piece, flow)
            case Role.INNER_CALL:
                self.inner_calls.append(piece)
            case Role.UNKNOWN_CITATION | Role.LOST_CALL | Role.TEX | Role.RAW:
                self.remark(piece)
                if piece.role is not Role.RAW:
                    yield string(piece.typed)
            case Role.COMMENT | Role.REST:
                pass

    def remark(self, piece: Piece) -> None:
        """Report what cannot be published as it is."""
        place = self.place(piece)
        match piece.role:
            case Role.UNKNOWN_CITATION:
                self._found.problem("citation-inconnue", place, citation=piece.typed)
            case Role.LOST_CALL:
                self._found.problem("note-sans-texte", place, appel=piece.typed)
            case Role.TEX:
                self._found.problem("tex-brut", place, commande=piece.typed)
            case Role.RAW:
                self._found.problem("html-brut", place, balise=piece.typed)

    def _tag(self, piece: Piece, flow: bool) -> Iterator[Node]:
        name = rawhtml.name(piece.typed)
        closing = piece.typed.startswith("</")
        if not closing or name not in self._opened:
            shown = "<!--" if name == "!--" else f"<{'/' if closing else ''}{name}>"
            whole = self._masked.whole(piece)
            self._found.problem("html-brut", self.place(piece), aide=rawhtml.remedy(whole), balise=shown)
        self._opened.add(name)
        if name == "br":
            yield {"t": "LineBreak"}
        elif name == "img":
            yield string(rawhtml.attribute(self._masked.whole(piece), "alt"))
        elif name in rawhtml.BREAKING:
            yield BREAK if flow else string(" ")

    def _renvoi(self, piece: Piece, flow: bool) -> Iterator[Node]:
        inside, _, given = piece.typed.removeprefix("!")[2:-2].partition("|")
        target, _, anchor = inside.removesuffix("\\").partition("#")
        target, anchor, text = target.strip(), anchor.strip(), given.strip()
        if not target and not anchor:
            yield string(piece.typed)
        elif not target:
            yield {"t": "Jump", "id": anchor, "c": [string(text or anchor)], "at": self.place(piece)}
        elif piece.role is Role.EMBED and flow:
            yield {
                "t": "Embed",
                "n": self._found.refer("inclusion", target, anchor, text, place=self.place(piece)),
            }
        else:
            n = self._found.refer("renvoi", target, anchor, text, place=self.place(piece))
            if text:
                self._found.links.append(LinkSeen(text, f"{target}#{anchor}", self.place(piece)))
            yield {"t": "Ref", "n": n, "c": [string(_clean(text))] if text else []}

    def _span(self, attributes: list[Any] | None, held: list[Node]) -> Iterator[Node]:
        if attributes and dict(attributes[2]).get("data-emoji"):
            yield string(f":{dict(attributes[2])['data-emoji']}:")
            return
        inner = self.settle(held)
        kept = self.attributes(attributes) if attributes else {}
        if kept:
            yield {"t": "Span", **kept, "c": inner}
        else:
            yield from inner

    def attributes(self, attributes: list[Any]) -> dict[str, str]:
        """Return what is kept of a span's attributes; classes and handlers of any kind are not."""
        identifier, classes, pairs = attributes
        given = {key: _clean(self._masked.typed(value)).strip() for key, value in pairs}
        kept = {key: given[key] for key in ("index", "dire") if given.get(key)}
        if "index" in classes:
            kept.setdefault("index", "")
        if LANGUAGE.fullmatch(given.get("lang", "")):
            kept["lang"] = given["lang"]
        if identifier:
            kept["id"] = self._masked.typed(str(identifier))
        return kept

    def _link(self, node: Node) -> Iterator[Node]:
        _, held, (target, title) = node["c"]
        where, spot = address(self._masked.typed(target)), node["spot"]
        inner = self.settle(held)
        text = words_in(inner).strip()
        if where.kind in ("external", "relative"):
            self._found.links.append(LinkSeen(text, f"{where.target}#{where.anchor}", spot=spot))
        match where.kind:
            case "external":
                shown = inner if text or inner else [string(where.target)]
                yield {
                    "t": "Link",
                    "href": where.target,
                    "title": _clean(self._masked.typed(title)),
                    "c": shown,
                }
            case "place" if self._masked.source and target not in self._masked.source:  # « [Titre] » is text
                yield from (string("["), *inner, string("]"))
            case "place":
                yield {"t": "Jump", "id": where.target, "c": inner, "spot": spot}
            case "relative" if where.target:
                n = self._found.refer("lien", where.target, where.anchor, text, spot=spot)
                yield {"t": "Ref", "n": n, "c": inner}
            case "forbidden":
                self._found.problem("lien-interdit", spot=spot, adresse=where.target)
                yield from inner
            case _:
                yield from inner

    def _image(self, node: Node) -> Iterator[Node]:
        attributes, held, (target, _) = node["c"]
        where, spot = address(self._masked.typed(target)), node["spot"]
        inner = self.settle(held)
        given = {key: _clean(self._masked.typed(value)).strip() for key, value in attributes[2]}
        alternative = given.get("alt", "") or words_in(inner).strip()
        if where.kind == "relative" and where.target:
            if not alternative:
                self._found.problem("image-sans-alternative", spot=spot, image=where.target)
            n = self._found.refer("image", where.target, where.anchor, words_in(inner).strip(), spot=spot)
            yield {"t": "Picture", "n": n, "alt": alternative, "c": inner}
            return
        yield from self._absent(where, inner, alternative, spot)

    def _absent(self, where: Address, inner: list[Node], alternative: str, spot: int) -> Iterator[Node]:
        """Yield what stands for an image that is not published: its words, linked when it is elsewhere."""
        caption = words_in(inner).strip()
        shown = (
            inner
            if caption == alternative
            else [*inner, string(f" ({alternative})" if caption else alternative)]
        )
        if where.kind == "external":
            self._found.problem("image-distante", spot=spot, adresse=where.target)
            yield {"t": "Link", "href": where.target, "title": "", "c": shown or [string(where.target)]}
            return
        self._found.problem("lien-interdit", spot=spot, adresse=where.target)
        yield from shown


def _bare_link(typed: str) -> Node:
    """Return the link of an address typed alone, whose text no rule of typography may touch."""
    shown = typed.strip("<>")
    lowered = shown.lower()
    if lowered.startswith(("http://", "https://")):
        where = address(shown)
    else:
        where = address(
            f"http://{shown}" if lowered.startswith("www.") and "@" not in shown else f"mailto:{shown}"
        )
    if where.kind != "external":
        return string(shown)
    return {"t": "Link", "href": where.target, "title": "", "bare": True, "c": [string(_clean(shown))]}


def _clean(text: str) -> str:
    """Return a text in one normal form, its spaces single, without what no document may hold."""
    kept = UNWANTED.sub("", text) if UNWANTED.search(text) else text
    return SPACES.sub(" ", kept if kept.isascii() else unicodedata.normalize("NFC", kept))
