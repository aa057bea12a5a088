"""What an output is given: the entries that may leave on its support, and the questions it may ask.

In: a linked carnet and a moment. Out: ``Visible``. Sorting, filtering and naming are decided here, in
words a template can use; a template only arranges.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from carnet.edition import Contributeur, Edition, Theme
from carnet.fields import seconds
from carnet.kinds import FicheEvenement, FichePhoto, FichePortrait, FicheTexte, FicheVerbatim, Support
from carnet.linking import Carnet
from carnet.model import Entry, LeftOut, Step
from carnet.plan import FRONT, by_date
from carnet.rights import Gate, Moment, left_out
from carnet.sources import slug
from carnet.text.body import Reference
from carnet.text.plain import notes, plain


@dataclass(frozen=True, slots=True)
class Personne:
    """A person as she chose to be shown. ``portrait`` is her entry when it has a text that may be read."""

    id: str
    nom: str
    fonction: str
    structure: str
    territoire: str
    portrait: Entry | None

    @property
    def qualite(self) -> str:
        """Her function and structure, on one line."""
        return ", ".join(part for part in (self.fonction, self.structure) if part)


@dataclass(frozen=True)
class Visible:
    """The part of a carnet that may leave on one support. ``entries`` is all an output will ever see."""

    carnet: Carnet
    support: Support
    moment: Moment
    entries: Mapping[str, Entry]
    left_out: tuple[LeftOut, ...]
    door: Gate
    evenement: str | None = None

    @property
    def edition(self) -> Edition:
        """What carnet.yaml says."""
        return self.carnet.edition

    # --- lists -------------------------------------------------------------------------------------

    def of_type(self, *types: str) -> list[Entry]:
        """Return the entries of these kinds, as they came: by date, hour, place in the recording, id."""
        return sorted((e for e in self.entries.values() if e.type in types), key=self._came)

    @cached_property
    def evenements(self) -> list[Entry]:
        """The events, by their first day."""
        return sorted(self.of_type("evenement"), key=_first_day)

    def rang(self, evenement: Entry) -> int:
        """Return an event's place among all those that may leave, from 0: the same when one is alone."""
        whole = visible_on(self.carnet, self.support, self.moment) if self.evenement else self
        return [event.id for event in whole.evenements].index(evenement.id)

    @cached_property
    def portraits(self) -> list[Entry]:
        """The persons who have a text, by the name they are shown with."""
        return sorted(
            (e for e in self.of_type("portrait") if e.body.strip()), key=lambda e: _sort_key(self.titre(e))
        )

    @cached_property
    def personnes(self) -> list[Personne]:
        """Every person who may be named, in alphabetical order."""
        everyone = (self.personne(e.id) for e in self.carnet.entries.values() if e.type == "portrait")
        return sorted((p for p in everyone if p), key=lambda p: _sort_key(p.nom))

    def in_event(self, evenement: Entry, *types: str) -> list[Entry]:
        """Return what belongs to an event, of these kinds or of all, in a reader's order.

        Portraits belong to the events they name.
        """
        inside = self._inside.get(evenement.id, [])
        return [e for e in inside if not types or e.type in types]

    def _came(self, entry: Entry) -> tuple[dt.date, str, str, float, str]:
        """Return when an entry came: its date, its hour or its session's, its place in a sound, its id."""
        fiche, seance = entry.fiche, self.target(entry, "seance")
        hours = (getattr(e.fiche, "heure", None) for e in (entry, seance) if e)
        son = self.target(entry, "son")
        start = fiche.debut if isinstance(fiche, FicheVerbatim) and son else None
        return (
            entry.date or dt.date.max,
            _hour_key(next((hour for hour in hours if hour), "")),
            son.id if son else "~",
            seconds(start) if start else 0.0,
            entry.id,
        )

    @cached_property
    def _inside(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries.values(), key=lambda e: (_place_of(e.type), *self._came(e))):
            events = {e.id for e in self.targets(entry, "evenements")} | {entry.evenement or ""}
            for event in events - {entry.id}:
                found.setdefault(event, []).append(entry)
        return found

    def of_theme(self, theme: str) -> list[Entry]:
        """Return the entries of a theme, events first, by date."""
        found = [
            e
            for e in self.entries.values()
            if theme in e.fiche.themes or theme in getattr(e.fiche, "thematiques", ())
        ]
        return sorted(found, key=lambda e: (e.type != "evenement", *by_date(e)))

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """The themes that something visible speaks of, in the edition's order."""
        return {id_: theme for id_, theme in self.edition.themes.items() if self.of_theme(id_)}

    def auteurs(self, entry: Entry) -> list[Contributeur]:
        """Return who signs an entry."""
        known = self.edition.contributeurs
        return [known[id_] for id_ in entry.auteurs if id_ in known]

    # --- one thing from another --------------------------------------------------------------------

    def targets(self, entry: Entry, champ: str) -> list[Entry]:
        """Return the visible entries a field names, in the order they are written."""
        links = self.carnet.links_of.get(entry.id, ())
        return [
            self.entries[link.target]
            for link in links
            if link.loc[0] == champ and link.target in self.entries
        ]

    def target(self, entry: Entry, champ: str) -> Entry | None:
        """Return the visible entry a field names, or None."""
        return next(iter(self.targets(entry, champ)), None)

    def at(self, entry: Entry, *loc: str | int) -> Entry | None:
        """Return the visible entry named at one place of the front matter: ``("echos", 0, "ref")``."""
        links = self.carnet.links_of.get(entry.id, ())
        return next(
            (self.entries[li.target] for li in links if li.loc == loc and li.target in self.entries), None
        )

    def evenement_of(self, entry: Entry) -> Entry | None:
        """Return the event an entry belongs to."""
        return self.entries.get(entry.evenement) if entry.evenement else None

    @cached_property
    def _backlinks(self) -> dict[str, list[Entry]]:
        found: dict[str, dict[str, Entry]] = {}
        for link in self.carnet.links:
            if link.source in self.entries and link.source != link.target:
                found.setdefault(link.target, {})[link.source] = self.entries[link.source]
        return {target: sorted(sources.values(), key=by_date) for target, sources in found.items()}

    def backlinks(self, entry: Entry, *types: str) -> list[Entry]:
        """Return the visible entries that name this one, of these kinds or of all, by date."""
        return [e for e in self._backlinks.get(entry.id, []) if not types or e.type in types]

    def passages_from(self, evenement: Entry) -> list[Entry]:
        """Return the batons this event handed on."""
        return [e for e in self.backlinks(evenement, "passage") if self.target(e, "de") == evenement]

    def passages_to(self, evenement: Entry) -> list[Entry]:
        """Return the batons this event received."""
        return [e for e in self.backlinks(evenement, "passage") if self.target(e, "vers") == evenement]

    # --- names -------------------------------------------------------------------------------------

    def personne(self, id_: str) -> Personne | None:
        """Return a person as she may be shown on this support, or None when she may not be."""
        entry = self.carnet.entries.get(id_)
        if entry is None or not isinstance(entry.fiche, FichePortrait) or not self.door.may_show(entry):
            return None
        fiche = entry.fiche
        named = fiche.affichage in ("nom", "prenom")
        readable = entry.id in self.entries and bool(entry.body.strip())
        return Personne(
            id=entry.id,
            nom=shown_name(fiche),
            fonction=(fiche.fonction or "") if fiche.affichage != "role" else "",
            structure=(fiche.structure or "") if named else "",
            territoire=(fiche.territoire or "") if named else "",
            portrait=entry if readable else None,
        )

    def persons(self, entry: Entry, champ: str) -> list[Personne]:
        """Return the persons a field names and who may be shown."""
        links = self.carnet.links_of.get(entry.id, ())
        found = (self.personne(link.target) for link in links if link.loc[0] == champ)
        return [p for p in found if p]

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        named = {e: e.fiche for e in self.carnet.entries.values() if isinstance(e.fiche, FichePortrait)}
        return {_sort_key(name): e for e, f in named.items() for name in (f.nom, f.pseudonyme) if name}

    def person_named(self, name: str) -> Entry | None:
        """Return the person whose full name or pseudonym this is, whether or not she may be shown."""
        return self._by_name.get(_sort_key(name))

    def speaker(self, name: str) -> str:
        """Return who speaks in a recording: a known person as she chose to be shown, "" if she may not be."""
        known = self.person_named(name)
        if known is None:
            return name
        shown = self.personne(known.id)
        return shown.nom if shown else ""

    def titre(self, entry: Entry) -> str:
        """Return an entry's title; verbatims, photos and portraits have one even unwritten."""
        if isinstance(entry.fiche, FichePortrait):
            return shown_name(entry.fiche)
        if entry.fiche.titre:
            return entry.fiche.titre
        words = self.carnet.first_words[entry.id]
        if entry.type == "verbatim":
            return f"«\u00a0{words.rstrip('.')}\u00a0»"
        if isinstance(entry.fiche, FichePhoto):
            return words or entry.fiche.alt or "Photo"
        return words or entry.stem

    def named_in(self, entry: Entry, ref: Reference) -> Entry | None:
        """Return the visible entry that a reference of an entry's text names."""
        id_ = self.carnet.body_links.get((entry.id, ref.ordinal))
        return self.entries.get(id_) if id_ else None

    def words(self, entry: Entry) -> str:
        """Return an entry's text without its markup, paragraphs separated by an empty line."""
        parsed = self.carnet.bodies.get(entry.id)
        return plain(parsed, name=self._named_by(entry)) if parsed else ""

    def notes(self, entry: Entry) -> list[str]:
        """Return the notes of an entry's text, without their markup."""
        parsed = self.carnet.bodies.get(entry.id)
        return notes(parsed, name=self._named_by(entry)) if parsed else []

    def _named_by(self, entry: Entry) -> Callable[[Reference], str | None]:
        def name(ref: Reference) -> str | None:
            target = self.named_in(entry, ref)
            return self.titre(target) if target else None

        return name

    @cached_property
    def _stems(self) -> dict[str, str]:
        """Public names of the persons whose file name would tell who they are."""
        hidden = [
            e
            for e in self.carnet.entries.values()
            if isinstance(e.fiche, FichePortrait) and _is_hidden(e.fiche)
        ]
        taken: dict[str, str] = {}
        for entry in sorted(hidden, key=lambda e: e.id):
            assert isinstance(entry.fiche, FichePortrait)
            base = slug(shown_name(entry.fiche))
            names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(hidden) + 2))
            taken[entry.id] = next(name for name in names if name not in taken.values())
        return taken

    def stem(self, entry: Entry) -> str:
        """Return the public name of an entry in addresses: its file's, unless that names someone hidden."""
        return self._stems.get(entry.id, entry.stem)

    def identifier(self, entry: Entry) -> str:
        """Return an entry's identity in every output: unique in the carnet, silent on who is hidden."""
        stem = self.stem(entry)
        return stem if entry.type == "evenement" else f"{entry.source.folder.lstrip('_')}--{stem}"

    @cached_property
    def identified(self) -> dict[str, Entry]:
        """The entries that may leave, by identity."""
        return {self.identifier(entry): entry for entry in self.entries.values()}

    @property
    def retraits(self) -> list[dt.date]:
        """The days on which persons withdrew, for the book to say that something left it; nothing else."""
        accords = (e.fiche.accord for e in self.carnet.entries.values() if e.fiche.statut == "publie")
        return sorted(accord.retrait for accord in accords if accord and accord.retrait)

    # --- the book ----------------------------------------------------------------------------------

    def only(self, evenement: str) -> "Visible":
        """Return the same gate narrowed to one event: its entries, its persons, its batons, the glossary."""
        event = self.entries[evenement]
        inside = {event.id, *(e.id for e in self.in_event(event))}
        inside |= {e.id for e in (*self.passages_from(event), *self.passages_to(event))}
        inside |= {e.id for e in self.of_type("terme", "texte") if e.type == "terme" or _is_front(e)}
        persons = {
            li.target for li in self.carnet.links if li.source in inside and self._is_person(li.target)
        }
        kept = {id_: e for id_, e in self.entries.items() if id_ in inside | persons}
        return replace(self, entries=kept, evenement=event.id)

    def among(self, other: "Visible") -> "Visible":
        """Return the same gate narrowed to what another lets through as well."""
        return replace(self, entries={id_: e for id_, e in self.entries.items() if id_ in other.entries})

    def _is_person(self, id_: str) -> bool:
        return id_ in self.entries and self.entries[id_].type == "portrait"

    @cached_property
    def plan(self) -> tuple[Step, ...]:
        """The book's order, without what may not leave; a part left empty is gone."""
        if self.evenement is None:
            return tuple(self._steps(self.carnet.plan))
        fronts = [Step(entry=e.id) for e in self.of_type("texte")]
        chapters = [
            Step(chapitre=name) for name in ("portraits", "glossaire", "index", "credits", "colophon")
        ]
        return (*fronts, Step(entry=self.evenement), *chapters)

    def _steps(self, steps: Iterable[Step]) -> Iterable[Step]:
        for step in steps:
            if step.entry is not None and step.entry not in self.entries:
                continue
            inside = tuple(self._steps(step.contenu))
            if step.partie is None or inside:
                yield Step(step.entry, step.partie, inside, step.chapitre)


