"""The one gate: what may leave on a support, on a day.

In: a linked carnet. Out: ``Visible``, the part of it an output is given, so that it cannot show what it
never received. Status, embargo, ``sorties`` and consent act here and nowhere else (contract, section 3).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from carnet.diagnostics import Report, Span
from carnet.kinds import SUPPORTS, Accord, FichePhoto, FichePortrait, FicheVerbatim, Objet, Support
from carnet.licences import terms
from carnet.linking import Carnet
from carnet.model import Entry, LeftOut
from carnet.wording import licence_name

ABSENT_DE = {
    "web": "du site",
    "pdf": "du PDF",
    "imprime": "du livre imprimé",
    "epub": "de l’EPUB",
    "kit": "des kits",
    "reseaux": "des réseaux",
    "donnees": "des données",
}
OPEN_SUPPORTS = ("kit", "donnees")
"""What is given to be reused: only what a licence lets anyone change and sell goes there."""

OBJETS = {"nom": "le nom", "image": "l’image", "voix": "la voix", "propos": "les propos"}


@dataclass(frozen=True, slots=True)
class Moment:
    """When a build happens, and whether drafts are shown (``--brouillons``)."""

    date: dt.date
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not leave: the rule (none for a mere status), whose consent, the missing objects."""

    reason: str
    rule: str = ""
    person: str = ""
    objets: tuple[Objet, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Answers, for one support and one moment, what may leave of a carnet.

    ``images_of`` lists for each photo the persons whose portrait it illustrates.
    """

    carnet: Carnet
    support: Support
    moment: Moment
    images_of: Mapping[str, tuple[str, ...]]

    def refusal(self, entry: Entry) -> Refusal | None:
        """Return why an entry may not leave, or None when it may."""
        return (
            self._unpublished(entry)
            or self._off_support(entry)
            or self._without_consent(entry)
            or self._closed_licence(entry)
        )

    def may_show(self, person: Entry) -> bool:
        """Whether a person may be shown, as she chose to be, beside what she did or said."""
        return self._unpublished(person) is None and self.person_refusal(person, ()) is None

    def person_refusal(self, person: Entry, objets: tuple[Objet, ...]) -> Refusal | None:
        """Return why these things of a person may not leave, her name included when it is shown."""
        assert isinstance(person.fiche, FichePortrait)
        wanted = (*_name_of(person.fiche), *objets)
        unpublished = self._unpublished(person)
        if unpublished is not None:
            return Refusal(unpublished.reason, "personne-pas-publiee", person.id)
        if not wanted:
            withdrawn = person.fiche.accord is not None and person.fiche.accord.retrait is not None
            return Refusal("accord retiré", "accord-retire", person.id) if withdrawn else None
        return self._covers(person.fiche.accord, wanted, person.id, whole=True)

    def _unpublished(self, entry: Entry) -> Refusal | None:
        if self.moment.drafts:
            return None
        if entry.fiche.statut != "publie":
            return Refusal("brouillon" if entry.fiche.statut == "brouillon" else "relu, pas encore publié")
        if entry.fiche.publication and entry.fiche.publication > self.moment.date:
            return Refusal("sous embargo")
        return None

    def _off_support(self, entry: Entry) -> Refusal | None:
        return None if self.support in entry.fiche.sorties else Refusal("hors des sorties choisies")

    def _closed_licence(self, entry: Entry) -> Refusal | None:
        """Keep out of what is given for reuse whatever its licence does not let anyone change and sell."""
        if self.support not in OPEN_SUPPORTS or not entry.licence or terms(entry.licence).open:
            return None  # without a licence, carnet.yaml has an error that stops the build
        return Refusal("licence fermée", "licence-fermee", entry.id)

    def _without_consent(self, entry: Entry) -> Refusal | None:
        """Check the agreement of every person an entry shows or quotes, then the entry's own."""
        persons = list(self._persons(entry))
        for person, objets in persons:
            refusal = self.person_refusal(self.carnet[person], objets)
            if refusal is not None:
                return refusal
        own = entry.fiche.accord
        if entry.type == "portrait":
            return None
        alone = isinstance(entry.fiche, FichePhoto) and entry.fiche.cadrage == "isole" and not persons
        if own is None:
            return Refusal("accord absent", "accord-absent", entry.id, ("image",)) if alone else None
        wanted = tuple(dict.fromkeys(o for _, objets in persons for o in objets)) or _own_objects(entry)
        return self._covers(own, wanted, entry.id, whole=not persons)

    def _persons(self, entry: Entry) -> Iterator[tuple[str, tuple[Objet, ...]]]:
        """Yield the persons an entry makes recognisable, and by what."""
        if entry.type == "portrait":
            yield entry.id, ("propos",) if _hidden_name(entry) and entry.body.strip() else ()
        objet: tuple[Objet, ...] = {"verbatim": ("propos",), "photo": ("image",), "son": ("voix",)}.get(
            entry.type, ()
        )  # type: ignore[assignment]  # literals
        if not objet:
            return
        fields = {"personne", "personnes"}
        named = {link.target for link in self.carnet.links_of.get(entry.id, ()) if link.loc[0] in fields}
        for person in sorted(named | set(self.images_of.get(entry.id, ()))):
            yield person, objet

    def _covers(
        self, accord: Accord | None, wanted: tuple[Objet, ...], owner: str, *, whole: bool
    ) -> Refusal | None:
        """Check one agreement. ``whole``: what it does not say is refused; else it only narrows another."""
        if accord is None:
            return Refusal("accord absent", "accord-absent", owner, wanted)
        if accord.retrait is not None:
            return Refusal("accord retiré", "accord-retire", owner)
        if accord.incomplet:
            return Refusal("accord d’un mineur incomplet", "accord-mineur", owner)
        early = accord.date is not None and accord.date > self.moment.date
        late = accord.jusqu_au is not None and accord.jusqu_au < self.moment.date
        if early or late:
            return Refusal("accord hors de ses dates", "accord-perime", owner)
        objets = _said(accord.objets, whole, ("nom", "image", "voix", "propos"))
        supports = _said(accord.supports, whole, SUPPORTS)
        missing = wanted if self.support not in supports else tuple(o for o in wanted if o not in objets)
        return Refusal("accord partiel", "accord-partiel", owner, missing) if missing else None


def _said(value: tuple[str, ...] | None, whole: bool, everything: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an agreement says; unsaid is nothing when it stands alone, everything when it narrows."""
    if value is not None:
        return value
    return () if whole else everything


def _name_of(fiche: FichePortrait) -> tuple[Objet, ...]:
    return ("nom",) if fiche.affichage in ("nom", "prenom") else ()


def _hidden_name(person: Entry) -> bool:
    return isinstance(person.fiche, FichePortrait) and not _name_of(person.fiche)


def _own_objects(entry: Entry) -> tuple[Objet, ...]:
    """Return what an entry's own agreement must cover when it names no portrait."""
    if isinstance(entry.fiche, FicheVerbatim):
        return ("propos",)
    return {"photo": ("image",), "son": ("voix",)}.get(entry.type, ())  # type: ignore[return-value]  # literals


def gate(carnet: Carnet, support: Support, moment: Moment) -> Gate:
    """Open the gate of one support.

    A portrait's photo is taken to show its person, unless the photo says who it shows (``personnes: []``
    when it shows nobody).
    """
    images: dict[str, tuple[str, ...]] = {}
    for link in carnet.links:
        shows_nobody = "personnes" in carnet[link.target].fiche.model_fields_set
        if link.loc == ("photo",) and carnet[link.source].type == "portrait" and not shows_nobody:
            images[link.target] = (*images.get(link.target, ()), link.source)
    return Gate(carnet, support, moment, images)


def left_out(
    carnet: Carnet, support: Support, moment: Moment
) -> tuple[dict[str, Entry], tuple[LeftOut, ...], Gate]:
    """Part a carnet in two for one support: what may leave, and what may not with its reason."""
    door = gate(carnet, support, moment)
    kept: dict[str, Entry] = {}
    out: list[LeftOut] = []
    for entry in carnet.entries.values():
        refusal = door.refusal(entry)
        if refusal is None:
            kept[entry.id] = entry
        else:
            out.append(LeftOut(entry.id, support, refusal.reason, refusal.rule, entry.span()))
    return _without_closed_events(kept, out, support), tuple(out), door


def _without_closed_events(kept: dict[str, Entry], out: list[LeftOut], support: str) -> dict[str, Entry]:
    """Leave out what belongs to an event that may not leave: its name and its place would show."""
    closed = {
        id_
        for id_, entry in kept.items()
        if entry.evenement and entry.type != "evenement" and entry.evenement not in kept
    }
    out += [LeftOut(id_, support, "son évènement n’est pas publié", "", kept[id_].span()) for id_ in closed]
    return {id_: entry for id_, entry in kept.items() if id_ not in closed}


def report_consent(carnet: Carnet, supports: Iterable[Support], moment: Moment, report: Report) -> None:
    """Report, once per entry and reason, what consent keeps out of these supports."""
    found: dict[tuple[str, Refusal], list[Support]] = {}
    doors = {support: gate(carnet, support, moment) for support in supports}
    for entry in carnet.entries.values():
        for support, door in doors.items():
            refusal = door.refusal(entry)
            if refusal is not None and refusal.rule:
                found.setdefault((entry.id, refusal), []).append(support)
    for (id_, refusal), where in found.items():
        person = carnet[refusal.person]
        report.add(
            refusal.rule,
            _place(carnet, id_, refusal),
            licence=licence_name(person.licence),
            interdit=terms(person.licence).closed_because,
            qui=who(person),
            supports=", ".join(ABSENT_DE[s] for s in where),
            objets=" ni ".join(OBJETS[o] for o in refusal.objets),
            date=moment.date.isoformat(),
            raison=refusal.reason,
            fichier=person.source.path,
        )


def _place(carnet: Carnet, id_: str, refusal: Refusal) -> Span:
    """Return where a refusal is shown: the licence, the agreement, or the name that wants one."""
    entry = carnet[id_]
    if refusal.rule == "licence-fermee":
        return entry.span("licence") if entry.fiche.licence else carnet.front.span("licence")
    return entry.span("accord", key=True) if refusal.person == id_ else entry.span("personne")


def who(entry: Entry) -> str:
    """Return whose agreement an entry holds, for the editors."""
    return entry.fiche.nom if isinstance(entry.fiche, FichePortrait) else "la personne montrée"
