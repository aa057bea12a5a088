"""Bodies of text, read once: Markdown in, a typeset tree with its references out.

The tree is pandoc's JSON AST (https://pandoc.org) made safe and settled: raw HTML and forbidden links
are gone, references are numbered, text is merged and typeset. Nothing in it depends on an output or on
what may leave on a support; ``carnet.text.render`` decides that with the resolver of each output.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from carnet.cache import Cache
from carnet.diagnostics import Report, Span
from carnet.text.cite import Bibliography

Node = dict[str, Any]
Kind = Literal["renvoi", "inclusion", "lien", "image", "citation"]


@dataclass(frozen=True, slots=True)
class Body:
    """One piece of Markdown to be read.

    ``key`` is unique: an entry's id, or ``id#champ`` for a field. ``text`` starts at ``line`` of the file
    ``path`` (relative to the workspace), and its lines at ``column`` (more than 1 for an indented YAML
    block). ``langue`` is BCP 47. ``verse`` keeps the line breaks as typed.
    """

    key: str
    text: str
    path: str
    line: int
    langue: str
    verse: bool = False
    column: int = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a text points at: ``[[..]]``, ``![[..]]``, a relative link, a local image, a citation.

    ``target`` is as written, without its ``#anchor``; ``text`` is the plain text the author gave, "" when
    none. ``ordinal`` is its rank among the references of its body (-1 for a citation, whose target is a
    key that exists). ``place`` and ``spot`` are for ``locate``.
    """

    kind: Kind
    target: str
    anchor: str
    text: str
    ordinal: int
    place: tuple[int, int, int] | None = None
    spot: int = -1


@dataclass(frozen=True, slots=True)
class Title:
    """A heading of a body: its id, without any prefix, and its plain text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body read once. ``words`` counts the words of the text, notes left out.

    ``readable`` is False when the text had to be refused (its error is in the report); its blocks are
    then empty.
    """

    body: Body
    blocks: list[Node]
    refs: tuple[Reference, ...]
    titles: tuple[Title, ...]
    words: int
    readable: bool = True


def read_bodies(
    bodies: Iterable[Body],
    *,
    cache: Cache,
    report: Report,
    citations: Bibliography | None = None,
    jobs: int = 1,
) -> dict[str, Parsed]:
    """Read every body, in order, and report what is wrong in them at its exact place.

    When something is cited, the bibliography is there too, under the key ``cite.BIBLIOGRAPHY``; its
    items have the ids ``ref-<cle>``.
    """
    raise NotImplementedError


def locate(parsed: Parsed, ordinals: Iterable[int], *, cache: Cache) -> dict[int, Span]:
    """Return the exact place in its file of each of these references of a body."""
    raise NotImplementedError
