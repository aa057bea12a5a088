"""What a proofreader sees on laid-out pages: rivers of hyphens, lonely lines, pictures too poor for paper.

In: pages read back as plain values (``outputs.print.reading``). Out: ``Finding`` values, each with its page
and the entry it comes from. The thresholds are those of the issue's list and of French typographic practice.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from carnet import wording
from carnet.fields import Loc
from carnet.model import Finding
from carnet.outputs.print.reading import TITLES, Leaf, Line

LADDER: Final = 3
"""How many lines may end in a hyphen one after the other."""

RUNT: Final = 4
"""A paragraph of several lines does not end on a line of this many signs or fewer."""

EMPTY: Final = 0.15
"""A page of which less than this share is used looks like an accident."""

PAST: Final = 1.0
"""How far past its room a line may go, in points, before anyone sees it."""

HANGING: Final = ":;?!»"
HYPHEN: Final = "‐"
SHOWN: Final = 40


def look(run: Sequence[Leaf], entries: Mapping[str, str], dpi_min: int) -> list[Finding]:
    """Return what is to be seen again in a run of pages; ``entries`` maps an owner to the entry it is of."""
    seen = [*_lines(run), *_paragraphs(run), *_pictures(run, dpi_min), *_empty(run)]
    places: dict[str, Loc] = {"image-peu-definie": ("fichier",)}
    return [Finding(code, entries.get(o, ""), places.get(code, ()), values) for code, o, values in seen]


Values = dict[str, str | int | float]
Seen = tuple[str, str, Values]


def _lines(run: Sequence[Leaf]) -> Iterator[Seen]:
    for leaf in run:
        for line in leaf.lines:
            if line.text.lstrip()[:1] in tuple(HANGING):
                yield "signe-en-tete-de-ligne", line.owner, {"page": leaf.folio, "ligne": _shown(line)}
            if line.over > PAST:
                over = _tenths(line.over / 72 * 25.4)
                values: Values = {"page": leaf.folio, "exces": over, "ligne": _shown(line)}
                yield "ligne-trop-longue", line.owner, values


def _paragraphs(run: Sequence[Leaf]) -> Iterator[Seen]:
    """Look at the lines of each paragraph, over the pages it runs on."""
    lines = [(leaf.folio, line) for leaf in run for line in leaf.lines if line.tag not in TITLES]
    blocks: dict[int, list[tuple[int, Line]]] = {}
    for folio, line in lines:
        blocks.setdefault(line.block, []).append((folio, line))
    for block in blocks.values():
        yield from _ladders(block)
        yield from _ends(block)


def _ladders(block: Sequence[tuple[int, Line]]) -> Iterator[Seen]:
    for cut, together in groupby(block, lambda one: one[1].text.rstrip().endswith(HYPHEN)):
        rung = list(together)
        if cut and len(rung) > LADDER:
            folio, line = rung[0]
            yield (
                "echelle-de-cesures",
                line.owner,
                {"page": folio, "nombre": len(rung), "ligne": _shown(line)},
            )


def _ends(block: Sequence[tuple[int, Line]]) -> Iterator[Seen]:
    folio, last = block[-1]
    if len(block) > 1 and len(last.text.strip()) <= RUNT and any(map(str.isalpha, last.text)):
        yield (
            "ligne-creuse",
            last.owner,
            {"page": folio, "ligne": _shown(last), "repere": _shown(block[-2][1])},
        )
    fragments = [list(part) for _, part in groupby(block, lambda one: one[0])]
    if len(fragments) < 2:
        return
    for place, fragment in (("au bas", fragments[0]), ("en tête", fragments[-1])):
        if len(fragment) == 1:
            folio, line = fragment[0]
            yield "ligne-isolee", line.owner, {"page": folio, "place": place, "ligne": _shown(line)}


def _pictures(run: Sequence[Leaf], dpi_min: int) -> Iterator[Seen]:
    for leaf in run:
        for placed in leaf.placed:
            if round(placed.dpi) < dpi_min:
                values: Values = {"page": leaf.folio, "dpi": round(placed.dpi), "minimum": dpi_min}
                yield "image-peu-definie", placed.owner, values


def _empty(run: Sequence[Leaf]) -> Iterator[Seen]:
    """Look for pages on which a text leaves a line or two; an opening that holds a title alone is wanted."""
    for leaf in run[1:]:
        told = [line for line in leaf.lines if line.tag not in TITLES]
        if told and not leaf.placed and leaf.used < EMPTY:
            lines = wording.count(len(leaf.lines), "ligne")
            values: Values = {"page": leaf.folio, "avant": leaf.folio - 1, "lignes": lines}
            yield "page-presque-vide", leaf.owner, values


def _shown(line: Line) -> str:
    words = " ".join(line.text.split())
    return words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "…"


def _tenths(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
