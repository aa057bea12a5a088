"""What passes from room to room of an import. All frozen; nothing here reads or writes.

A reader makes a ``Document`` of a file; ``composing`` makes ``Piece``s of it, files to be laid in the
workspace, and an ``Account`` of what came in, what goes out and what is left.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carnet.frontmatter import Value


class RefusedError(Exception):
    """A file that is not taken: the sentence says why, in French; nothing of it is written."""

    def __init__(self, cause: str, aide: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.aide = aide


@dataclass(frozen=True, slots=True)
class Left:
    """Something of a file that is not in the entries: what it is, and its words."""

    what: str
    words: str = ""
    kind: str = ""


@dataclass
class Tally:
    """What is counted on either side of an import.

    ``words`` holds every word, so that a lost one can be named; ``counts`` how many of each thing there
    are: images, alternatives, notes, items of lists, tables, comments.
    """

    words: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image a document shows: its bytes, or "" and an address when they are not at hand."""

    src: str
    content: bytes
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text file as read: pandoc blocks, what its properties say, its images by address.

    ``before`` is counted on the file itself, by other means than those that read it. ``left`` is what the
    reader already knows it leaves; ``tight`` that its lists are those of a word processor, without air.
    """

    name: str
    blocks: list[dict[str, Any]]
    version: list[int]
    meta: Mapping[str, Value]
    pictures: Mapping[str, bytes]
    before: Tally
    left: tuple[Left, ...] = ()
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A file to lay in the workspace: a path, and its text or bytes, or the file it is copied from."""

    path: str
    content: bytes = b""
    origin: Path | None = None
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What came in and what went out, thing by thing; ``lost`` names words found nowhere."""

    counts: Mapping[str, tuple[int, int, int]]
    left: tuple[Left, ...] = ()
    lost: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all that came in went out or is named among what is left."""
        return not self.lost and all(came <= went + left for came, went, left in self.counts.values())


@dataclass(frozen=True, slots=True)
class Brought:
    """What one file becomes, ready to be written whole or not at all."""

    name: str
    pieces: tuple[Piece, ...]
    account: Account
