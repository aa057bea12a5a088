"""Glossary terms found in running text."""

from collections.abc import Iterable, Iterator


class Glossary:
    """The words a glossary defines, and where they stand in a text.

    A term is found whatever its case, in the plural too, with any kind of space, hyphen or apostrophe,
    and never inside a longer word.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        raise NotImplementedError

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and the term as it was declared, from left to right, without overlap."""
        raise NotImplementedError
