"""The pages of the printed book, marked in the text at the very word where each starts.

In: the documents of the EPUB, and what each printed page says. Out: a marker in a document for every page,
and the page list. Both books are set from the same texts: their words are laid against each other
(``aligning``), and a page starts in the EPUB where its first word is. When the EPUB has not that word (a
title set above another, a list that only paper has), the page starts at the first thing of it that the
EPUB has too. Only the number of a page gets into the book; its words are compared and forgotten.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter
from typing import Final

from lxml import etree

from carnet.model import PrintedPage
from carnet.outputs.epub import xhtml
from carnet.outputs.epub.aligning import aligned
from carnet.outputs.epub.navigation import Page

NAMING: Final = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption", "th", "a", "summary", "audio", "nav"]
)
"""What is named by its words, or holds nothing but its own kind of things: a marker stands before it."""

INLINE: Final = frozenset(
    "a abbr b cite code dfn em i mark q s small span strong sub sup time u".split()  # noqa: SIM905 - read at once
)
CLOSED: Final = frozenset(["ul", "ol", "dl", "table", "thead", "tbody", "tr", "img", "br", "hr"])
"""What may not hold a marker as a direct child."""

WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document: in an element's text, or in its tail, after so many characters."""

    path: str
    element: xhtml.Element
    tail: bool
    offset: int


@dataclass
class _Flow:
    """What the documents say, word after word; an anchor is ``#`` and its id.

    ``runs`` are the texts the words were read in: where each begins, and how many words come before it.
    """

    words: list[str] = field(default_factory=list)
    runs: list[tuple[int, Spot]] = field(default_factory=list)

    def add(self, words: Iterable[str], spot: Spot) -> None:
        """Read a text that begins at a spot."""
        self.runs.append((len(self.words), spot))
        self.words += words

    def spot(self, place: int) -> Spot:
        """Return where a word stands."""
        first, spot = self.runs[bisect_right(self.runs, place, key=itemgetter(0)) - 1]
        if self.words[place].startswith("#"):
            return spot
        ahead = islice(WORD.finditer(_text(spot)), place - first, None)
        return replace(spot, offset=next(ahead).start())


def mark(trees: Mapping[str, xhtml.Element], printed: Sequence[PrintedPage]) -> tuple[Page, ...]:
    """Put a marker in the documents for every printed page, and return the page list in its order.

    The pages of the contents all start before them, since nothing may stand between two lines of a nav.
    ``trees`` are the documents by path, in reading order; they are changed, their words are not.
    """
    flow = _Flow()
    for path, tree in trees.items():
        for body in xhtml.elements(tree, "body"):
            _read(flow, path, body)
    if not flow.words:
        return ()
    spots = [_outside(_before_word(flow.spot(place))) for place in _starts(flow.words, printed)]
    pages = [Page(str(p.folio), f"{s.path}#page_{p.folio}") for p, s in zip(printed, spots, strict=True)]
    # From the last to the first, so that what is inserted moves no spot still to come.
    for page, spot in reversed(list(zip(pages, spots, strict=True))):
        _insert(spot, page.href.rpartition("#")[2], page.label)
    return tuple(pages)


def _read(flow: _Flow, path: str, element: xhtml.Element) -> None:
    """Read an element and what is inside it; notes and their calls are not of the flow, as in print."""
    if not isinstance(element.tag, str) or element.get("role") in ("doc-noteref", "doc-footnote"):
        return
    if id_ := element.get("id"):
        flow.add([f"#{id_}"], Spot(path, element, tail=False, offset=0))
    if element.text:
        flow.add(_words(element.text), Spot(path, element, tail=False, offset=0))
    for child in element:
        _read(flow, path, child)
        if child.tail:
            flow.add(_words(child.tail), Spot(path, child, tail=True, offset=0))


def _words(text: str) -> Iterator[str]:
    return map(str.casefold, WORD.findall(text))


def _starts(words: Sequence[str], printed: Sequence[PrintedPage]) -> list[int]:
    """Return the place, in the EPUB's words, where each printed page starts."""
    said: list[str] = []
    starts = []
    for page in printed:
        starts.append(len(said))
        said += _tokens(page)
    places = aligned(said, words)
    found: list[int] = []
    last = 0
    for start, end in zip(starts, [*starts, len(said)][1:], strict=True):
        here = next((place for place in places[start:end] if place is not None), None)
        if here is None:  # nothing of this page is in the EPUB: it comes after what was before
            here = next((p + 1 for p in reversed(places[:start]) if p is not None), 0)
        last = max(last, min(here, len(words) - 1))
        found.append(last)
    return found


def _tokens(page: PrintedPage) -> Iterator[str]:
    """Yield the words and anchors of a page in order."""
    anchors = list(page.anchors)
    for place, word in enumerate(page.words):
        while anchors and anchors[0][0] <= place:
            yield f"#{anchors.pop(0)[1]}"
        yield from _words(word)
    yield from (f"#{name}" for _, name in anchors)


def _before_word(spot: Spot) -> Spot:
    """Return where the word at a spot starts, with the marks that stand against it: « and an apostrophe."""
    while True:
        text = _text(spot)[: spot.offset]
        start = 1 + max(text.rfind(blank) for blank in " \n\t")
        ahead = None if start else _ahead(spot)
        if ahead is None:
            return replace(spot, offset=start)
        spot = ahead


def _text(spot: Spot) -> str:
    return (spot.element.tail if spot.tail else spot.element.text) or ""


def _ahead(spot: Spot) -> Spot | None:
    """Return the spot where the text before this one ends, None when a new line starts here."""
    element = spot.element
    if xhtml.local(element) not in INLINE:
        return None
    if not spot.tail:
        return _ahead_of(spot.path, element)
    if len(element):
        return Spot(spot.path, element[-1], tail=True, offset=len(element[-1].tail or ""))
    return Spot(spot.path, element, tail=False, offset=len(element.text or ""))


def _ahead_of(path: str, element: xhtml.Element) -> Spot:
    """Return the spot right before an element."""
    previous = element.getprevious()
    if previous is not None:
        return Spot(path, previous, tail=True, offset=len(previous.tail or ""))
    parent = element.getparent()
    return Spot(path, parent, tail=False, offset=len(parent.text or ""))


def _outside(spot: Spot) -> Spot:
    """Return the nearest spot before this one that may hold a marker."""
    while True:
        holder = spot.element.getparent() if spot.tail else spot.element
        around = (holder, *holder.iterancestors())
        closed = [element for element in around if xhtml.local(element) in NAMING]
        if not closed and (xhtml.local(holder) in CLOSED or _starts_with_caption(holder)):
            closed = [holder]
        if not closed:
            return spot
        spot = _before_word(_ahead_of(spot.path, closed[-1]))


def _starts_with_caption(element: xhtml.Element) -> bool:
    """Whether an element is a figure whose caption comes first: nothing may stand before it."""
    return xhtml.local(element) == "figure" and len(element) > 0 and xhtml.local(element[0]) == "figcaption"


def _insert(spot: Spot, id_: str, label: str) -> None:
    element = spot.element
    holder = element.getparent() if spot.tail else element
    marker = etree.Element(f"{{{xhtml.NS}}}span", id=id_, role="doc-pagebreak", title=label)
    marker.set("aria-label", label)
    marker.set(xhtml.EPUB_TYPE, "pagebreak")
    text = _text(spot)
    before, after = text[: spot.offset], text[spot.offset :]
    if spot.tail:
        element.tail = before
        holder.insert(holder.index(element) + 1, marker)
    else:
        element.text = before
        holder.insert(0, marker)
    marker.tail = after
