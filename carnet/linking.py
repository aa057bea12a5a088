"""From names to entries: every reference resolved, every missing one reported at its place.

In: validated entries and their parsed bodies. Out: ``Carnet``, the linked whole that every output is a
function of.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from carnet.cache import Cache
from carnet.diagnostics import Report, Span
from carnet.edition import Edition
from carnet.explaining import nearest
from carnet.fields import Fichier, Leaf, Liste, Vers, marked
from carnet.frontmatter import Front
from carnet.kinds import KINDS, FichePhoto, FichePortrait
from carnet.media.transcripts import Transcript
from carnet.model import Entry, Link, Loaded, Step
from carnet.plan import arrange
from carnet.rgaa import Grille
from carnet.text.body import Parsed, Reference, locate
from carnet.text.plain import extract, plain

NAMING = 8
"""So many words of its text name an entry that has no title."""


@dataclass(frozen=True, slots=True)
class Carnet:
    """The whole carnet, linked. ``visible_on`` of ``rights`` gives what may leave of it.

    ``body_links`` maps a reference of an entry's text, by its rank, to the entry it names (for an image,
    the photo entry that describes its file); ``files`` maps an entry's media field to a workspace path;
    ``first_words`` name what has no written title; ``front`` has the places of what carnet.yaml says,
    ``audit`` is the accessibility grid when there is one.
    """

    edition: Edition
    entries: Mapping[str, Entry]
    bodies: Mapping[str, Parsed]
    links: tuple[Link, ...]
    links_of: Mapping[str, tuple[Link, ...]]
    body_links: Mapping[tuple[str, int], str]
    plan: tuple[Step, ...]
    files: Mapping[tuple[str, str], str]
    transcripts: Mapping[str, Transcript]
    first_words: Mapping[str, str]
    front: Front
    audit: Grille | None = None

    def __getitem__(self, id_: str) -> Entry:
        return self.entries[id_]


class Directory:
    """Finds entries by name, as the contract says (section 1): full id, else unique stem, own event first."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._by_stem: dict[str, list[str]] = {}
        for id_, entry in entries.items():
            self._by_stem.setdefault(entry.stem, []).append(id_)
            if entry.type == "evenement":
                self._by_stem.setdefault(id_, [])
                if id_ not in self._by_stem[id_]:
                    self._by_stem[id_].append(id_)

    def find(self, ref: str, near: Entry | None, types: tuple[str, ...] = ()) -> list[str]:
        """Return the ids a name may mean, best first: one when it is clear, none when it is unknown."""
        ref = ref.removesuffix(".md").removeprefix("entries/").removesuffix("/evenement")
        if ref in self._entries:
            return [ref]
        if near is not None:
            own = f"{near.source.folder}/{ref}"
            if own in self._entries and self._fits(own, types):
                return [own]
        found = self._by_stem.get(ref, [])
        return [id_ for id_ in found if self._fits(id_, types)] or list(found)

    def _fits(self, id_: str, types: tuple[str, ...]) -> bool:
        return not types or self._entries[id_].type in types

    def closest(self, ref: str, types: tuple[str, ...]) -> Entry | None:
        """Return the entry whose name looks most like an unknown one."""
        names = {e.stem: e for e in self._entries.values() if not types or e.type in types}
        names |= {e.id: e for e in self._entries.values() if not types or e.type in types}
        close = nearest(ref, names)
        return names[close] if close else None


def link(
    loaded: Loaded,
    bodies: Mapping[str, Parsed],
    transcripts: Mapping[str, Transcript],
    edition: Edition,
    *,
    cache: Cache,
    report: Report,
) -> Carnet:
    """Resolve every reference of every entry and of the plan."""
    directory = Directory(loaded.entries)
    linker = _Linker(loaded, bodies, edition, directory, cache, report)
    links = [found for entry in loaded.entries.values() for found in linker.fields(entry)]
    body_links = {
        (entry.id, ref.ordinal): target
        for entry in loaded.entries.values()
        for ref, target in linker.body(entry)
    }
    links += [
        Link(source, target, ("corps",), loaded.entries[source].span())
        for (source, _), target in body_links.items()
    ]
    files = {
        (entry.id, str(leaf.loc[0])): path
        for entry in loaded.entries.values()
        for leaf in marked(entry.fiche)
        if isinstance(leaf.mark, Fichier) and (path := media_path(leaf.value, entry, loaded.media))
    }
    plan = arrange(edition, loaded, links, linker.plan, report)
    links_of: dict[str, tuple[Link, ...]] = {}
    for found in links:
        links_of[found.source] = (*links_of.get(found.source, ()), found)
    carnet = Carnet(
        edition,
        loaded.entries,
        bodies,
        tuple(links),
        links_of,
        body_links,
        plan,
        files,
        transcripts,
        {id_: extract(bodies[id_], NAMING) for id_, e in loaded.entries.items() if not e.fiche.titre},
        loaded.front,
        loaded.audit,
    )
    _check_exergues(carnet, report)
    _check_loops(carnet, report)
    return carnet


