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
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

from carnet.cache import Cache
from carnet.model import Artifact
from carnet.standing import machine, program
from carnet.sums import digest_of
from carnet.templating import package_templates
from carnet.text.body import Parsed
from carnet.visible import Visible

P = ParamSpec("P")
T = TypeVar("T")
Reads = dict[str, dict[str, str]]
"""Answers by kind of question, then by name."""

LATELY: Final = 500
"""How many values are remembered: texts set for a few events, not for eight thousand entries."""
TEXT: Final = "texte"
TEMPLATES: Final = "**/*.html"
"""What a workspace brings to say how pages are made."""


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
    """The artifacts of the last time, by name; ``apart`` tells the sites of one workspace apart."""

    def __init__(self, cache: Cache, ledger: Ledger, frame: str, *, apart: str = "") -> None:
        self._cache = cache
        self._ledger = ledger
        self._frame = frame
        self._step = f"page-{apart}" if apart else "page"

    def starts_anew(self) -> bool:
        """Tell whether the frame is another than the last time, so that everything is to be made."""
        key = Cache.key("cadre", self._step)
        last = self._cache.get(key)
        self._cache.put(key, self._frame.encode())
        return self._cache.keeps and bool(self._frame) and last != self._frame.encode()

    def forget_the_rest(self) -> None:
        """Forget what this site no longer has."""
        self._cache.prune(frozenset({self._step}))

    def take(
        self, name: str, make: Callable[P, Iterable[Artifact]], *args: P.args, **more: P.kwargs
    ) -> list[Artifact]:
        """Return the artifacts of a name, making them again when something they were made from changed."""
        key = Cache.key(self._step, name)
        kept = self._cache.get(key) if self._frame else None
        if kept:
            head, _, content = kept.partition(b"\n")
            told = json.loads(head)
            if told["cadre"] == self._frame and self._ledger.stands(told["lu"]):
                return list(_unpacked(told["fichiers"], content))
        with self._ledger.reading() as reads:
            made = list(make(*args, **more))
        if self._frame:
            files = [(artifact.path, len(artifact.content)) for artifact in made]
            head = json.dumps({"cadre": self._frame, "lu": reads, "fichiers": files}).encode()
            self._cache.put(key, b"\n".join((head, b"".join(artifact.content for artifact in made))))
        return made


NOTHING_KEPT: Final = Kept(Cache(None), Ledger(), "")
"""For who makes one page: everything is made anew."""


def _unpacked(files: Iterable[tuple[str, int]], content: bytes) -> Iterator[Artifact]:
    at = 0
    for path, size in files:
        yield Artifact(path, content[at : at + size])
        at += size


def frame(root: Path, visibles: Iterable[Visible], *more: str) -> str:
    """Return the digest of all that a page may show besides what it asks one by one.

    A template of the workspace may read anything of an entry: where one is not ours, the answer is "", and
    nothing is kept.
    """
    if any(_is_foreign(path, root / "templates") for path in (root / "templates").glob(TEMPLATES)):
        return ""
    digest = hashlib.sha256()
    for part in (*_machinery(root), *more, *(part for visible in visibles for part in _seen(visible))):
        digest.update(f"{len(part)} {part}\n".encode())
    return digest.hexdigest()


def _is_foreign(template: Path, folder: Path) -> bool:
    ours = package_templates() / template.relative_to(folder)
    return not ours.is_file() or digest_of(ours) != digest_of(template)


def _machinery(root: Path) -> Iterator[str]:
    yield from (*program(), *machine())
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
