"""What is met while a text is settled: references, citations, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["renvoi", "inclusion", "lien", "image", "citation"]
Place = tuple[int, int, int]
"""A line and a column from 1, and a length."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a text points at: ``[[..]]``, ``![[..]]``, a relative link, a local image, a citation.

    ``target`` is as written, without its ``#anchor``; ``text`` is the plain text the author gave, "" when
    none. ``ordinal`` is its rank among the references of its body (-1 for a citation, whose target is a
    key that exists). ``place`` and ``spot`` are for ``body.locate``: where it stands, when that is known,
    or its rank among the links and images of the text.
    """

    kind: Kind
    target: str
    anchor: str
    text: str
    ordinal: int
    place: Place | None = None
    spot: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a rule has to say; a ``place`` or a ``spot``, as in a reference, tells where."""

    code: str
    place: Place | None
    spot: int | None
    values: dict[str, str]
    aide: str | None = None


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link of a text as its reader meets it. ``bare``: its text is its address, typed alone."""

    text: str
    target: str
    place: Place | None = None
    spot: int | None = None
    bare: bool = False


@dataclass
class Findings:
    """Everything found so far in one text."""

    refs: list[Reference] = field(default_factory=list)
    cites: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    links: list[LinkSeen] = field(default_factory=list)

    def refer(
        self,
        kind: Kind,
        target: str,
        anchor: str,
        text: str,
        *,
        place: Place | None = None,
        spot: int | None = None,
    ) -> int:
        """Add a reference and return its rank."""
        rank = len(self.refs)
        self.refs.append(Reference(kind, target, anchor, text, rank, place, spot))
        return rank

    def cite(self, group: str) -> int:
        """Add a citation, as typed, and return its rank."""
        self.cites.append(group)
        return len(self.cites) - 1

    def problem(
        self,
        code: str,
        place: Place | None = None,
        spot: int | None = None,
        aide: str | None = None,
        **values: str,
    ) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, place, spot, values, aide))