def media_path(ref: str, entry: Entry, media: frozenset[str]) -> str | None:
    """Return the workspace path of a media file named in full or by its name in its event's folder."""
    ref = posixpath.normpath(ref)
    near = f"media/{entry.evenement or entry.source.folder}/{ref}"
    return next((path for path in (ref, f"media/{ref}", near) if path in media), None)


UNKNOWN = {"portrait": "personne-inconnue", "evenement": "evenement-inconnu"}


@dataclass(frozen=True, slots=True)
class _Linker:
    loaded: Loaded
    bodies: Mapping[str, Parsed]
    edition: Edition
    directory: Directory
    cache: Cache
    report: Report

    def fields(self, entry: Entry) -> Iterator[Link]:
        """Resolve the references of one entry's front matter."""
        for leaf in marked(entry.fiche):
            match leaf.mark:
                case Vers(types):
                    target = self._resolve(leaf.value, types, entry, entry.span(*leaf.loc), leaf)
                    if target is not None:
                        yield Link(entry.id, target, leaf.loc, entry.span(*leaf.loc))
                case Liste(name):
                    self._check_declared(leaf, name, entry)
                case Fichier() if media_path(leaf.value, entry, self.loaded.media) is None:
                    aide = self._close_medium(leaf.value)
                    self.report.add("media-absent", entry.span(*leaf.loc), ref=leaf.value, aide=aide)

    def plan(self, ref: str, types: tuple[str, ...], span: Span) -> str | None:
        """Resolve a name of the plan."""
        return self._resolve(ref, types, None, span, None)

    def _resolve(
        self, ref: str, types: tuple[str, ...], entry: Entry | None, span: Span, leaf: Leaf | None
    ) -> str | None:
        found = self.directory.find(ref, entry, types)
        if not found and self._unread(ref):
            return None
        if not found:
            close = self.directory.closest(ref, types)
            aide = f"le plus proche est « {_short(close)} » ({close.source.path})" if close else None
            code = UNKNOWN.get(types[0] if len(types) == 1 else "", "entree-inconnue")
            self.report.add(code, span, ref=ref, aide=aide)
            return None
        if len(found) > 1:
            self.report.add("reference-ambigue", span, ref=ref, candidats=", ".join(found), premier=found[0])
            return None
        target = self.loaded.entries[found[0]]
        if types and target.type not in types:
            expected = " ou ".join(KINDS[t].nom_du_type for t in types)
            name = ".".join(str(p) for p in leaf.loc if isinstance(p, str)) if leaf else "plan"
            self.report.add(
                "reference-mauvais-type",
                span,
                ref=ref,
                trouve=target.fiche.nom_du_type,
                champ=name,
                voulu=f"une entrée de type {expected}",
            )
            return None
        return target.id

    def _unread(self, ref: str) -> bool:
        """Whether a name is that of a file that exists and has its own errors: naming it is not one more."""
        return ref.removesuffix(".md").rpartition("/")[2] in self.loaded.unread

    def _check_declared(self, leaf: Leaf, name: str, entry: Entry) -> None:
        if self.loaded.edition is None:
            return  # carnet.yaml has its own errors: what it declares is not known
        declared = self.edition.themes if name == "themes" else self.edition.contributeurs
        if leaf.value not in declared:
            close = nearest(leaf.value, declared)
            code = "theme-inconnu" if name == "themes" else "contributeur-inconnu"
            aide = f"le plus proche est « {close} »" if close else None
            self.report.add(code, entry.span(*leaf.loc), ref=leaf.value, aide=aide)

    def _close_medium(self, ref: str) -> str | None:
        close = nearest(ref, self.loaded.media)
        return f"le plus proche est « {close} »" if close else None

    def body(self, entry: Entry) -> Iterator[tuple[Reference, str]]:
        """Resolve the references of one entry's text."""
        parsed = self.bodies.get(entry.id)
        if parsed is None:
            return
        lost: list[tuple[Reference, str, str | None]] = []
        for ref in parsed.refs:
            code, target, aide = self._body_target(ref, entry)
            if target is not None:
                yield ref, target
            if code is not None:
                lost.append((ref, code, aide))
        if lost:
            spans = locate(parsed, [ref.ordinal for ref, _, _ in lost], cache=self.cache)
            for ref, code, aide in lost:
                self.report.add(
                    code,
                    spans.get(ref.ordinal, Span(entry.source.path, entry.source.body_line)),
                    ref=ref.target,
                    aide=aide,
                )

    def _body_target(self, ref: Reference, entry: Entry) -> tuple[str | None, str | None, str | None]:
        """Return (the rule that is broken, the entry meant, the remedy) of one reference of a text."""
        if ref.kind == "image":
            return self._image(ref, entry)
        name = ref.target.partition("#")[0]
        if ref.kind == "lien":
            path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.source.path), name))
            target = next((e.id for e in self.loaded.entries.values() if e.source.path == path), None)
            return (None, target, None) if target else ("lien-interne-mort", None, None)
        found = self.directory.find(name, entry)
        if len(found) == 1:
            return None, found[0], None
        if not found and self._unread(name):
            return None, None, None
        if found:
            return "renvoi-inconnu", None, f"plusieurs entrées s’appellent ainsi : {', '.join(found)}"
        close = self.directory.closest(name, ())
        return (
            "renvoi-inconnu",
            None,
            f"le plus proche est « {close.id} » ({close.source.path})" if close else None,
        )

    def _image(self, ref: Reference, entry: Entry) -> tuple[str | None, str | None, str | None]:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(entry.source.path), ref.target))
        path = path if path in self.loaded.media else posixpath.normpath(ref.target)
        if path not in self.loaded.media:
            return "image-absente", None, None
        for photo in self.loaded.entries.values():
            if (
                isinstance(photo.fiche, FichePhoto)
                and media_path(photo.fiche.fichier, photo, self.loaded.media) == path
            ):
                return None, photo.id, None
        return "image-sans-fiche", None, None


