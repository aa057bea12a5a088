"""Names that may not be shown and that somebody wrote all the same.

In: a linked carnet, supports, a moment. Out: remarks, at the exact place. ``affichage`` and a withdrawal act
everywhere at once where carnet writes the name itself; in the prose of others only its author can rewrite
the sentence, so that it is an error, with its line, and nothing is built in the meantime.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from carnet.diagnostics import Report, Span
from carnet.fields import Loc, marked
from carnet.kinds import FichePortrait, Support
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.rights import Moment, left_out, report_consent
from carnet.spelling import WORDS, folded, formal, places, spellings
from carnet.visible import shown_name

WAYS: Final = {"prenom": "son prénom", "pseudonyme": "un pseudonyme", "role": "son rôle"}
UNSHOWN: Final = re.compile(r"\[\[[^\]|]*|\]\((?!https?:|mailto:|tel:)[^)\s]*")
"""What a text holds and no output shows: the target of ``[[…]]`` and of a link to a source file."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A person whose name may not be written on any support, why, and the folded forms of her name.

    ``lone`` has the words of her name, as written, that name nobody else in the carnet.
    """

    person: Entry
    reason: str
    forms: frozenset[str]
    lone: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a hidden name is written, and the words found there."""

    hidden: Hidden
    entry: Entry | None
    span: Span
    words: str


def hidden_persons(carnet: Carnet) -> list[Hidden]:
    """Return who may be named nowhere: withdrawn, under another name, or a child without consent."""
    return [found for e in carnet.entries.values() if e.type == "portrait" and (found := _hidden(e, carnet))]


def _hidden(person: Entry, carnet: Carnet) -> Hidden | None:
    assert isinstance(person.fiche, FichePortrait)
    fiche, accord = person.fiche, person.fiche.accord
    withdrawn = accord is not None and accord.retrait is not None
    shown = "" if withdrawn or fiche.affichage == "nom" else folded(shown_name(fiche))
    if withdrawn:
        reason = "cette personne a retiré son accord"
    elif fiche.affichage != "nom":
        reason = f"cette personne est montrée autrement ({WAYS[fiche.affichage]})"
    elif accord is not None and accord.mineur and not (accord.accords_parentaux >= 2 and accord.avis_enfant):
        reason = "cette personne est mineure et son accord est incomplet"
    else:
        return None
    forms = spellings(fiche.nom)
    if withdrawn and fiche.pseudonyme:
        forms |= spellings(fiche.pseudonyme)
    if not _shares_surname(person, carnet):
        forms |= formal(fiche.nom)
    lone = {word for word in WORDS.findall(fiche.nom) if len(word) > 2 and folded(word) not in shown}
    others = "".join(folded(name) for name in _other_names(person, carnet))
    return Hidden(
        person,
        reason,
        frozenset(form for form in forms if form not in shown),
        frozenset(word for word in lone if folded(word) not in others and " " in fiche.nom),
    )


def _other_names(person: Entry, carnet: Carnet) -> list[str]:
    """Return the names of everybody else, authors included."""
    people = (e for e in carnet.entries.values() if e.id != person.id)
    names = [e.fiche.nom for e in people if isinstance(e.fiche, FichePortrait)]
    return [*names, *(author.nom for author in carnet.edition.contributeurs.values())]


def _shares_surname(person: Entry, carnet: Carnet) -> bool:
    """Whether somebody else has the same last word in her name: « Mme Martin » would then be either."""
    assert isinstance(person.fiche, FichePortrait)
    surname = folded(person.fiche.nom).split()[-1:]
    return any(folded(name).split()[-1:] == surname for name in _other_names(person, carnet))


def mentions(carnet: Carnet, entries: Iterable[Entry], people: Iterable[Hidden]) -> Iterator[Mention]:
    """Yield every place of these entries, of their transcripts and of carnet.yaml where a name is written."""
    people = [person for person in people if person.forms]
    if not people:
        return
    for loc, text in strings(carnet.edition):
        yield from _found(text, carnet.front.span(*loc), None, people, exact=False)
    for entry in entries:
        for loc, text in shown_strings(entry):
            yield from _found(text, entry.span(*loc), entry, people, exact=False)
        body = carnet.bodies[entry.id].body
        written = UNSHOWN.sub(lambda match: " " * len(match[0]), body.text)
        yield from _found(written, Span(body.path, body.line, body.column), entry, people, exact=True)
        path = carnet.files.get((entry.id, "transcription"), "")
        for cue in carnet.transcripts[entry.id].cues if entry.id in carnet.transcripts else ():
            yield from _found(f"{cue.speaker} {cue.text}", Span(path, cue.line), entry, people, exact=False)


