"""The values that travel from room to room. All frozen, none does any reading or writing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from carnet.diagnostics import Span
from carnet.edition import Edition
from carnet.fields import Loc
from carnet.frontmatter import Front
from carnet.kinds import Fiche
from carnet.rgaa import Grille
from carnet.sources import Source


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One validated entry. What it leaves unsaid (date, language, licence, authors) is filled from above.

    The fields of its kind are read straight through it in templates: ``entry.titre``.
    """

    id: str
    type: str
    evenement: str | None
    fiche: Fiche
    body: str
    source: Source
    date: dt.date | None
    langue: str
    licence: str
    auteurs: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The last part of the id."""
        return self.id.rpartition("/")[2]

    def span(self, *loc: str | int, key: bool = False) -> Span:
        """Return the place of one of its values in its file."""
        return self.source.front.span(*loc, key=key)

    def __getattr__(self, name: str) -> object:
        try:
            return getattr(object.__getattribute__(self, "fiche"), name)
        except AttributeError:
            raise AttributeError(f"{self.type} has no field {name}") from None


@dataclass(frozen=True, slots=True)
class Link:
    """One reference of an entry, resolved. ``loc`` is the key's path; body references have ``("corps",)``."""

    source: str
    target: str
    loc: Loc
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the book's order: exactly one of an entry, a part with its steps, a generated chapter."""

    entry: str | None = None
    partie: str | None = None
    contenu: tuple["Step", ...] = ()
    chapitre: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What an output saw in what it made: a rule's code and the values of its sentence.

    ``entry`` is the id of the entry it comes from, empty for ``carnet.yaml``; ``loc`` is a key's path there.
    Printed words that lead to their place in the text are the value ``repere``, else ``ligne``.
    """

    code: str
    entry: str
    loc: Loc = ()
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file an output wants written: a path relative to its target's place, and its bytes.

    ``controls`` are the figures of what was checked in it, for ``rapport.json``; ``findings`` what is to be
    told to whoever makes the carnet.
    """

    path: str
    content: bytes
    controls: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page of the laid-out book, for an output that cites it.

    ``words`` are those that start on it, in reading order, as printed, without heads, folio and notes;
    ``anchors`` are the ids of the elements that start on it, each with how many words of it come before.
    """

    folio: int
    words: tuple[str, ...]
    anchors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that may not leave on a support, and the reason in one French sentence."""

    entry: str
    support: str
    reason: str
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything validated, nothing linked yet.

    ``edition`` is None when carnet.yaml is not usable; ``front`` keeps the places of what it says.
    ``unread`` has the names of the files that exist but have errors of their own.
    """

    edition: Edition | None
    front: Front
    entries: Mapping[str, Entry]
    media: frozenset[str]
    unread: frozenset[str]
    audit: Grille | None = None