def _short(entry: Entry) -> str:
    """Return the name people write for an entry: its file's, or its folder's for an event."""
    return entry.id if entry.type == "evenement" else entry.stem


def _check_exergues(carnet: Carnet, report: Report) -> None:
    """Report a pull quote that its person neither wrote nor said (contract, portrait)."""
    said: dict[str, list[str]] = {}
    for found in carnet.links:
        if found.loc == ("personne",):
            said.setdefault(found.target, []).append(found.source)
    for entry in carnet.entries.values():
        if not (isinstance(entry.fiche, FichePortrait) and entry.fiche.exergue):
            continue
        sources = [entry.id, *said.get(entry.id, [])]
        if not any(words_of(entry.fiche.exergue) in words_of(plain(carnet.bodies[id_])) for id_ in sources):
            report.add("exergue-introuvable", entry.span("exergue"))


def words_of(text: str) -> str:
    """Return what counts when two quotations are compared: letters and figures, one space between words."""
    letters = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " " + " ".join(re.findall(r"[\w·]+", letters)) + " "


def _check_loops(carnet: Carnet, report: Report) -> None:
    """Report entries that include one another, directly or not."""
    included: dict[str, list[str]] = {}
    for (source, ordinal), target in carnet.body_links.items():
        refs = carnet.bodies[source].refs
        if any(ref.ordinal == ordinal and ref.kind == "inclusion" for ref in refs):
            included.setdefault(source, []).append(target)
    for start in included:
        path = _loop(start, included)
        if path and start == min(path):
            report.add("inclusion-en-boucle", carnet[start].span(), chemin=" → ".join(path))


def _loop(start: str, included: Mapping[str, Iterable[str]]) -> list[str] | None:
    """Return the way from an entry back to itself through inclusions, if there is one."""
    seen: set[str] = set()
    ways = [[start]]
    while ways:
        way = ways.pop()
        for target in included.get(way[-1], ()):
            if target == start:
                return [*way, start]
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return None
