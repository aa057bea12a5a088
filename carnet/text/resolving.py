"""What an output answers about the references of a text."""

from dataclasses import dataclass
from typing import Protocol

from carnet.text.findings import Reference
from carnet.text.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Lien:
    """Where a reference leads and what it is called; without ``href`` only the text is shown."""

    href: str | None
    text: str


class Resolver(Protocol):
    """What an output answers about the references it meets.

    ``glossary`` is None when the output links no term.
    """

    @property
    def glossary(self) -> Glossary | None:
        """The words to look for, or None."""

    def renvoi(self, ref: Reference) -> Lien | None:
        """Say where a renvoi, a relative link or a citation leads; None: only its text is shown."""

    def inclusion(self, ref: Reference) -> str | None:
        """Return the block HTML of an embedded entry, already safe; None: nothing is shown."""

    def image(self, ref: Reference, alt: str) -> str | None:
        """Return safe ``<img …/>`` markup, or None: the alternative is shown as text."""

    def terme(self, word: str) -> str | None:
        """Return the address of a glossary term, as declared, at its first occurrence."""


class Nothing:
    """A resolver that knows nothing: references become their text. A base for others, and for tests."""

    glossary: Glossary | None = None

    def renvoi(self, ref: Reference) -> Lien | None:
        """Know no target."""
        return None

    def inclusion(self, ref: Reference) -> str | None:
        """Show nothing."""
        return None

    def image(self, ref: Reference, alt: str) -> str | None:
        """Have no image."""
        return None

    def terme(self, word: str) -> str | None:
        """Define no word."""
        return None
