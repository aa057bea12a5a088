"""The last pages of the printed book: pages for the reader's own notes, then who printed it.

A printer folds sheets of four, eight or sixteen pages. What is missing to fill the last one is given to the
reader as titled and ruled pages, never as blanks.
"""

from carnet.edition import Edition
from carnet.outputs.print.composing import document
from carnet.outputs.print.notes import missing, ruled
from carnet.outputs.print.setting import BookSetting


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
    return document(c, ruled(c, count, lines))
