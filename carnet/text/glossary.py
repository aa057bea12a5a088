"""Glossary terms found in running text."""

import re
from collections.abc import Iterable, Iterator

APOSTROPHES = "['’]"
BLANKS = "[ \u00a0\u202f]+"
HYPHENS = "[-\u2010\u2011]"


class Glossary:
    """The words a glossary defines, and where they stand in a text.

    A term is found whatever its case, in the plural too, with any kind of space, hyphen or apostrophe,
    and never inside a longer word.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = sorted({term.strip() for term in terms if term.strip()}, key=lambda t: (-len(t), t))
        choices = "|".join(f"({_pattern(term)})" for term in self._terms)
        self._pattern = re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])", re.I) if self._terms else None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and the term as it was declared, from left to right, without overlap."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            assert match.lastindex is not None
            yield match.start(), match.end(), self._terms[match.lastindex - 1]


def _pattern(term: str) -> str:
    """Return what finds a term: « tiers-lieu » finds « Tiers-lieux », « commun numérique » its plural."""
    words = [_word(word) for word in re.split(r"[ \u00a0\u202f]+", term)]
    return BLANKS.join(words)


def _word(word: str) -> str:
    parts = [re.escape(part) + "[sx]?" for part in re.split("[-\u2010\u2011]", word)]
    return re.sub("['’]", APOSTROPHES, HYPHENS.join(parts))
