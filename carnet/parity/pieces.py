"""What an entry holds for its readers, piece by piece, before any output.

In: a visible entry and its parsed text. Out: ``Piece`` values, in the order of the file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from carnet.fields import prose
from carnet.kinds import FichePhoto, FichePortrait, FicheSon
from carnet.model import Entry
from carnet.text.nodes import INLINE_HOLDERS, Node
from carnet.text.typography import typeset
from carnet.visible import Visible

NAMES: Final = {
    "titre": "le titre",
    "resume": "le chapô",
    "alt": "l’alternative",
    "credit": "le crédit",
    "exergue": "l’exergue",
    "contexte": "le contexte",
}
"""What a field is called in a sentence; another is « le champ … »."""

UNSHOWN: Final = frozenset({"nom", "pseudonyme", "fonction", "structure", "territoire", "mots_cles"})
"""Fields of a person are shown as she chose, by ``Visible.personne``; free terms are the index's matter."""

BLOCKS: Final = {
    "Header": "un intertitre",
    "Item": "un point de liste",
    "Cell": "une case de tableau",
    "Quote": "une citation",
    "Term": "un mot défini",
    "Sense": "une définition",
}


CITED: Final = "une référence citée"


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One thing to find again; two pieces with the same words are two.

    ``kind`` names it in a French sentence, ``field`` is its key, "corps" for the text. ``runs`` are its words
    in order: what an output adds between two (a note call, « → p. 84 ») loses nothing. ``address`` is a
    link's target, ``target`` the identity of what is included, ``key`` the reference that is cited.
    """

    kind: str
    field: str
    runs: tuple[str, ...] = ()
    address: str = ""
    target: str = ""
    key: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Its words as they are compared, one string a run."""
        return tuple(filter(None, map(squeeze, self.runs)))

    @property
    def is_spoken(self) -> bool:
        """Whether it is an image's alternative, said and not shown."""
        return self.field == "alt" or self.kind == "une alternative"

    @property
    def is_text(self) -> bool:
        """Whether it is words to be read."""
        return bool(self.runs) and not self.is_spoken

    @property
    def words(self) -> str:
        """Its first words, to name it and to find it in its file."""
        return " ".join(" ".join(self.runs).split()) or self.address or self.target


UNSEEN: Final = re.compile("[\\s\u00ad\u200b\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]+")
"""Spaces, what is invisible, the hues of an emoji."""


def squeeze(text: str) -> str:
    """Return a text without what an output may change: spaces, hyphens, the hue of an emoji."""
    return UNSEEN.sub("", text)


def pieces(visible: Visible, entry: Entry) -> list[Piece]:
    """Return everything an entry holds for its readers, its text first: an exergue is in it too."""
    return [*_body(visible, entry), *_cues(visible, entry), *_fields(visible, entry), *_media(visible, entry)]


def _fields(visible: Visible, entry: Entry) -> Iterator[Piece]:
    if isinstance(entry.fiche, FichePortrait):
        yield Piece("le nom", "nom", (visible.titre(entry),))
    for loc, words in prose(entry.fiche):
        field = str(loc[0])
        if not (field in UNSHOWN and (isinstance(entry.fiche, FichePortrait) or field == "mots_cles")):
            yield Piece(NAMES.get(field, f"le champ «\u00a0{field}\u00a0»"), field, (words,))


def _media(visible: Visible, entry: Entry) -> Iterator[Piece]:
    photo = visible.target(entry, "photo") if isinstance(entry.fiche, FichePortrait) else None
    if photo is not None:
        yield Piece("la photo", "photo", target=visible.identifier(photo))
    if isinstance(entry.fiche, FichePhoto) and not entry.fiche.decorative:
        yield Piece("l’image", "fichier")
    if isinstance(entry.fiche, FicheSon):
        yield Piece("le son", "fichier")


def _cues(visible: Visible, entry: Entry) -> Iterator[Piece]:
    transcript = visible.carnet.transcripts.get(entry.id)
    for cue in transcript.cues if transcript else ():
        words = typeset(cue.text, langue=entry.langue)
        yield Piece("une réplique de la transcription", "transcription", (words,))


def _body(visible: Visible, entry: Entry) -> Iterator[Piece]:
    parsed = visible.carnet.bodies.get(entry.id)
    if parsed is not None:
        yield from _Reader(visible, entry).blocks(parsed.blocks, "un paragraphe")


class _Reader:
    """Walks a tree; the notes it passes are read after the paragraph that calls them."""

    def __init__(self, visible: Visible, entry: Entry) -> None:
        self._visible = visible
        self._entry = entry

    def blocks(self, nodes: Iterable[Node], kind: str) -> Iterator[Piece]:
        for node in nodes:
            match node["t"]:
                case held if held in INLINE_HOLDERS:
                    yield from self._holder(node, BLOCKS.get(held, kind))
                case "CodeBlock":
                    yield Piece("du code", "corps", (node["s"],))
                case "Figure":
                    yield from self._picture(node["c"][0])
                case "Embed":
                    target = self._target(node["n"])
                    if target is not None:
                        identity = self._visible.identifier(target)
                        yield Piece("une inclusion", "corps", target=identity)
                case holder:
                    if node.get("title"):
                        yield Piece("un titre d’encadré", "corps", (node["title"],))
                    yield from self.blocks(node.get("c", ()), BLOCKS.get(holder, kind))

    def _holder(self, node: Node, kind: str) -> Iterator[Piece]:
        runs: list[list[str]] = [[]]
        after: list[Piece] = []
        self._run(node["c"], runs, after)
        said = tuple(filter(str.strip, map("".join, runs)))
        if said:
            yield Piece(kind, "corps", said)
        yield from after

    def _run(self, nodes: Iterable[Node], runs: list[list[str]], after: list[Piece]) -> None:
        """Gather the words of inlines; a new run starts wherever an output may add something of its own."""
        for node in nodes:
            match node["t"]:
                case "Str" | "Code":
                    runs[-1].append(node["s"])
                case "LineBreak":
                    runs[-1].append(" ")
                case "Note":
                    runs.append([])
                    after += self.blocks(node["c"], "une note")
                case "Picture":
                    runs.append([])
                    after += self._picture(node)
                case "Link":
                    self._run(node["c"], runs, after)
                    runs.append([])
                    after.append(Piece("un lien", "corps", address=node["href"]))
                case "Citation":
                    cited: list[list[str]] = [[]]
                    self._run(node["c"], cited, after)
                    after.append(Piece(CITED, "corps", ("".join(cited[0]),), key=node["key"]))
                    runs.append([])
                case "Ref" | "Cite" | "Jump":
                    runs.append([])
                    self._run(node["c"], runs, after)
                    runs.append([])
                case _:
                    self._run(node["c"], runs, after)

    def _picture(self, picture: Node) -> Iterator[Piece]:
        if picture["alt"]:
            yield Piece("une alternative", "corps", (picture["alt"],))
        yield from self._holder({"t": "Para", "c": picture["c"]}, "une légende")

    def _target(self, rank: int) -> Entry | None:
        id_ = self._visible.carnet.body_links.get((self._entry.id, rank))
        return self._visible.entries.get(id_) if id_ else None
