"""Names that may not be shown and that somebody wrote all the same.

In: a linked carnet. Out: ``Mention`` values, at the exact place. ``affichage`` and a withdrawal act
everywhere at once where carnet writes the name itself; in the prose of others only its author can rewrite
the sentence.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from carnet.diagnostics import Span
from carnet.fields import Loc, marked
from carnet.kinds import FichePortrait
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.spelling import WORDS, folded, formal, places, spellings
from carnet.visible import shown_name

WAYS: Final = {"prenom": "son prénom", "pseudonyme": "un pseudonyme", "role": "son rôle"}
SHOWN_WORDS: Final = 8
SHARED: Final = ""
"""What stands for the event of a text that belongs to none, and may speak of all."""
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

    @property
    def withdrawn(self) -> bool:
        """Whether she withdrew."""
        accord = self.person.fiche.accord
        return accord is not None and accord.retrait is not None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a hidden name, or what its person said, is written, and the words found there."""

    hidden: Hidden
    entry: Entry | None
    span: Span
    words: str

    @property
    def short(self) -> str:
        """The words on one line, the first eight when there are more."""
        words = self.words.split()
        return " ".join(words) if len(words) <= SHOWN_WORDS else f"{' '.join(words[:SHOWN_WORDS])}…"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that may be shown, its place, its entry (None for carnet.yaml).

    ``exact`` says that it stands in its file as it is, so that places in it can be counted.
    """

    text: str
    start: Span
    entry: Entry | None
    exact: bool = False

    def mention(self, hidden: Hidden, begin: int, end: int) -> Mention:
        """Return what is written between two offsets, at its place."""
        where = _moved(self.start, self.text, begin, end) if self.exact else self.start
        return Mention(hidden, self.entry, where, self.text[begin:end])


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
    elif accord is not None and accord.incomplet:
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
    for passage in passages(carnet, entries):
        yield from _found(passage, people)


def passages(carnet: Carnet, entries: Iterable[Entry]) -> Iterator[Passage]:
    """Yield every text of carnet.yaml, of these entries and of their transcripts that an output may show."""
    for loc, text in strings(carnet.edition):
        yield Passage(text, carnet.front.span(*loc), None)
    for entry in entries:
        yield from passages_of(carnet, entry)


def passages_of(carnet: Carnet, entry: Entry) -> Iterator[Passage]:
    """Yield the texts of one entry: its front matter, its body blank where no output shows it, its cues."""
    for loc, text in shown_strings(entry):
        yield Passage(text, entry.span(*loc), entry)
    body = carnet.bodies[entry.id].body
    written = UNSHOWN.sub(lambda match: " " * len(match[0]), body.text)
    yield Passage(written, Span(body.path, body.line, body.column), entry, exact=True)
    path = carnet.files.get((entry.id, "transcription"), "")
    for cue in carnet.transcripts[entry.id].cues if entry.id in carnet.transcripts else ():
        yield Passage(f"{cue.speaker} {cue.text}", Span(path, cue.line), entry)


def _found(passage: Passage, people: list[Hidden]) -> Iterator[Mention]:
    seen = folded(passage.text)
    for hidden in people:
        for begin, end in _written(passage.text, seen, hidden):
            yield passage.mention(hidden, begin, end)


def _written(text: str, seen: str, hidden: Hidden) -> list[tuple[int, int]]:
    """Return where a name stands in a text, ``seen`` when folded: « Léa Martin. Léa » holds it once."""
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


def guessable(carnet: Carnet, entries: Iterable[Entry], people: Iterable[Hidden]) -> Iterator[Mention]:
    """Yield the first names and surnames alone, in the texts near these persons.

    « Jeannine » may be another Jeannine; « Pierre » may start a sentence: only a reader can tell.
    """
    entries = tuple(entries)
    for hidden in (person for person in people if person.lone):
        alone = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(hidden.lone)))})\b")
        near = _near(carnet, hidden.person)
        for entry in (e for e in entries if near & {e.id, *_events_of(carnet, e)}):
            for passage in passages_of(carnet, entry):
                yield from _alone(passage, hidden, alone)


def _alone(passage: Passage, hidden: Hidden, alone: re.Pattern[str]) -> Iterator[Mention]:
    whole = _written(passage.text, folded(passage.text), hidden) if alone.search(passage.text) else []
    for match in alone.finditer(passage.text):
        if not any(begin <= match.start() < end for begin, end in whole):
            yield passage.mention(hidden, match.start(), match.end())


def _near(carnet: Carnet, person: Entry) -> set[str]:
    """Return the events where a person was, what names her, and the texts that speak of every event."""
    naming = [carnet[link.source] for link in carnet.links if link.target == person.id]
    events = {event for entry in (person, *naming) for event in _events_of(carnet, entry)}
    return events | {entry.id for entry in naming} | {person.id, SHARED}


def _events_of(carnet: Carnet, entry: Entry) -> set[str]:
    """Return the event an entry belongs to, those where a portrait's person was."""
    if entry.type != "portrait":
        return {entry.evenement or SHARED}
    return {link.target for link in carnet.links_of.get(entry.id, ()) if link.loc[0] == "evenements"}
