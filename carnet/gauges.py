"""Soft gauges: what a newsroom measures before the page is closed.

In: a linked carnet. Out: ``Mesure`` values for the board (a length out of its gauge is a matter of
judgement), and remarks for what is a promise of the carnet: a pull quote word for word, a baton handed on and
answered, a teaching that rests on something published. The lengths are those of the trade: a headline of 90
characters, a chapô of 2 or 3 sentences, a portrait of 100 to 1,100 words, a story of 500 to 1,900.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from carnet.diagnostics import Report, Span
from carnet.kinds import SUPPORTS, FicheEvenement, FicheInventaire, FichePassage, FichePortrait
from carnet.linking import Carnet, words_of
from carnet.model import Entry
from carnet.rights import Moment, gate
from carnet.text.nodes import Node, walk, words_in
from carnet.text.plain import plain
from carnet.wording import figures

OPENING: Final = re.compile(r"^:{3,} *\{?\.?exergue\b", re.MULTILINE)
SIGNES: Final = "signes"
MOTS: Final = "mots"


@dataclass(frozen=True, slots=True)
class Jauge:
    """How long a piece is meant to be, both ends included."""

    quoi: str
    least: int
    most: int
    unit: str

    @property
    def said(self) -> str:
        """The gauge in words."""
        if self.least <= 1:
            return f"{figures(self.most)} {self.unit} au plus"
        return f"de {figures(self.least)} à {figures(self.most)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Mesure:
    """One piece out of its gauge: the file, how long it is."""

    path: str
    jauge: Jauge
    length: int

    @property
    def said(self) -> str:
        """The length in words."""
        return f"{figures(self.length)} {self.jauge.unit}"


TITRE: Final = Jauge("titre", 1, 90, SIGNES)
CHAPO: Final = Jauge("chapô", 120, 400, SIGNES)
EXERGUE: Final = Jauge("exergue", 40, 180, SIGNES)
BODIES: Final = {
    "verbatim": Jauge("verbatim", 1, 600, SIGNES),
    "portrait": Jauge("portrait", 100, 1100, MOTS),
    "recit": Jauge("récit", 500, 1900, MOTS),
    "photo": Jauge("légende", 1, 300, SIGNES),
}
CHOSES: Final = Jauge("inventaire", 15, 60, "choses")


def measured(carnet: Carnet) -> Iterator[Mesure]:
    """Yield what is out of its gauge among what is published or about to be, by file."""
    for entry in sorted(carnet.entries.values(), key=lambda e: e.source.path):
        if entry.fiche.statut == "brouillon":
            continue
        for jauge, length in _lengths(entry, carnet):
            if not jauge.least <= length <= jauge.most:
                yield Mesure(entry.source.path, jauge, length)


def _lengths(entry: Entry, carnet: Carnet) -> Iterator[tuple[Jauge, int]]:
    fiche = entry.fiche
    if fiche.titre:
        yield TITRE, len(fiche.titre)
    if fiche.resume:
        yield CHAPO, len(fiche.resume)
    if isinstance(fiche, FichePortrait) and fiche.exergue:
        yield EXERGUE, len(fiche.exergue)
    if isinstance(fiche, FicheInventaire):
        yield CHOSES, len(fiche.vu) + len(fiche.entendu) + len(fiche.ressenti)
    jauge = BODIES.get(entry.type)
    parsed = carnet.bodies[entry.id]
    if jauge is not None and parsed.blocks:
        yield jauge, parsed.words if jauge.unit == MOTS else len(plain(parsed))


def check_promises(carnet: Carnet, report: Report) -> None:
    """Report pull quotes nobody said, batons not handed on or not answered."""
    said = " ".join(
        words_of(plain(carnet.bodies[e.id])) for e in carnet.entries.values() if e.type == "verbatim"
    )
    for entry in carnet.entries.values():
        if entry.fiche.statut != "publie":
            continue
        _check_quotes(entry, carnet, said, report)
        if isinstance(entry.fiche, FichePassage) and entry.fiche.reponse is None:
            _check_answer(entry, carnet, report)
    _check_batons(carnet, report)


def _check_quotes(entry: Entry, carnet: Carnet, said: str, report: Report) -> None:
    """A pull quote of a text is found word for word in the rest of it, or in somebody's words."""
    parsed = carnet.bodies[entry.id]
    quotes = [node for node in walk(parsed.blocks) if node["t"] == "Div" and node.get("kind") == "exergue"]
    written = [match.start() for match in OPENING.finditer(entry.body)]
    whole = words_of(plain(parsed)) if quotes else ""
    for rank, quote in enumerate(quotes):
        words = words_of(_text(quote))
        if quote.get("lang"):  # a translation is faithful otherwise
            continue
        if whole.count(words) < 2 and words not in said:
            line = entry.body.count("\n", 0, written[rank]) if rank < len(written) else 0
            report.add("exergue-infidele", Span(entry.source.path, entry.source.body_line + line))


def _text(node: Node) -> str:
    return " ".join(words_in(inner["c"]) for inner in walk([node]) if inner["t"] in ("Para", "Plain"))


def report_proofs(carnet: Carnet, moment: Moment, report: Report) -> None:
    """Report the teachings and courses of action of which no proof may leave on any support."""
    doors = [gate(carnet, support, moment) for support in SUPPORTS]
    for entry in carnet.entries.values():
        if entry.type in ("enseignement", "piste") and entry.fiche.statut == "publie":
            proofs = [carnet[li.target] for li in carnet.links_of.get(entry.id, ()) if li.loc[0] == "preuves"]
            if proofs and all(door.refusal(proof) for door in doors for proof in proofs):
                report.add("preuve-absente", entry.span("preuves"), quoi=entry.fiche.nom_du_type)


def _check_answer(passage: Entry, carnet: Carnet, report: Report) -> None:
    """Remark on a baton that an event received, now that it is over, without a word in return."""
    for link in carnet.links_of.get(passage.id, ()):
        event = carnet[link.target].fiche
        if link.loc == ("vers",) and isinstance(event, FicheEvenement) and not event.annonce:
            report.add("temoin-sans-reponse", passage.span("vers"), evenement=event.titre)


def _check_batons(carnet: Carnet, report: Report) -> None:
    """Remark on an event that handed nothing on, or was passed by, in a carnet where batons are handed on."""
    given, received = ({li.target for li in carnet.links if li.loc == (key,)} for key in ("de", "vers"))
    events = [e for e in carnet.entries.values() if isinstance(e.fiche, FicheEvenement)]
    events.sort(key=lambda event: (event.date or dt.date.max, event.id))
    for event in events if given else ():
        if _is_over(event) and event.id not in given and event.date != events[-1].date:
            report.add("temoin-absent", event.span("titre"), evenement=event.fiche.titre)
    for before, event in pairwise(events):
        if _is_over(event) and event.id not in received and before.id in given:
            report.add("temoin-non-recu", event.span("titre"), evenement=event.fiche.titre)


def _is_over(event: Entry) -> bool:
    return (
        isinstance(event.fiche, FicheEvenement) and event.fiche.statut == "publie" and not event.fiche.annonce
    )