def visible_on(carnet: Carnet, support: Support, moment: Moment) -> Visible:
    """Return what may leave of a carnet on a support: the one gate every output stands behind."""
    entries, out, door = left_out(carnet, support, moment)
    return Visible(carnet, support, moment, entries, out, door)


def shown_name(fiche: FichePortrait) -> str:
    """Return a person's name as she chose to be shown (contract, ``affichage``)."""
    match fiche.affichage:
        case "prenom":
            return fiche.nom.split()[0]
        case "pseudonyme":
            return fiche.pseudonyme or ""
        case "role":
            return fiche.fonction or ""
        case _:
            return fiche.nom


def _is_hidden(fiche: FichePortrait) -> bool:
    return fiche.affichage != "nom"


def _is_front(entry: Entry) -> bool:
    return isinstance(entry.fiche, FicheTexte) and entry.fiche.role in FRONT


def _first_day(entry: Entry) -> tuple[str, str]:
    assert isinstance(entry.fiche, FicheEvenement)
    return entry.fiche.debut.isoformat(), entry.id


def _sort_key(text: str) -> str:
    """Return a key for French alphabetical order: accents and case do not count, nor do quotes."""
    return slug(re.sub(r"^[«“\s]+", "", text))


READING_ORDER = (
    "texte",
    "recit",
    "seance",
    "synthese",
    "portrait",
    "verbatim",
    "inventaire",
    "photo",
    "son",
    "enseignement",
    "piste",
    "ressource",
    "passage",
)


def _place_of(type_: str) -> int:
    return READING_ORDER.index(type_) if type_ in READING_ORDER else len(READING_ORDER)


def _hour_key(hour: str) -> str:
    """Return « 14 h 30 » as « 14:30 », so that times sort."""
    parts = re.findall(r"\d+", hour)
    return f"{int(parts[0]):02d}:{int(parts[1]) if len(parts) > 1 else 0:02d}" if parts else "24:00"
