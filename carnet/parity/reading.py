"""What a reader of an output finds of an entry, wherever it stands: the common form of every reading."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Spans = list[tuple[int, int]]
"""Stretches of a text: where each starts, where it ends."""


@dataclass(slots=True)
class Place:
    """One place where an entry stands in an output.

    ``identity`` is the entry's, ``where`` names the place for a person: a file, a page. ``text`` has its
    words without spaces, ``spoken`` the alternatives of its images, ``addresses`` the targets of its links,
    ``images`` and ``sounds`` how many of each it shows; ``holders`` the identities of what it stands in,
    ``names`` the stems of what it includes by name, without showing it. Where the output keeps them apart,
    ``fields`` has the words of each field, the text's under « corps »; ``source`` is what was written, for an
    output that gives it back.
    """

    identity: str
    where: str
    holders: frozenset[str]
    text: str = ""
    spoken: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    images: int = 0
    sounds: int = 0
    names: set[str] = field(default_factory=set)
    fields: dict[str, str] | None = None
    source: str = ""

    def find(self, words: str, start: int = 0) -> Spans:
        """Return where words stand in the text, from a place on; nothing when they do not."""
        at = self.text.find(words, start)
        return [] if at < 0 else [(at, at + len(words))]

    def ends(self, words: str) -> Iterator[int]:
        """Yield where words end in the text, each time they stand in it."""
        found = self.find(words)
        while found:
            yield found[-1][1]
            found = self.find(words, found[0][1])

    def leads(self, address: str) -> bool:
        """Tell whether a link leads to an address."""
        return address in self.addresses or address.removeprefix("mailto:") in self.source

    def within(self, name: str) -> "Place":
        """Return where the words of a field are to be found: anywhere here, unless fields are apart."""
        if self.fields is None:
            return self
        own = (text for key, text in self.fields.items() if key == name or key.startswith(f"{name}_"))
        return Place(self.identity, self.where, self.holders, "".join(own))

    def pictured(self, said: Sequence[str]) -> bool:
        """Tell whether a picture is shown, near what is ``said`` of it where that can be known."""
        return self.images > 0


Reading = Mapping[str, list[Place]]
"""The places of each identity, in reading order."""


LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
ORDINAL: Final = re.compile(r"(?<=[\dIVXLC])i?[èe]me(?=s?\b)")
"""« 37ème » is typeset « 37e »."""


def letters(text: str) -> str:
    """Return the letters and figures of a text alone, for outputs that typeset or mark it up otherwise."""
    text = ORDINAL.sub("e", text.translate(LIGATURES))
    whole = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, whole))
