"""One pass over each file with one automaton, and the remark that says where a leak is.

In: the artifacts of each target. Out: ``Leak`` values, then remarks. A remark never holds what it found: the
terminal of a server is read by others. It names the file, the place in it, the kind of thing, and for what is
not a person the entry it comes from.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from carnet.cache import Cache, recipe
from carnet.diagnostics import Report, Span
from carnet.leaks.likeness import is_heard_in, is_like
from carnet.leaks.needles import UNCOUNTED, Kind, Needles, Secret, everywhere, needles
from carnet.leaks.views import PROGRAM, Seen, seen
from carnet.linking import Carnet
from carnet.model import Artifact
from carnet.sharing import FEWEST, share
from carnet.spelling import folded
from carnet.visible import Visible


@dataclass(frozen=True, slots=True)
class Made:
    """What a target made: the folder of ``out/`` it stands in (None: ``out/`` itself), and from what."""

    visible: Visible
    folder: str | None
    artifacts: Sequence[Artifact]


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing found where it may not be. ``place`` says where in the file, "" for the file itself."""

    path: str
    place: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Search:
    """The search of one target: how many things of each kind were looked for, in how much, what was found."""

    wanted: Mapping[str, int]
    files: int
    size: int
    leaks: tuple[Leak, ...]

    def as_json(self) -> dict[str, object]:
        """Return it for ``rapport.json``; ``octets`` as they are on disk, archives not opened."""
        return {
            "cherche": dict(self.wanted),
            "cherche_toujours": [kind.name.lower() for kind in UNCOUNTED],
            "fichiers": self.files,
            "octets": self.size,
            "trouve": len(self.leaks),
        }


def find_leaks(made: Iterable[Made], root: Path, cache: Cache) -> Iterator[Leak]:
    """Yield every leak of these targets."""
    for found in searched(made, root, cache):
        yield from found.leaks


def searched(made: Iterable[Made], root: Path, cache: Cache, *, jobs: int = 1) -> Iterator[Search]:
    """Search these targets, in order, on ``jobs`` cores.

    A file found clean of the same needles before is not read again. A book that the site offers for download
    was made for its own support, and is searched there.
    """
    made = tuple(made)
    books = {artifact.content for target in made if target.folder is None for artifact in target.artifacts}
    for target in made:
        wanted = needles(target.visible, root, cache)
        automaton = _automaton(wanted.words)
        own = [a for a in target.artifacts if target.folder is None or a.content not in books]
        place = f"{target.folder}/" if target.folder else ""
        verdicts = Verdicts(target, wanted, cache)
        waiting = [(place + a.path, a.content) for a in own if not verdicts.clean(place + a.path, a.content)]

        def leaks_of(
            path: str, content: bytes, wanted: Needles = wanted, words: Any = automaton
        ) -> list[Leak]:
            return list(_in_file(path, content, wanted, words, cache))

        parts = [waiting[rank::PARTS] for rank in range(PARTS)] if len(waiting) >= ENOUGH else []
        share([partial(verdicts.put_part, rank, part, leaks_of) for rank, part in enumerate(parts)], jobs)
        verdicts.take_parts()
        leaks: list[Leak] = []
        for path, content in waiting:
            if not verdicts.clean(path, content):
                found = leaks_of(path, content)
                leaks += found
                if not found:
                    verdicts.add(path, content)
        verdicts.keep()
        yield Search(wanted.counts, len(own), sum(len(a.content) for a in own), tuple(leaks))


PARTS: Final = 2 * FEWEST
"""In how many parts the files of a target are shared between the cores."""
ENOUGH: Final = 200
"""Below so many files, another process costs more than it spares."""


