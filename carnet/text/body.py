"""Bodies of text, read once: Markdown in, a typeset tree with its references out.

The tree (``carnet.text.nodes``) is what pandoc read, made safe and settled: raw HTML and forbidden links are
gone, references are numbered, the text is typeset. Nothing in it depends on an output or on what may leave
on a support; ``carnet.text.render`` decides that with the resolver of each output. The steps: ``masking``
hides what pandoc must not see, ``pandoc`` reads, ``settling`` makes the tree, ``typography`` sets it, and
``cite`` comes last, once for the whole carnet.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from carnet.cache import Cache, recipe
from carnet.diagnostics import Report, Span
from carnet.text import pandoc
from carnet.text.cite import BIBLIOGRAPHY, Bibliography, cite
from carnet.text.findings import Kind, Place, Problem, Reference
from carnet.text.masking import Masked, mask
from carnet.text.nodes import Node, TooDeepError, count_words, walk, words_in
from carnet.text.proofreading import proofread
from carnet.text.settling import links_in, settle
from carnet.text.typography import typeset, typeset_tree

__all__ = ["Body", "Kind", "Memory", "Parsed", "Reference", "Title", "locate", "read_bodies"]

SPOKEN = {"Picture": ("alt",), "Link": ("title",), "Div": ("title",), "Span": ("index", "dire")}
"""The attributes that hold words."""

KEY_LIKE = re.compile(r"@(\w[\w:.-]*\w|\w)")
TEXTS_PER_WORKER = 24
"""A worker costs as much to start as a dozen short texts to read."""


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


Memory = MutableMapping[tuple[Body, frozenset[str] | None], dict[str, Any]]
"""What was made of each body the time before, in this process."""


def read_bodies(
    bodies: Iterable[Body],
    *,
    cache: Cache,
    report: Report,
    citations: Bibliography | None = None,
    jobs: int = 1,
    memory: Memory | None = None,
    pool: pandoc.Pool | None = None,
) -> dict[str, Parsed]:
    """Read every body, in order, and report what is wrong in them at its exact place.

    ``memory`` spares a program that reads again and again what the cache would cost it.

    When something is cited, the bibliography is there too, under the key ``cite.BIBLIOGRAPHY``; its
    items have the ids ``ref-<cle>``. ``pool`` has workers that are up already, for whoever reads often.
    """
    asked = list(bodies)
    keys = citations.keys if citations is not None else None
    known = memory if memory is not None else {}
    read = {body.key: known.get((body, keys)) if body.text.strip() else EMPTY for body in asked}
    waiting = []
    for body in asked:
        if read[body.key] is None:
            kept = cache.get(_cache_key("texte", body, keys))
            read[body.key] = json.loads(zlib.decompress(kept)) if kept else None
            waiting += [] if kept else [body]
    with ExitStack() as stack:
        if waiting and pool is None:
            workers = max(1, min(jobs, len(waiting) // TEXTS_PER_WORKER))
            pool = stack.enter_context(pandoc.Pool("worker.lua", pandoc.FORMAT, jobs=workers))
        read |= _read(waiting, keys, cache, report, jobs, pool)
        if memory is not None:
            memory.clear()
            memory.update({(b, keys): made for b in asked if (made := read[b.key])})
        _report(asked, read, cache, report, pool)
    parsed = {body.key: _parsed(body, read[body.key]) for body in asked}
    if citations is not None:
        groups = [group for body in asked for group in (read[body.key] or EMPTY)["cites"]]
        parsed |= _cited(parsed, groups, citations, cache, report)
    return parsed


EMPTY: dict[str, Any] = {"blocks": [], "refs": [], "cites": [], "problems": [], "titles": [], "words": 0}


def _cache_key(step: str, body: Body, keys: frozenset[str] | None) -> str:
    """Return the key of what reading a body gives; of the bibliography only the keys it names matter."""
    named = "-" if keys is None else " ".join(sorted(keys.intersection(KEY_LIKE.findall(body.text))))
    tools = (pandoc.version(), pandoc.FORMAT, recipe("text"))
    return Cache.key(step, *tools, named, body.langue, "vers" if body.verse else "prose", body.text)


def _read(
    bodies: list[Body],
    keys: frozenset[str] | None,
    cache: Cache,
    report: Report,
    jobs: int,
    pool: pandoc.Pool | None,
) -> dict[str, dict[str, Any] | None]:
    """Read bodies that the cache does not have; None for one that had to be refused."""
    by_key = {body.key: body for body in bodies}
    masked: dict[str, Masked] = {}

    def requests() -> Iterator[pandoc.Request]:
        for body in bodies:
            if len(body.text.encode()) > pandoc.SIZE_LIMIT:
                report.add("texte-trop-long", Span(body.path, body.line), limite=pandoc.SIZE_LIMIT // 1000)
                continue
            masked[body.key] = mask(body.text, keys)
            yield _request(body, masked[body.key], places=False)

    read: dict[str, dict[str, Any] | None] = dict.fromkeys(by_key)
    for answer in _ask(requests(), len(bodies), jobs, pool):
        body = by_key[answer.key]
        made = None
        failure = answer.failure
        if not failure:
            try:
                made = _settle(body, answer.fields["ast"]["blocks"], masked.pop(body.key))
            except (TooDeepError, RecursionError):
                failure = pandoc.TOO_DEEP
        if made is None:
            report.add("texte-illisible", Span(body.path, body.line), cause=failure)
            continue
        cache.put(_cache_key("texte", body, keys), zlib.compress(_as_json(made), 1))
        read[body.key] = made
    return read


def _request(body: Body, masked: Masked, *, places: bool) -> pandoc.Request:
    text = masked.wide if places else masked.tight
    return pandoc.Request(body.key, {"text": text, "verse": body.verse, "places": places})


def _ask(
    requests: Iterator[pandoc.Request], count: int, jobs: int, pool: pandoc.Pool | None = None
) -> Iterator[pandoc.Answer]:
    if count and pool is not None:
        yield from pool.answers(requests)
    elif count:
        workers = max(1, min(jobs, count // TEXTS_PER_WORKER))
        with pandoc.Pool("worker.lua", pandoc.FORMAT, jobs=workers) as pool:
            yield from pool.answers(requests)


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _settle(body: Body, blocks: list[Node], masked: Masked) -> dict[str, Any]:
    """Return all that is kept of a body, as JSON values."""
    settled = settle(blocks, masked)
    proofread(settled.blocks, settled.found, masked, langue=body.langue, verse=body.verse)
    typeset_tree(settled.blocks, langue=body.langue)
    titles = []
    for node in walk(settled.blocks):
        if node["t"] == "Header":
            titles.append(asdict(Title(node["id"], words_in(node["c"]))))
        for attribute in SPOKEN.get(node["t"], ()):
            if node.get(attribute):
                node[attribute] = typeset(node[attribute], langue=node.get("lang") or body.langue)
    return {
        "blocks": settled.blocks,
        "refs": [asdict(ref) for ref in settled.found.refs],
        "cites": settled.found.cites,
        "problems": [asdict(problem) for problem in settled.found.problems],
        "titles": titles,
        "words": count_words(settled.blocks),
    }


def _parsed(body: Body, made: dict[str, Any] | None) -> Parsed:
    kept = made or EMPTY
    refs = tuple(Reference(**{**ref, "place": _place(ref["place"])}) for ref in kept["refs"])
    titles = tuple(Title(**title) for title in kept["titles"])
    return Parsed(body, kept["blocks"], refs, titles, kept["words"], readable=made is not None)


def _place(kept: list[int] | Place | None) -> Place | None:
    return (kept[0], kept[1], kept[2]) if kept is not None else None


def _report(
    bodies: list[Body],
    read: dict[str, dict[str, Any] | None],
    cache: Cache,
    report: Report,
    pool: pandoc.Pool | None,
) -> None:
    """Report the problems of every body; only those that stand at a link need it read again."""
    problems = {
        body.key: [
            Problem(**{**p, "place": _place(p["place"])}) for p in (read[body.key] or EMPTY)["problems"]
        ]
        for body in bodies
    }
    unplaced = [b for b in bodies if any(p.spot is not None and p.place is None for p in problems[b.key])]
    places = _places(unplaced, cache, pool)
    for body in bodies:
        for problem in problems[body.key]:
            place = _either(problem.place, problem.spot, places.get(body.key, []))
            report.add(problem.code, _span(body, place), aide=problem.aide, **problem.values)


def _either(place: Place | None, spot: int | None, places: list[Place]) -> Place | None:
    """Return a place that is known, else that of a link by its rank."""
    if place is not None or spot is None or spot >= len(places):
        return place
    return places[spot]


def _span(body: Body, place: Place | None) -> Span:
    line, column, length = place or (1, 1, 1)
    return Span(body.path, body.line + line - 1, body.column + column - 1, length)


def _places(bodies: list[Body], cache: Cache, pool: pandoc.Pool | None = None) -> dict[str, list[Place]]:
    """Return where the links and images of bodies stand, in order, by reading them with their positions."""
    found: dict[str, list[Place]] = {}
    missing: dict[str, tuple[Body, Masked]] = {}
    for body in bodies:
        kept = cache.get(_cache_key("places", body, None))
        if kept is not None:
            found[body.key] = [(line, column, length) for line, column, length in json.loads(kept)]
        else:
            missing[body.key] = (body, mask(body.text, None))
    requests = (_request(body, masked, places=True) for body, masked in missing.values())
    for answer in _ask(requests, len(missing), 1, pool):
        body, masked = missing[answer.key]
        if not answer.failure:
            found[body.key] = [_position(link, masked) for link in links_in(answer.fields["ast"]["blocks"])]
            cache.put(_cache_key("places", body, None), _as_json(found[body.key]))
    return found


def _position(link: Node, masked: Masked) -> Place:
    """Read pandoc's ``data-pos`` (« 3:5-3:17 », both ends)."""
    ends = dict(link["c"][0][2]).get("data-pos", "1:1-1:1").rpartition("@")[2].partition(";")[0]
    (line, column), (last_line, last_column) = (map(int, end.split(":")) for end in ends.split("-"))
    return line - masked.lead, column, max(1, last_column - column) if line == last_line else 1


