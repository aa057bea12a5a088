"""The book's order: ``carnet.yaml``'s plan with its names resolved, or the default one.

Default (contract, section 1.3): front texts, events by date with their batons between them, the
cross-event chapters, glossary, index, credits, colophon.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from carnet.diagnostics import Report, Span
from carnet.edition import Edition, Etape
from carnet.kinds import FicheEvenement, FichePassage, FicheTexte
from carnet.model import Entry, Link, Step

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
Resolve = Callable[[str, tuple[str, ...]], str | None]


def arrange(
    edition: Edition, entries: Mapping[str, Entry], links: Iterable[Link], resolve: Resolve, report: Report
) -> tuple[Step, ...]:
    """Return the steps of the book; report what is named twice and what has no place."""
    if not edition.plan:
        return tuple(_default(entries, {link.source: link for link in links if link.loc == ("de",)}))
    steps = tuple(step for etape in edition.plan if (step := _step(etape, resolve)))
    placed = [step.entry for step in walk(steps) if step.entry]
    for id_ in sorted({id_ for id_ in placed if placed.count(id_) > 1}):
        report.add("plan-double", Span("carnet.yaml"), ref=id_)
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


def _step(etape: Etape, resolve: Resolve) -> Step | None:
    if etape.partie is not None:
        inside = tuple(step for inner in etape.contenu if (step := _step(inner, resolve)))
        return Step(partie=etape.partie, contenu=inside)
    if etape.chapitre is not None:
        return Step(chapitre=etape.chapitre)
    named: tuple[tuple[str | None, tuple[str, ...]], ...] = (
        (etape.texte, ("texte",)),
        (etape.evenement, ("evenement",)),
        (etape.entree, ()),
    )
    target = next((resolve(name, types) for name, types in named if name is not None), None)
    return Step(entry=target) if target else None


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
