"""What was made of the site the last time, taken as it is while all that it was made from is the same.

In: the site's inputs, and questions noted as they are asked. Out: artifacts, made or kept.
A page is made from its ``frame`` (all that an output sees but the texts of the entries: any change there
makes every page again) and from what it asked while it was made: the text of an entry, the files of a photo,
a card. Each answer is noted; what was made is as good as new when the same questions have the same answers.
The texts come first: with them and the frame unchanged, a page would ask for the very same files, so that
asking is both the check and what puts these files on the site.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

from carnet.cache import Cache
from carnet.model import Artifact
from carnet.standing import machine, program
from carnet.sums import digest_of
from carnet.templating import package_templates
from carnet.text import pandoc
from carnet.text.body import Parsed
from carnet.visible import Visible

P = ParamSpec("P")
T = TypeVar("T")
Reads = dict[str, dict[str, str]]
"""Answers by kind of question, then by name."""

LATELY: Final = 500
"""How many values are remembered: texts set for a few events, not for eight thousand entries."""
TEXT: Final = "texte"
ROOMS: Final = ("web", "shared")
"""The folders where a workspace says in its own way how pages are made."""


class Ledger:
    """Notes what is asked while something is made; ``sources`` answer the same questions another day."""

    def __init__(self) -> None:
        self.sources: dict[str, Callable[[str], object]] = {}
        self._open: list[Reads] = []
        self._lately: dict[Hashable, tuple[Any, Reads]] = {}

    def note(self, kind: str, name: str, answer: object) -> None:
        """Note an answer in all that is being made."""
        for reads in self._open:
            reads.setdefault(kind, {})[name] = _short(answer)

    @contextmanager
    def reading(self) -> Iterator[Reads]:
        """Give what is noted until the end of the block."""
        reads: Reads = {}
        self._open.append(reads)
        try:
            yield reads
        finally:
            self._open.pop()

    def lately(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return a value, made again only when it was not made lately.

        Whoever is given it has read all that it was made from.
        """
        if key not in self._lately:
            with self.reading() as reads:
                made = make()
            self._lately[key] = made, reads
            if len(self._lately) > LATELY:
                del self._lately[next(iter(self._lately))]
        value, reads = self._lately[key]
        for open_ in self._open:
            for kind, answers in reads.items():
                open_.setdefault(kind, {}).update(answers)
        return cast(T, value)

    def stands(self, reads: Reads) -> bool:
        """Tell whether questions have the answers they had, texts first."""
        return all(
            _short(self.sources[kind](name)) == answer
            for kind in sorted(reads, key=lambda kind: kind != TEXT)
            for name, answer in reads[kind].items()
        )


class Texts(Mapping[str, Parsed]):
    """The parsed texts of a carnet, each reading of one being noted; which there are is in the frame."""

    def __init__(self, bodies: Mapping[str, Parsed], ledger: Ledger) -> None:
        self._bodies = bodies
        self._ledger = ledger
        self._digests: dict[str, str] = {}
        ledger.sources[TEXT] = self._digest

    def __getitem__(self, id_: str) -> Parsed:
        self._ledger.note(TEXT, id_, self._digest(id_))
        return self._bodies[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)

    def _digest(self, id_: str) -> str:
        if id_ not in self._digests:
            parsed = self._bodies.get(id_)
            self._digests[id_] = "" if parsed is None else _digest(parsed)
        return self._digests[id_]


def noted(visible: Visible, ledger: Ledger) -> Visible:
    """Return the same gate, whose texts are noted as they are read."""
    carnet = replace(visible.carnet, bodies=Texts(visible.carnet.bodies, ledger))
    return replace(visible, carnet=carnet)


class Kept:
    """The artifacts of the last time, by name; ``apart`` tells the sites of one workspace apart.

    Without a frame nothing is kept.
    """

    def __init__(self, cache: Cache, ledger: Ledger, frame: str | None, *, apart: str = "") -> None:
        self.cache = cache
        self._ledger = ledger
        self._frame = frame if cache.keeps else None
        self.step = f"page-{_short(apart)[:8]}"

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._frame is not None

    def starts_anew(self) -> bool:
        """Tell whether the frame is not that of the last whole site, so that everything is to be made."""
        last = self.cache.get(Cache.key("cadre", self.step))
        return self._frame is None or last != self._frame.encode()

    def close(self) -> None:
        """Say that this site is whole: this is its frame, and what it no longer has is forgotten."""
        self.cache.put(Cache.key("cadre", self.step), (self._frame or "").encode())
        self.cache.prune(frozenset({self.step}))

    def take(
        self, name: str, make: Callable[P, Iterable[Artifact]], *args: P.args, **more: P.kwargs
    ) -> list[Artifact]:
        """Return the artifacts of a name, making them again when something they were made from changed."""
        if self._frame is None:
            return list(make(*args, **more))
        key = Cache.key(self.step, name)
        kept = self.cache.get(key)
        if kept is not None:
            frame, reads, files = _unpacked(kept)
            if frame == self._frame and self._ledger.stands(reads):
                return files
            self.cache.refuse(key)
        with self._ledger.reading() as reads:
            made = list(make(*args, **more))
        self.cache.put(key, _packed(self._frame, reads, made))
        return made