def locate(parsed: Parsed, ordinals: Iterable[int], *, cache: Cache) -> dict[int, Span]:
    """Return the exact place in its file of each of these references of a body."""
    wanted = [parsed.refs[ordinal] for ordinal in ordinals]
    places: list[Place] = []
    if any(ref.place is None for ref in wanted):
        places = _places([parsed.body], cache).get(parsed.body.key, [])
    return {ref.ordinal: _span(parsed.body, _either(ref.place, ref.spot, places)) for ref in wanted}


def _cited(
    parsed: dict[str, Parsed], groups: list[str], citations: Bibliography, cache: Cache, report: Report
) -> dict[str, Parsed]:
    """Put what citeproc made in the place of each citation; return the bibliography as one more body."""
    if not groups:
        return {}
    first = next(iter(parsed.values())).body
    cited = cite(groups, citations, langue=first.langue, cache=cache, report=report)
    rest = iter(cited.groups)
    for text in parsed.values():
        marks = sorted((n for n in walk(text.blocks) if n["t"] == "Cite"), key=lambda node: int(node["n"]))
        for mark in marks:
            mark["c"] = next(rest)
    body = Body(BIBLIOGRAPHY, "", citations.path, 1, first.langue)
    return {BIBLIOGRAPHY: Parsed(body, cited.entries, (), (), count_words(cited.entries))}
