"""What is to be rewritten: names that may not be shown, and words of who withdrew, in the texts of others.

In: a linked carnet, supports, a moment. Out: remarks, at the exact place. A hidden name is an error, and
nothing is built in the meantime. A first name alone, and eight words that somebody withdrew, are warnings:
they may be another's, and only a reader can tell.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from carnet.agreements import report_agreements
from carnet.diagnostics import Report
from carnet.gauges import report_proofs
from carnet.hidden import Hidden, Mention, Passage, guessable, hidden_persons, mentions, passages
from carnet.kinds import FichePortrait, FicheSon, Support
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.rights import Moment, left_out, report_consent
from carnet.spelling import folded, places, shingles
from carnet.text.plain import plain

SAID: Final = re.compile(r"«([^«»]+)»")


def quoted(carnet: Carnet, entries: Iterable[Entry], people: Iterable[Hidden]) -> Iterator[Mention]:
    """Yield the places of these entries where the words of one who withdrew are written."""
    import ahocorasick

    automaton: Any = ahocorasick.Automaton()
    for hidden in people:
        for form in (form for text in _words(carnet, hidden.person) for form in shingles(text)):
            automaton.add_word(form, (hidden, form))
    if not len(automaton):
        return
    automaton.make_automaton()
    for passage in passages(carnet, entries):
        forms: dict[Hidden, list[str]] = {}
        for _, (hidden, form) in automaton.iter(folded(passage.text)):
            forms.setdefault(hidden, []).append(form)
        for hidden, found in forms.items():
            yield from _found(passage, hidden, found)


def _found(passage: Passage, hidden: Hidden, forms: Iterable[str]) -> Iterator[Mention]:
    """Yield each run of words once, however many pieces of it were found."""
    begin = end = -1
    for start, stop in sorted(place for form in forms for place in places(passage.text, form)):
        if begin >= 0 and start > end:
            yield passage.mention(hidden, begin, end)
            begin = -1
        begin, end = (start, stop) if begin < 0 else (begin, max(end, stop))
    if begin >= 0:
        yield passage.mention(hidden, begin, end)


def _words(carnet: Carnet, person: Entry) -> Iterator[str]:
    """Yield what a person said: her verbatims, her turns in recordings, what her portrait quotes."""
    fiche = person.fiche
    assert isinstance(fiche, FichePortrait)
    yield fiche.exergue or ""
    yield from SAID.findall(plain(carnet.bodies[person.id]))
    for link in (li for li in carnet.links if li.target == person.id):
        source = carnet[link.source]
        if link.loc == ("personne",):
            yield from plain(carnet.bodies[source.id]).split("\n\n")
        elif isinstance(source.fiche, FicheSon):
            yield _turns(carnet, source, person)


def _turns(carnet: Carnet, sound: Entry, person: Entry) -> str:
    """Return what a person says in a recording: the turns under her name, all of it when she is alone."""
    assert isinstance(person.fiche, FichePortrait)
    names = {folded(name) for name in (person.fiche.nom, person.fiche.pseudonyme) if name}
    heard = {li.target for li in carnet.links_of.get(sound.id, ()) if li.loc[0] == "personnes"}
    if sound.id not in carnet.transcripts:
        return plain(carnet.bodies[sound.id]) if heard == {person.id} else ""
    cues = carnet.transcripts[sound.id].cues
    alone = heard == {person.id} and not any(cue.speaker for cue in cues)
    return " ".join(cue.text for cue in cues if alone or folded(cue.speaker) in names)


def report_rights(carnet: Carnet, supports: Iterable[Support], moment: Moment, report: Report) -> None:
    """Report what consent and licences keep out, what stands without it, what others wrote of it."""
    supports = tuple(supports)
    report_consent(carnet, supports, moment, report)
    report_agreements(carnet, supports, moment, report)
    report_proofs(carnet, moment, report)
    people = hidden_persons(carnet)
    if not people:
        return
    leaving: dict[str, Entry] = {}
    for support in supports:
        leaving |= left_out(carnet, support, moment)[0]
    for found in guessable(carnet, leaving.values(), people):
        report.add("nom-devinable", found.span, mot=found.short, raison=found.hidden.reason)
    for found in mentions(carnet, leaving.values(), people):
        person = found.hidden.person.source.path
        report.add("nom-cache", found.span, mots=found.short, raison=found.hidden.reason, fichier=person)
    for found in quoted(carnet, leaving.values(), [person for person in people if person.withdrawn]):
        report.add("paroles-retirees", found.span, mots=found.short)
