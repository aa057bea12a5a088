"""The progress board: what the duo owes each event, and where it stands.

In: a linked carnet and a day. Out: ``Board``: one row per event, one cell per piece, the balance of the
whole, and what is ready for the national event. Rendered for the terminal, as JSON and as a page.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from carnet.agreements import ending_soon, without_proof
from carnet.gauges import Jauge, Mesure, measured
from carnet.kinds import FicheEvenement, FicheSeance
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.rights import Gate, Moment, gate, who
from carnet.templating import environment, fill
from carnet.visible import Visible, visible_on
from carnet.wording import count, day


class Etat(StrEnum):
    """How far a piece is; a higher one wins when an event has several entries of it."""

    MANQUE = "manque"
    BROUILLON = "brouillon"
    RELU = "relu"
    ACCORD = "accord"
    PUBLIE = "publie"


SIGN: Final = {Etat.MANQUE: "·", Etat.BROUILLON: "b", Etat.RELU: "r", Etat.ACCORD: "!", Etat.PUBLIE: "✓"}
WORDS: Final = {
    Etat.MANQUE: "manque",
    Etat.BROUILLON: "brouillon",
    Etat.RELU: "relu",
    Etat.ACCORD: "publié, mais bloqué faute d’accord",
    Etat.PUBLIE: "publié",
}
PIECES: Final = {
    "introduction": "Introduction",
    "ouverture": "Ouverture",
    "passage": "Témoin",
    "portraits": "Portraits",
    "verbatims": "Verbatims",
    "photos": "Photos",
    "sons": "Sons",
    "synthese": "Synthèse",
    "recit": "Récit",
    "inventaire": "Inventaire",
    "enseignements": "Enseignements",
    "pistes": "Pistes",
    "publication": "Publication",
}
"""What the duo owes each event (the call for local NEC events, research domain.md section 1.5)."""

KIND_OF: Final = {
    "portraits": "portrait",
    "verbatims": "verbatim",
    "photos": "photo",
    "sons": "son",
    "synthese": "synthese",
    "recit": "recit",
    "inventaire": "inventaire",
    "enseignements": "enseignement",
    "pistes": "piste",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One piece of one event: its state, how many entries of it are published among all, those that wait."""

    etat: Etat
    publies: int = 0
    total: int = 0
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One event: its cells by piece, and the names of the pieces that are not ready."""

    id: str
    titre: str
    jour: dt.date
    annonce: bool
    cells: dict[str, Cell]

    @property
    def missing(self) -> list[str]:
        """The pieces that are not published."""
        return [piece for piece, cell in self.cells.items() if cell.etat is not Etat.PUBLIE]

    @property
    def owed(self) -> dict[Etat, list[str]]:
        """The pieces that are not published, by how far they are."""
        states = (etat for etat in Etat if etat is not Etat.PUBLIE)
        by = {etat: [piece for piece in self.missing if self.cells[piece].etat is etat] for etat in states}
        return {etat: pieces for etat, pieces in by.items() if pieces}

    @property
    def waiting(self) -> list[str]:
        """The files that are written and not published, of pieces that are not missing."""
        return list(dict.fromkeys(path for cell in self.cells.values() for path in cell.waiting))


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board. ``balance`` counts words, voices and territories of what is published.

    ``ending`` are the agreements that end within 90 days: whose, and when; ``unproved`` the files whose
    agreement has no proof; ``measures`` the lengths out of their gauge.
    """

    rows: tuple[Row, ...]
    balance: dict[str, dict[str, int]]
    ending: tuple[tuple[str, dt.date], ...]
    unproved: tuple[str, ...]
    measures: tuple[Mesure, ...]

    @property
    def past(self) -> list[Row]:
        """The events that took place."""
        return [row for row in self.rows if not row.annonce]

    @property
    def ready(self) -> list[Row]:
        """Past events that owe nothing any more."""
        return [row for row in self.rows if not row.annonce and not row.missing]


def board(carnet: Carnet, moment: Moment) -> Board:
    """Return the board of a carnet on a day."""
    everything = visible_on(carnet, "web", Moment(moment.date, drafts=True))
    door = gate(carnet, "web", moment)
    events = sorted(
        (e for e in carnet.entries.values() if isinstance(e.fiche, FicheEvenement)),
        key=lambda e: (_day(e), e.id),
    )
    gone = _withdrawn(carnet, moment)
    rows = tuple(_row(event, carnet, door, gone) for event in events)
    ending = tuple((who(entry), last) for entry, last in ending_soon(carnet, moment))
    unproved = tuple(sorted(entry.source.path for entry in without_proof(carnet)))
    balance = _balance(visible_on(carnet, "web", moment), everything)
    return Board(rows, balance, ending, unproved, tuple(measured(carnet)))


def _day(entry: Entry) -> str:
    assert isinstance(entry.fiche, FicheEvenement)
    return entry.fiche.debut.isoformat()


