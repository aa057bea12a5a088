"""Pages for the reader's own notes: what completes a last folded sheet is given, never left blank.

In: how many pages are wanted. Out: their HTML, titled in the carnet's own words and ruled.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Final

from carnet.outputs.print.setting import BookSetting
from carnet.templating import fill

SENSES: Final = ("Ce que j’ai vu", "Ce que j’ai entendu", "Ce que j’ai ressenti")
BATON: Final = "À qui je passe le témoin"
PLAIN: Final = "Notes"


def missing(pages: int, multiple: int) -> int:
    """Return how many pages are wanted after ``pages`` to reach a multiple."""
    return -pages % multiple


def headings(count: int) -> tuple[str, ...]:
    """Return what is written at the head of that many note pages."""
    if count < len(SENSES):
        return ((), (PLAIN,), ("Vu, entendu, ressenti", BATON))[count]
    return (*SENSES, *((BATON,) if count > len(SENSES) else ()), *repeat(PLAIN, max(0, count - 4)))


def ruled(c: BookSetting, count: int, last: Sequence[str] = ()) -> str:
    """Return the body of that many note pages, then of a page that says these lines when there are some."""
    return fill(c.env.get_template("sections/notes.html"), titres=headings(count), acheve=last)
