"""A parsed text, set for one output: well-formed XHTML made of allowed elements only."""

from dataclasses import dataclass
from typing import Literal, Protocol

from carnet.text.body import Parsed, Reference
from carnet.text.glossary import Glossary

Target = Literal["web", "epub", "print"]


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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in a fragment: ``text`` is HTML without links or notes, ``plain`` bare text."""

    level: int
    id: str
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class IndexMark:
    """A place the index refers to."""

    id: str
    entree: str
    sous_entree: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text set for one output; ``notes`` is the HTML of its endnotes ("" in print and without notes)."""

    html: str
    notes: str
    headings: tuple[Heading, ...]
    marks: tuple[IndexMark, ...]
    words: int


def render(
    parsed: Parsed, *, target: Target, prefix: str, resolver: Resolver, base: int = 1, fine: str = "U+202F"
) -> Fragment:
    """Set a text for one output.

    Every id starts with ``prefix``. The first heading is of level ``base`` + 1 and none is skipped.
    ``fine`` is the edition's thin space, ``U+202F`` or ``U+00A0``.
    """
    raise NotImplementedError


def anchor(title: str) -> str:
    """Return the id pandoc gives to a heading, so that ``[[id#Titre]]`` finds it."""
    raise NotImplementedError
