"""One pass over each file with one automaton, and the remark that says where a leak is.

In: the artifacts of each target. Out: ``Leak`` values, then remarks. A remark never holds what it found: the
terminal of a server is read by others. It names the file, the place in it, the kind of thing, and for what is
not a person the entry it comes from.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from carnet.cache import Cache, recipe
from carnet.diagnostics import Report, Span
from carnet.leaks.likeness import is_heard_in, is_like
from carnet.leaks.needles import UNCOUNTED, Kind, Needles, Secret, everywhere, needles
from carnet.leaks.views import Seen, seen
from carnet.linking import Carnet
from carnet.model import Artifact
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


def searched(made: Iterable[Made], root: Path, cache: Cache) -> Iterator[Search]:
    """Search these targets, in order. A file found clean of the same needles before is not read again.

    A book that the site offers for download was made for its own support, and is searched there.
    """
    made = tuple(made)
    books = {artifact.content for target in made if target.folder is None for artifact in target.artifacts}
    for target in made:
        wanted = needles(target.visible, root, cache)
        automaton = _automaton(wanted.words)
        leaks: list[Leak] = []
        own = [a for a in target.artifacts if target.folder is None or a.content not in books]
        verdicts = Verdicts(target, wanted, cache)
        for artifact in own:
            path = f"{target.folder}/{artifact.path}" if target.folder else artifact.path
            if verdicts.clean(path, artifact.content):
                continue
            found = list(_in_file(path, artifact.content, wanted, automaton, cache))
            leaks += found
            if not found:
                verdicts.add(path, artifact.content)
        verdicts.keep()
        yield Search(wanted.counts, len(own), sum(len(a.content) for a in own), tuple(leaks))


class Verdicts:
    """The files of a target found clean of these needles, the time before and now, by path and content."""

    def __init__(self, target: Made, wanted: Needles, cache: Cache) -> None:
        self._key = Cache.key(
            "sans-fuite",
            recipe("leaks", "leafing.py", "spelling.py"),
            wanted.digest,
            target.visible.support,
            target.folder or "",
        )
        self._cache = cache
        kept = cache.get(self._key) or b""
        self._before = {kept[at : at + MARK] for at in range(0, len(kept), MARK)}
        self._now: set[bytes] = set()

    def clean(self, path: str, content: bytes) -> bool:
        """Tell whether a file was found clean the time before."""
        mark = _mark(path, content)
        if mark in self._before:
            self._now.add(mark)
        return mark in self._before

    def add(self, path: str, content: bytes) -> None:
        """Take a file for clean."""
        self._now.add(_mark(path, content))

    def keep(self) -> None:
        """Keep the verdicts of now; those of files that are no longer made are forgotten."""
        if self._now != self._before:
            self._cache.put(self._key, b"".join(sorted(self._now)))


MARK: Final = 32
"""Bytes of a SHA-256."""


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