def _row(event: Entry, carnet: Carnet, door: Gate, gone: frozenset[str]) -> Row:
    assert isinstance(event.fiche, FicheEvenement)
    cells = {piece: _cell(piece, event, carnet, door, gone) for piece in PIECES}
    return Row(event.id, event.fiche.titre or event.id, event.fiche.debut, event.fiche.annonce, cells)


def _cell(piece: str, event: Entry, carnet: Carnet, door: Gate, gone: frozenset[str]) -> Cell:
    assert isinstance(event.fiche, FicheEvenement)
    match piece:
        case "introduction":
            entries = [event] if event.body.strip() else []
        case "publication":
            entries = [event]
        case "ouverture":
            entries = [e for e in carnet.entries.values() if e.evenement == event.id and _opens(e)]
            if not entries and "ouverture" in event.fiche.duo:
                return Cell(Etat.PUBLIE)
        case "passage":
            entries = [
                carnet[li.source] for li in carnet.links if li.loc == ("de",) and li.target == event.id
            ]
        case _:
            entries = list(_of(KIND_OF[piece], event, carnet))
    entries = [entry for entry in entries if entry.id not in gone]
    states = [_state(entry, door) for entry in entries]
    order = list(Etat)
    best = max(states, key=order.index, default=Etat.MANQUE)
    waiting = [e.source.path for e, state in zip(entries, states, strict=True) if state is not Etat.PUBLIE]
    return Cell(best, sum(state is Etat.PUBLIE for state in states), len(states), tuple(waiting))


def _opens(entry: Entry) -> bool:
    return isinstance(entry.fiche, FicheSeance) and "ouverture" in (entry.fiche.format or "").lower()


def _of(type_: str, event: Entry, carnet: Carnet) -> Iterator[Entry]:
    """Yield the entries of a kind that an event owns, that name it, or that rest on what happened there."""
    inside = {e.id for e in carnet.entries.values() if e.evenement == event.id}
    for entry in carnet.entries.values():
        if entry.type != type_ or (type_ == "portrait" and not entry.body.strip()):
            continue
        named = {
            li.target for li in carnet.links_of.get(entry.id, ()) if li.loc[0] in ("evenements", "preuves")
        }
        if entry.id in inside or event.id in named or (type_ in ("enseignement", "piste") and named & inside):
            yield entry


def _state(entry: Entry, door: Gate) -> Etat:
    if entry.fiche.statut != "publie":
        return Etat(entry.fiche.statut)
    refusal = door.refusal(entry)
    return Etat.ACCORD if refusal is not None and refusal.rule else Etat.PUBLIE


def _withdrawn(carnet: Carnet, moment: Moment) -> frozenset[str]:
    """Return what a withdrawal keeps in, drafts too: it is not waited for."""
    door = gate(carnet, "web", Moment(moment.date, drafts=True))
    refusals = {entry.id: door.refusal(entry) for entry in carnet.entries.values()}
    return frozenset(id_ for id_, why in refusals.items() if why is not None and why.rule == "accord-retire")


def _balance(visible: Visible, everything: Visible) -> dict[str, dict[str, int]]:
    """Count what is published: words by event, words by voice, persons by territory, entries by status."""
    words: Counter[str] = Counter()
    voices: Counter[str] = Counter()
    for entry in visible.entries.values():
        length = visible.carnet.bodies[entry.id].words
        event = visible.evenement_of(entry)
        words[visible.titre(event) if event else "Commun"] += length
        if entry.fiche.voix:
            voices[entry.fiche.voix] += length
    places = Counter(p.territoire or "territoire non dit" for p in visible.personnes)
    status = Counter(entry.fiche.statut for entry in everything.carnet.entries.values())
    return {
        "mots_par_evenement": dict(words.most_common()),
        "mots_par_voix": dict(voices.most_common()),
        "personnes_par_territoire": dict(places.most_common()),
        "entrees_par_statut": dict(status.most_common()),
    }


