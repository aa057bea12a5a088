"""The book's order: ``carnet.yaml``'s plan with its names resolved, or the default one.

Default (contract, section 1.3): front texts, events by date with their batons between them, the
cross-event chapters, glossary, index, credits, colophon.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from carnet.diagnostics import Report, Span
from carnet.edition import Edition, Etape
from carnet.fields import Loc
from carnet.frontmatter import Front
from carnet.kinds import FicheEvenement, FichePassage, FicheTexte
from carnet.model import Entry, Link, Loaded, Step

FRONT: Final = ("avant-propos", "introduction", "mode-d-emploi")
BACK: Final = ("traversee", "conclusion", "remerciements", "annexe")
CHAPTER_OF: Final = {
    "portrait": "portraits",
    "verbatim": "verbatims",
    "inventaire": "inventaire",
    "enseignement": "enseignements",
    "piste": "pistes",
    "ressource": "ressources",
    "son": "sons",
    "terme": "glossaire",
}
Resolve: TypeAlias = Callable[[str, tuple[str, ...], Span], str | None]


def arrange(
    edition: Edition, loaded: Loaded, links: Iterable[Link], resolve: Resolve, report: Report
) -> tuple[Step, ...]:
    """Return the steps of the book; report what is named twice and what has no place."""
    entries = loaded.entries
    if not edition.plan:
        return tuple(_default(entries, {link.source: link for link in links if link.loc == ("de",)}))
    reader = _Reader(loaded.front, resolve, report)
    steps = reader.steps(edition.plan, ("plan",))
    covered = _covered(steps, entries, links)
    for entry in entries.values():
        if entry.id not in covered and entry.fiche.statut == "publie" and _has_pages(entry):
            report.add("absent-du-plan", entry.span(), ref=entry.id)
    return steps


def walk(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield every step, the contents of parts after the part."""
    for step in steps:
        yield step
        yield from walk(step.contenu)


def by_date(entry: Entry) -> tuple[dt.date, str]:
    """Return the sorting key of events and entries: date, then id."""
    return entry.date or dt.date.max, entry.id


def _has_pages(entry: Entry) -> bool:
    """A person without a text is a card: the index is her place."""
    return entry.type != "portrait" or bool(entry.body.strip())


@dataclass
class _Reader:
    """Turns the plan as written into steps; ``placed`` is what already has a place."""

    front: Front
    resolve: Resolve
    report: Report
    placed: set[str] = field(default_factory=set)

    def steps(self, etapes: Iterable[Etape], loc: Loc) -> tuple[Step, ...]:
        found = (self._step(etape, (*loc, place)) for place, etape in enumerate(etapes))
        return tuple(step for step in found if step)

    def _step(self, etape: Etape, loc: Loc) -> Step | None:
        if etape.partie is not None:
            return Step(partie=etape.partie, contenu=self.steps(etape.contenu, (*loc, "contenu")))
        if etape.chapitre is not None:
            return Step(chapitre=etape.chapitre)
        for key, types in (("texte", ("texte",)), ("evenement", ("evenement",)), ("entree", ())):
            name = getattr(etape, key)
            if name is not None:
                return self._entry(name, types, self.front.span(*loc, key))
        return None

    def _entry(self, name: str, types: tuple[str, ...], span: Span) -> Step | None:
        target = self.resolve(name, types, span)
        if target in self.placed:
            self.report.add("plan-double", span, ref=target)
            return None
        if target is None:
            return None
        self.placed.add(target)
        return Step(entry=target)


def _covered(steps: tuple[Step, ...], entries: Mapping[str, Entry], links: Iterable[Link]) -> set[str]:
    """Return the entries that the book shows: named, in a named event or chapter, or included."""
    named = {step.entry for step in walk(steps) if step.entry}
    chapters = {step.chapitre for step in walk(steps) if step.chapitre}
    covered = {
        entry.id
        for entry in entries.values()
        if entry.id in named or entry.evenement in named or CHAPTER_OF.get(entry.type) in chapters
    }
    return covered | {link.target for link in links if link.source in covered and link.loc == ("corps",)}


def _default(entries: Mapping[str, Entry], batons: Mapping[str, Link]) -> Iterator[Step]:
    for role in FRONT:
        yield from _texts(entries, role)
    yield Step(chapitre="parcours")
    events = sorted((e for e in entries.values() if isinstance(e.fiche, FicheEvenement)), key=_event_date)
    for event in events:
        yield Step(entry=event.id)
        yield from (
            Step(entry=id_) for id_, link in sorted(batons.items()) if _baton_from(entries[id_], link, event)
        )
    for role in ("interlude", *BACK):
        yield from _texts(entries, role)
    for chapter in (
        "portraits",
        "enseignements",
        "pistes",
        "ressources",
        "sons",
        "glossaire",
        "bibliographie",
    ):
        yield Step(chapitre=chapter)
    for chapter in ("index", "credits", "colophon"):
        yield Step(chapitre=chapter)


def _texts(entries: Mapping[str, Entry], role: str) -> Iterator[Step]:
    texts = (e for e in entries.values() if isinstance(e.fiche, FicheTexte) and e.fiche.role == role)
    yield from (Step(entry=text.id) for text in sorted(texts, key=by_date))


def _baton_from(passage: Entry, link: Link, event: Entry) -> bool:
    return isinstance(passage.fiche, FichePassage) and link.target == event.id


def _event_date(entry: Entry) -> tuple[dt.date, str]:
    assert isinstance(entry.fiche, FicheEvenement)
    return entry.fiche.debut, entry.id
