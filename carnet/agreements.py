"""What an agreement that holds still lacks: time before it, a proof on file, care for a child.

In: a linked carnet and a day. Out: entries for the board, and warnings. None of it keeps anything in: that is
the gate's work (``rights.py``).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from carnet.diagnostics import Report
from carnet.kinds import Accord, FichePortrait, Support
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.rights import Moment, who
from carnet.wording import count, day

WARNED_BEFORE: Final = 90
"""Days before the end of an agreement from which it is warned of: a new one takes time to get."""

BEYOND_RECALL: Final = {"reseaux": "sur les réseaux", "donnees": "dans les données"}
"""Where what was published is copied at once, by people nobody knows."""

RECOGNISABLE: Final = frozenset(("nom", "image", "voix"))


def ending_soon(carnet: Carnet, moment: Moment) -> Iterator[tuple[Entry, dt.date]]:
    """Yield what agreement ends within 90 days, and its last day."""
    for entry, accord in _standing(carnet):
        if accord.jusqu_au and 0 <= (accord.jusqu_au - moment.date).days <= WARNED_BEFORE:
            yield entry, accord.jusqu_au


def without_proof(carnet: Carnet) -> list[Entry]:
    """Return the agreements that no proof backs, in a carnet that keeps proofs; none in another."""
    agreements = list(_standing(carnet))
    if not any(accord.preuve for _, accord in agreements):
        return []
    return [entry for entry, accord in agreements if not accord.preuve]


def report_agreements(carnet: Carnet, supports: Iterable[Support], moment: Moment, report: Report) -> None:
    """Warn of the agreements that end soon, of those without a proof, and of children shown too widely."""
    for entry, last in ending_soon(carnet, moment):
        days = (last - moment.date).days
        report.add(
            "accord-bientot-perime",
            entry.span("accord", "jusqu_au"),
            qui=who(entry),
            date=day(last),
            jours=f"dans {count(days, 'jour')}" if days else "aujourd’hui",
        )
    for entry in without_proof(carnet):
        report.add("accord-sans-preuve", entry.span("accord", key=True), qui=who(entry))
    for entry, accord in _standing(carnet):
        if accord.mineur and not accord.incomplet and (ways := list(_exposed(entry, accord, supports))):
            report.add("mineur-expose", entry.span("accord", "mineur"), qui=who(entry), ou=", ".join(ways))


def _exposed(entry: Entry, accord: Accord, supports: Iterable[Support]) -> Iterator[str]:
    """Yield how a child would be shown more than is wise: by the whole name, where nothing is recalled.

    Words that nobody's name, face or voice goes with expose nobody.
    """
    if isinstance(entry.fiche, FichePortrait) and entry.fiche.affichage == "nom":
        yield "par son nom entier"
    if RECOGNISABLE & set(accord.objets or ()):
        agreed = set(supports) & set(accord.supports or ()) & set(entry.fiche.sorties)
        yield from (words for support, words in BEYOND_RECALL.items() if support in agreed)


def _standing(carnet: Carnet) -> Iterator[tuple[Entry, Accord]]:
    """Yield the agreements of what is published, withdrawn ones put aside."""
    for entry in carnet.entries.values():
        accord = entry.fiche.accord
        if accord is not None and accord.retrait is None and entry.fiche.statut == "publie":
            yield entry, accord