def _found(
    text: str, start: Span, entry: Entry | None, people: list[Hidden], *, exact: bool
) -> Iterator[Mention]:
    """Look in one text; ``exact`` says that it stands in its file as it is, so that places can be counted."""
    for hidden in people:
        for begin, end in _written(text, hidden):
            where = _moved(start, text, begin, end) if exact else start
            yield Mention(hidden, entry, where, text[begin:end])


def _written(text: str, hidden: Hidden) -> list[tuple[int, int]]:
    """Return where a name stands in a text, first come first: « Léa Martin. Léa » holds it once."""
    seen = folded(text)
    found = sorted(
        (begin, -end) for form in hidden.forms if form in seen for begin, end in places(text, form)
    )
    kept: list[tuple[int, int]] = []
    for begin, minus_end in found:
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, -minus_end))
    return kept


def _moved(start: Span, text: str, begin: int, end: int) -> Span:
    line = start.line + text.count("\n", 0, begin)
    column = begin - text.rfind("\n", 0, begin) + start.column - 1
    return Span(start.path, line, column, end - begin)


def shown_strings(entry: Entry) -> Iterator[tuple[Loc, str]]:
    """Yield the texts of an entry's front matter that an output may show, with the path of their key.

    References, media names and, of a portrait, the name itself are not: carnet decides how they are shown.
    """
    unshown = {leaf.loc for leaf in marked(entry.fiche)} | {("nom",), ("pseudonyme",), ("statut",)}
    for loc, text in strings(entry.fiche):
        if loc not in unshown and loc[0] not in ("accord", "sorties", "texte" if _said(entry) else ""):
            yield loc, text


def _said(entry: Entry) -> bool:
    """Whether a verbatim's words are its text, read as a body is."""
    return entry.type == "verbatim" and not entry.body.strip()


def strings(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Yield every string of a model with the path of its key."""
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple | list):
        for place, item in enumerate(value):
            yield from strings(item, (*loc, place))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(item, (*loc, key))


def report_rights(carnet: Carnet, supports: Iterable[Support], moment: Moment, report: Report) -> None:
    """Report what consent and licences keep out of these supports, and the names left in others' texts."""
    supports = tuple(supports)
    report_consent(carnet, supports, moment, report)
    report_names(carnet, supports, moment, report)


def report_names(carnet: Carnet, supports: Iterable[Support], moment: Moment, report: Report) -> None:
    """Report each hidden name written in what may leave on one of these supports."""
    people = hidden_persons(carnet)
    if not people:
        return
    leaving: dict[str, Entry] = {}
    for support in supports:
        leaving |= left_out(carnet, support, moment)[0]
    for found in guessable(carnet, leaving.values(), people):
        report.add("nom-devinable", found.span, mot=found.words, raison=found.hidden.reason)
    for found in mentions(carnet, leaving.values(), people):
        report.add(
            "nom-cache",
            found.span,
            mots=" ".join(found.words.split()),
            raison=found.hidden.reason,
            fichier=found.hidden.person.source.path,
        )


def guessable(carnet: Carnet, entries: Iterable[Entry], people: Iterable[Hidden]) -> Iterator[Mention]:
    """Yield the first names and surnames alone, in the texts of the events where these persons were.

    « Jeannine » may be another Jeannine; « Pierre » may start a sentence: only a reader can tell.
    """
    entries = tuple(entries)
    for hidden in people:
        near = _near(carnet, hidden.person) if hidden.lone else set()
        for entry in entries:
            if entry.id in near or entry.evenement in near:
                yield from _alone(carnet, entry, hidden)


def _alone(carnet: Carnet, entry: Entry, hidden: Hidden) -> Iterator[Mention]:
    body = carnet.bodies[entry.id].body
    written = UNSHOWN.sub(lambda match: " " * len(match[0]), body.text)
    whole = _written(written, hidden)
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(hidden.lone)))})\b", written):
        if not any(begin <= match.start() < end for begin, end in whole):
            where = _moved(Span(body.path, body.line, body.column), written, match.start(), match.end())
            yield Mention(hidden, entry, where, match[0])


def _near(carnet: Carnet, person: Entry) -> set[str]:
    """Return the events where a person was, and what names her."""
    own = {link.target for link in carnet.links_of.get(person.id, ()) if link.loc[0] == "evenements"}
    naming = [carnet[link.source] for link in carnet.links if link.target == person.id]
    return (
        own
        | {entry.id for entry in naming}
        | {entry.evenement for entry in naming if entry.evenement}
        | {person.id}
    )
