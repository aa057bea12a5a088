"""What came in, what went out: words and things counted on both sides of an import.

In: a tally of the source, drafts as they will be written. Out: an ``Account``. The words that go out are
read back from the drafts by the same reader as every body of the carnet, never from what we believe we wrote.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.fields import A_COMPLETER
from carnet.frontmatter import Value, read_front, split
from carnet.importing.converting import workers
from carnet.importing.values import Account, Left, Tally
from carnet.text import pandoc
from carnet.text.body import Body, Parsed, read_bodies
from carnet.text.nodes import Node

WORD: Final = re.compile(r"\w+")
UNTYPESET: Final = "zxx"
"""« No linguistic content »: a body read in it keeps its words as typed."""

TECHNICAL: Final = frozenset(
    {"type", "statut", "fichier", "transcription", "personne", "personnes", "themes"}
)
"""Keys whose values are ours, or names of files: they are no words of the author."""

THINGS: Final = ("mots", "images", "alternatives", "notes", "listes", "tableaux", "liens", "commentaires")


def words_of(text: str) -> list[str]:
    """Return the words of a text, in one normal form, without what no reader sees."""
    plain = unicodedata.normalize("NFC", text.replace("\u00ad", "").replace("\u200b", ""))
    return WORD.findall(plain)


def tally(texts: Iterable[str], **counts: int) -> Tally:
    """Count the words of texts, each apart from the others, and things counted elsewhere."""
    order = [word for text in texts for word in words_of(text)]
    return Tally(Counter(order), Counter({k: v for k, v in counts.items() if v}), order)


def tally_drafts(drafts: Sequence[str]) -> Tally:
    """Count what entries hold: the words of their fields and of their bodies, notes and all."""
    texts: list[str] = []
    counts: Counter[str] = Counter()
    bodies = []
    for rank, text in enumerate(drafts):
        parts = split(text)
        assert parts is not None
        tree = read_front(parts.front, "", Report()).tree
        texts += _said(tree)
        if tree.get("type") == "photo":
            counts["images"] += 1
            counts["alternatives"] += tree.get("alt") not in (None, A_COMPLETER)
        bodies.append(Body(str(rank), parts.body, "", 1, UNTYPESET))
    pool = workers("worker.lua", pandoc.FORMAT)
    for parsed in read_bodies(bodies, cache=Cache(None), report=Report(), pool=pool).values():
        reader = _Reader(parsed)
        texts += reader.paragraphs(parsed.blocks)
        counts += reader.counts
    made = tally(text for text in texts if text != A_COMPLETER)
    made.counts = counts
    return made


def _said(value: Value, key: str = "") -> list[str]:
    """Return what an author said in front matter."""
    if key in TECHNICAL or value is None:
        return []
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in _said(item, name)]
    if isinstance(value, list):
        return [text for item in value for text in _said(item, key)]
    return [value]


class _Reader:
    """Reads a settled tree: the text of each paragraph, notes as paragraphs of their own."""

    def __init__(self, parsed: Parsed) -> None:
        self._refs = parsed.refs
        self.counts: Counter[str] = Counter()
        self._notes: list[list[Node]] = []

    def paragraphs(self, nodes: Iterable[Node]) -> list[str]:
        found: list[str] = []
        for node in nodes:
            kind = node["t"]
            self.counts["listes"] += len(node["c"]) if kind == "List" else 0
            self.counts["tableaux"] += kind == "Table"
            if kind == "CodeBlock":
                found.append(node["s"])
            elif kind == "Figure" or kind in ("Para", "Plain", "Header", "Term"):
                found.append(self._inlines(node["c"]))
            else:
                found += [node["title"]] if node.get("title") else []
                found += self.paragraphs(node.get("c", ()))
        while self._notes:
            found += self.paragraphs(self._notes.pop(0))
        return found

    def _inlines(self, nodes: Iterable[Node]) -> str:
        parts = []
        for node in nodes:
            match node["t"]:
                case "Str" | "Code":
                    parts.append(node["s"])
                case "LineBreak":
                    parts.append("\n")
                case "Note":
                    self.counts["notes"] += 1
                    self._notes.append(node["c"])
                case "Picture":
                    parts.append(f" {node['alt']} ")
                case kind:
                    self.counts["liens"] += kind == "Link"
                    parts.append(self._inlines(node.get("c", ())))
        return "".join(parts)


def account(before: Tally, after: Tally, left: Sequence[Left], remarks: Sequence[str] = ()) -> Account:
    """Compare both sides: what is neither in the drafts nor among what is left is lost, and named."""
    told = Counter(word for item in left for word in words_of(item.words))
    told_counts = Counter(item.kind for item in left if item.kind)
    missing = before.words - after.words - told
    counts = {"mots": (before.words.total(), (before.words & after.words).total(), told.total())}
    for thing in THINGS[1:]:
        if before.counts[thing] or after.counts[thing]:
            counts[thing] = before.counts[thing], after.counts[thing], told_counts[thing]
    came, went, _ = counts["mots"]
    counts["mots"] = came, went, min(told.total(), came - went)
    return Account(counts, tuple(left), tuple(_runs(before.order, missing)), tuple(remarks))


def _runs(order: Sequence[str], missing: Mapping[str, int]) -> Iterable[str]:
    """Yield the lost words as they followed one another in the source."""
    wanted = Counter(missing)
    run: list[str] = []
    for word in order:
        if wanted[word] > 0:
            wanted[word] -= 1
            run.append(word)
        elif run:
            yield " ".join(run)
            run = []
    if run:
        yield " ".join(run)
