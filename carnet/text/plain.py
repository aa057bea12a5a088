"""The words of a text, without its markup: for search, cards, counts."""

from collections.abc import Callable

from carnet.text.body import Parsed, Reference

Name = Callable[[Reference], str | None]


def plain(parsed: Parsed, *, name: Name | None = None, notes: bool = False) -> str:
    """Return the text, paragraphs separated by an empty line.

    ``name`` gives the title of a reference written without a text (``[[id]]``); without it, or when it
    returns None, such a reference reads « […] »: an id may be the name of someone who withdrew.
    """
    raise NotImplementedError


def extract(parsed: Parsed, mots: int, *, name: Name | None = None) -> str:
    """Return the first words of a text on one line, ended by « … » when it was cut."""
    raise NotImplementedError