def _packed(frame: str, reads: Reads, made: Iterable[Artifact]) -> bytes:
    files = {artifact.path: artifact.content for artifact in made}
    sizes = {path: len(content) for path, content in files.items()}
    head = json.dumps({"cadre": frame, "lu": reads, "fichiers": sizes}).encode()
    return b"\n".join((head, b"".join(files.values())))


def _unpacked(kept: bytes) -> tuple[str, Reads, list[Artifact]]:
    """Return the frame, the reads and the artifacts of what was kept; a damaged value has no frame."""
    head, _, content = kept.partition(b"\n")
    try:
        told = json.loads(head)
        sizes: dict[str, int] = dict(told["fichiers"])
        ends = [0, *accumulate(sizes.values())]
        if ends[-1] != len(content):
            return "", {}, []
        files = [Artifact(path, content[a:b]) for path, (a, b) in zip(sizes, pairwise(ends), strict=True)]
        return told["cadre"], told["lu"], files
    except (ValueError, KeyError, TypeError):
        return "", {}, []


def frame(root: Path, visibles: Iterable[Visible], *more: str) -> str | None:
    """Return the digest of all that a page may show besides what it asks one by one.

    A template of the workspace may read anything of an entry: where one is not ours, or may not be, there is
    none, and nothing is kept.
    """
    templates = root / "templates"
    if any(_is_foreign(path, templates) for path in templates.rglob("*")):
        return None
    digest = hashlib.sha256()
    for part in (*_machinery(root), *more, *(part for visible in visibles for part in _seen(visible))):
        digest.update(f"{len(part)} {part}\n".encode())
    return digest.hexdigest()


def _is_foreign(path: Path, templates: Path) -> bool:
    """Whether a file says in another way how pages are made, or a link may lead to one."""
    place = path.relative_to(templates)
    if path.is_symlink() or place.parts[0] not in ROOMS or path.suffix != ".html":
        return path.is_symlink()
    ours = package_templates() / place
    return not ours.is_file() or digest_of(ours) != digest_of(path)


def _machinery(root: Path) -> Iterator[str]:
    yield from (*program(), *machine(), pandoc.version())
    for path in sorted((root / "templates").rglob("*")):
        if path.is_file():
            yield f"{path.relative_to(root).as_posix()} {digest_of(path)}"


def _seen(visible: Visible) -> Iterator[str]:
    """Say all that an output may see of a carnet, but its texts: in words, so that equal values are equal."""
    carnet = visible.carnet
    yield repr((visible.support, visible.moment, visible.evenement, list(visible.entries)))
    yield repr([(left.entry, left.reason, left.rule) for left in visible.left_out])
    yield carnet.edition.model_dump_json()
    for entry in carnet.entries.values():
        yield repr((
            entry.id, entry.type, entry.evenement, entry.date, entry.langue, entry.licence, entry.auteurs,
            entry.source.path, bool(entry.body.strip()), sorted(entry.fiche.model_fields_set),
        ))  # fmt: skip
        yield entry.fiche.model_dump_json()
    yield repr([(link.source, link.target, link.loc) for link in carnet.links])
    for facts in (carnet.body_links, carnet.files, carnet.transcripts, carnet.first_words):
        yield repr(list(facts.items()))
    yield repr((list(carnet.bodies), carnet.plan, carnet.audit))


def _digest(parsed: Parsed) -> str:
    """Return what tells a text from another. What is cited in it depends on what is cited elsewhere."""
    body = parsed.body
    cited = not body.text or "@" in body.text
    return _short((body.text, body.langue, body.verse, parsed.blocks if cited else None))


def _short(answer: object) -> str:
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:24]


NOTHING_KEPT: Final = Kept(Cache(None), Ledger(), None)
"""For who makes one page: everything is made anew."""