class Verdicts:
    """The files of a target found clean of these needles, the time before and now, by path and content."""

    def __init__(self, target: Made, wanted: Needles, cache: Cache) -> None:
        self._key = Cache.key(
            "sans-fuite",
            recipe(*PROGRAM),
            wanted.digest,
            target.visible.support,
            target.folder or "",
        )
        self._cache = cache
        self._kept = _marks(cache.get(self._key))
        self._known = set(self._kept)
        self._now: set[bytes] = set()

    def clean(self, path: str, content: bytes) -> bool:
        """Tell whether a file was found clean."""
        mark = _mark(path, content)
        if mark in self._known:
            self._now.add(mark)
        return mark in self._known

    def add(self, path: str, content: bytes) -> None:
        """Take a file for clean."""
        self._now.add(_mark(path, content))

    def keep(self) -> None:
        """Keep the verdicts of now; those of files that are no longer made are forgotten."""
        if self._now != self._kept:
            self._cache.put(self._key, b"".join(sorted(self._now)))

    def put_part(
        self, rank: int, files: Iterable[tuple[str, bytes]], leaks_of: Callable[[str, bytes], list[Leak]]
    ) -> None:
        """Search files and leave which are clean to whoever takes the parts: this may be another process."""
        clean = [_mark(path, content) for path, content in files if not leaks_of(path, content)]
        self._cache.put(self._part(rank), b"".join(clean))

    def take_parts(self) -> None:
        """Take the verdicts of all parts. One that is left from another day is about the bytes it names."""
        for rank in range(PARTS):
            self._known |= _marks(self._cache.get(self._part(rank)))

    def _part(self, rank: int) -> str:
        return Cache.key("sans-fuite-part", self._key, str(rank))


MARK: Final = 32
"""Bytes of a SHA-256."""


def _marks(kept: bytes | None) -> set[bytes]:
    return {kept[at : at + MARK] for at in range(0, len(kept), MARK)} if kept else set()


def _mark(path: str, content: bytes) -> bytes:
    return hashlib.sha256(path.encode() + b"\0" + content).digest()


def told_leaks(told: Iterable[Artifact], carnet: Carnet, root: Path, cache: Cache) -> Iterator[Leak]:
    """Yield the leaks of what tells of a whole build, beside its targets: it stands behind no gate."""
    wanted = everywhere(carnet, root)
    automaton = _automaton(wanted.words)
    for artifact in told:
        yield from _in_file(artifact.path, artifact.content, wanted, automaton, cache)


def _automaton(words: Mapping[str, Secret]) -> Any:
    """Return an Aho-Corasick automaton of these forms, None when there is none."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for form, secret in words.items():
        automaton.add_word(form, secret)
    if not words:
        return None
    automaton.make_automaton()
    return automaton


def _in_file(path: str, content: bytes, wanted: Needles, automaton: Any, cache: Cache) -> Iterator[Leak]:
    inside = seen(content, cache, likeness=bool(wanted.pictures or wanted.contours))
    found: list[tuple[str, Secret]] = list(_compared(inside, wanted))
    for place, text in [("nom du fichier", folded(path)), *inside.words] if automaton is not None else ():
        found += [(place, secret) for _, secret in automaton.iter(text)]
    first: dict[Secret, str] = {}
    for place, secret in found:
        first.setdefault(secret, place)
    for secret in sorted(first, key=lambda secret: (secret.kind, secret.owner)):
        yield Leak(path, first[secret], secret)


def _compared(inside: Seen, wanted: Needles) -> set[tuple[str, Secret]]:
    found = {(place, wanted.digests[digest]) for place, digest in inside.digests if digest in wanted.digests}
    found |= {(place, Secret(kind, "")) for place, kind in inside.marks}
    found |= {
        (p, secret)
        for p, look in inside.pictures
        for other, secret in wanted.pictures
        if is_like(look, other)
    }
    found |= {
        (place, secret)
        for place, contour in inside.contours
        for other, secret in wanted.contours
        if is_heard_in(other, contour)
    }
    return found


def report_leaks(leaks: Iterable[Leak], report: Report) -> None:
    """Report each leak at its file, without its words."""
    for leak in leaks:
        report.add(
            "fuite",
            Span(leak.path),
            quoi=leak.secret.kind.value,
            lieu=f" ({leak.place})" if leak.place else "",
            source=_source(leak.secret),
        )


def _source(secret: Secret) -> str:
    """Return where a secret comes from; a person is a mark, since her file has her name."""
    if not secret.owner:
        return "ce fichier"
    if secret.kind in (Kind.NOM, Kind.IMAGE, Kind.VOIX, Kind.FICHIER) or secret.owner.startswith(
        "portraits/"
    ):
        return f"l’entrée d’empreinte {hashlib.sha256(secret.owner.encode()).hexdigest()[:12]}"
    return secret.owner
