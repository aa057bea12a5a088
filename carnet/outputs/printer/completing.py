"""The last pages of the printed book: pages for the reader's own notes, then who printed it.

A printer folds sheets of four, eight or sixteen pages. What is missing to fill the last one is given to the
reader as titled and ruled pages, never as blanks.
"""

from itertools import repeat
from typing import Final

from carnet.edition import Edition
from carnet.outputs.print.composing import document
from carnet.outputs.print.setting import BookSetting
from carnet.templating import fill

SENSES: Final = ("Ce que j’ai vu", "Ce que j’ai entendu", "Ce que j’ai ressenti")
BATON: Final = "À qui je passe le témoin"
PLAIN: Final = "Notes"


def missing(pages: int, multiple: int) -> int:
    """Return how many pages are wanted after ``pages`` to reach a multiple."""
    return -pages % multiple


def headings(count: int) -> tuple[str, ...]:
    """Return what is written at the head of that many note pages, in the carnet's own words."""
    if count < len(SENSES):
        return ((), (PLAIN,), ("Vu, entendu, ressenti", BATON))[count]
    return (*SENSES, *((BATON,) if count > len(SENSES) else ()), *repeat(PLAIN, max(0, count - 4)))


def colophon_lines(edition: Edition) -> list[str]:
    """Return the lines of the last page, none when nothing is known of the printing."""
    said = [
        f"Achevé d’imprimer par {edition.imprimeur}." if edition.imprimeur else "",
        f"Dépôt légal\u00a0: {edition.depot_legal}." if edition.depot_legal else "",
    ]
    return [line for line in said if line]


def closing(c: BookSetting, pages: int) -> str:
    """Return the HTML of the pages that follow ``pages`` others, empty when none is wanted."""
    lines = colophon_lines(c.visible.edition)
    count = missing(pages + bool(lines), c.visible.edition.impression.pages_multiple)
    if not count and not lines:
        return ""
    template = c.env.get_template("sections/notes.html")
    return document(c, fill(template, titres=headings(count), acheve=lines))
