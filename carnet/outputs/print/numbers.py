"""Page numbers in the text: places left open when a page is set, filled once pages are known.

Two marks are written by templates and by ``setting``, and filled here: ``<span class="vers"
data-pour="ID">`` says « → p. 84 », and ``<span class="folio" …>`` the bare number. They are filled with
zeros, as many as the number has figures: figures are all of one width, so that the right ones take their
place on the laid-out page (``engine``) and no page is laid out again for a number. A term of an index is
``<li … data-terme="KEY">…<span class="folios"></span></li>``, or a ``p`` when sub-entries follow: it gets
its pages, merged into ranges, or is taken away when it has none.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

NBSP = "\u00a0"
UNKNOWN = "00"
"""Stands for the pages of a term until they are known."""

TERM = ' data-terme="'
"""What a term of an index has."""

MARK = re.compile(r'<span class="(vers|folio)([^"]*)" data-pour="([^"]+)"></span>')
_TERM = re.compile(r'<(li|p) class="terme" data-terme="([^"]+)">(.*?)</\1>\s*', re.DOTALL)


def numbered(html: str, folios: Mapping[str, int], terms: Mapping[str, Iterable[int]] | None = None) -> str:
    """Return a text with room for its page numbers; ``terms`` is None as long as no page is known."""

    def place(match: re.Match[str]) -> str:
        kind, more, anchor = match.groups()
        words = told(kind, "0" * len(str(folios[anchor])))
        return f'<span class="{kind}{more}" data-pour="{anchor}">{words}</span>'

    def term(match: re.Match[str]) -> str:
        tag, key, inside = match.groups()
        pages = UNKNOWN if terms is None else linked(terms.get(key, ()))
        inside = inside.replace(FOLIOS, pages)
        return f'<{tag} class="terme" data-terme="{key}">{inside}</{tag}>\n' if pages else ""

    return _TERM.sub(term, MARK.sub(place, html))


def told(kind: str, number: str) -> str:
    """Return what a mark says of a page: « → p. 84 » or « 84 »."""
    return f"→{NBSP}p.{NBSP}{number}" if kind == "vers" else number


FOLIOS = '<span class="folios"></span>'


def ranges(pages: Iterable[int]) -> list[tuple[int, int]]:
    """Return pages as runs of consecutive ones: 12, 13, 14 and 20 are (12, 14) and (20, 20)."""
    ordered = sorted(set(pages))
    starts = [b for a, b in pairwise([-1, *ordered]) if b - a > 1]
    ends = [a for a, b in pairwise([*ordered, 10**9]) if b - a > 1]
    return list(zip(starts, ends, strict=True))


def linked(pages: Iterable[int]) -> str:
    """Return pages as an index prints them, each number leading to its page: « 12-14, 20 »."""
    runs = ((_link(a) if a == b else f"{_link(a)}–{_link(b)}") for a, b in ranges(pages))
    return ", ".join(runs)


def page_anchor(folio: int) -> str:
    """Return the name of a page, for links."""
    return f"page-{folio}"


def _link(folio: int) -> str:
    return f'<a href="#{page_anchor(folio)}">{folio}</a>'
