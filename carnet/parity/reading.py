"""What a reader of an output finds of an entry, wherever it stands: the common form of every reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Place:
    """One place where an entry stands in an output.

    ``identity`` is the entry's, ``where`` names the place for a person: a file, a page. ``text`` has its
    words without spaces, ``spoken`` the alternatives of its images, ``addresses`` the targets of its links,
    ``images`` and ``sounds`` how many of each it shows; ``holders`` the identities of what it stands in.
    """

    identity: str
    where: str
    holders: frozenset[str]
    text: str = ""
    spoken: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    images: int = 0
    sounds: int = 0


Reading = Mapping[str, list[Place]]
"""The places of each identity, in reading order."""