def as_json(found: Board) -> str:
    """Render the board as one JSON document, with a final newline."""
    document = {
        "evenements": [
            {
                "id": row.id,
                "titre": row.titre,
                "annonce": row.annonce,
                "pieces": {
                    piece: {
                        "etat": cell.etat.value,
                        "publies": cell.publies,
                        "total": cell.total,
                        "en_attente": list(cell.waiting),
                    }
                    for piece, cell in row.cells.items()
                },
            }
            for row in found.rows
        ],
        "prets": [row.id for row in found.ready],
        "pas_prets": [row.id for row in found.past if row.missing],
        "accords_qui_se_terminent": [
            {"qui": who, "jusqu_au": last.isoformat()} for who, last in found.ending
        ],
        "accords_sans_preuve": list(found.unproved),
        "longueurs": [
            {"fichier": m.path, "piece": m.jauge.quoi, "longueur": m.length, "jauge": m.jauge.said}
            for m in found.measures
        ],
        "equilibre": found.balance,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


WIDE: Final = 7
"""Signs of a column of the terminal: « ✓ 12/13 » fits."""


def as_text(found: Board) -> str:
    """Render the board for a terminal: a line per event, a column per piece, then what is missing."""
    if not found.rows:
        return "Aucun évènement pour l’instant : carnet nouveau evenement\n"
    width = max(len(row.titre) for row in found.rows)
    lines = [" " * width + "  " + " ".join(f"{label[:WIDE]:<{WIDE}}" for label in PIECES.values())]
    for row in found.rows:
        cells = (f"{SIGN[cell.etat]}{_tally(cell)}" for cell in row.cells.values())
        lines.append(f"{row.titre:<{width}}  " + " ".join(f"{cell:<{WIDE}}" for cell in cells))
    lines += ["", "  ".join(f"{sign} {WORDS[etat]}" for etat, sign in SIGN.items()), "", *_debts(found.rows)]
    lines += [f"{name} : son accord se termine le {day(last)}" for name, last in found.ending]
    lines += [f"{path} : accord sans preuve notée" for path in found.unproved]
    lines += ["", *_national(found), "", *_balance_lines(found.balance), *_lengths(found)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lengths(found: Board) -> Iterator[str]:
    """Count the lengths out of their gauge, piece by piece; the page and the JSON have them one by one."""
    counts = Counter(m.jauge for m in found.measures)
    if counts:
        said = ", ".join(f"{number} × {jauge.quoi} ({jauge.said})" for jauge, number in counts.most_common())
        yield f"Longueurs hors jauge : {said}"


def _national(found: Board) -> Iterator[str]:
    """Say which past events are ready for the national one, and which are not."""
    if found.ready:
        yield f"Prêts pour la rencontre nationale : {', '.join(row.titre for row in found.ready)}"
    late = [row for row in found.past if row.missing]
    if late:
        yield f"Pas encore prêts : {', '.join(f'{row.titre} ({len(row.missing)})' for row in late)}"


def _tally(cell: Cell) -> str:
    if cell.total < 2 and cell.publies == cell.total:
        return ""
    return f" {cell.publies}" if cell.publies == cell.total else f" {cell.publies}/{cell.total}"


def _debts(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if row.annonce:
            yield f"{row.titre} : à venir"
        elif row.missing:
            yield f"{row.titre} : reste {', '.join(PIECES[piece].lower() for piece in row.missing)}"
        else:
            yield f"{row.titre} : prêt"


BALANCE: Final = {
    "mots_par_evenement": ("Mots publiés", "mot"),
    "mots_par_voix": ("Voix", "mot"),
    "personnes_par_territoire": ("Personnes nommées", "personne"),
    "entrees_par_statut": ("Entrées", "entrée"),
}
"""What each part of the balance is called, and what it counts."""


def _balance_lines(balance: dict[str, dict[str, int]]) -> Iterator[str]:
    for key, (title, noun) in BALANCE.items():
        if balance[key]:
            said = (f"{_called(name)} ({count(number, noun)})" for name, number in balance[key].items())
            yield f"{title} : {', '.join(said)}"


def _called(name: str) -> str:
    """Return what a part of the balance is called: a status has a word, the rest its own name."""
    return WORDS[Etat(name)] if name in list(Etat) else name


def as_html(found: Board, titre: str, date: dt.date, root: Path) -> str:
    """Render the board as one page for the editors, whole without anything beside it."""
    balance = [
        {"titre": title, "lignes": _bars(found.balance[key], noun)}
        for key, (title, noun) in BALANCE.items()
        if found.balance[key]
    ]
    return fill(
        environment(root, "board").get_template("etat.html"),
        titre=titre,
        date=date,
        rows=found.rows,
        passes=found.past,
        prets=found.ready,
        manques=sum(len(row.missing) for row in found.past),
        bloques=sum(cell.etat is Etat.ACCORD for row in found.past for cell in row.cells.values()),
        pieces=PIECES,
        signes=SIGN,
        courts={**WORDS, Etat.ACCORD: "sans accord"},
        mots=WORDS,
        echeances=[{"nom": name, "jour": last} for name, last in found.ending],
        sans_preuve=found.unproved,
        equilibre=balance,
        mesures=_by_gauge(found.measures),
    )


def _by_gauge(measures: Iterable[Mesure]) -> dict[Jauge, list[Mesure]]:
    """Return the lengths out of their gauge, gauge by gauge."""
    found: dict[Jauge, list[Mesure]] = {}
    for measure in measures:
        found.setdefault(measure.jauge, []).append(measure)
    return found


def _bars(counts: dict[str, int], noun: str) -> list[dict[str, object]]:
    most = max(counts.values())
    return [
        {
            "nom": _called(name)[:1].upper() + _called(name)[1:],
            "dit": count(number, noun),
            "part": round(60 * number / most),
        }
        for name, number in counts.items()
    ]
