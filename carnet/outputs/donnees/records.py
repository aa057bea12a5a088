"""Entries as records: plain values under the names of the contract.

In: what may leave on ``donnees``. Out: dictionaries of strings, numbers and lists. A reference becomes a
public id, a person the name she chose to be shown with; what organises the work or protects people (status,
agreements, research codes, contacts) is no data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pydantic import BaseModel

from carnet.fields import Vers, marked
from carnet.kinds import KINDS, FichePhoto, FichePortrait, FicheSon
from carnet.licences import terms
from carnet.media.room import MediaRoom
from carnet.model import Entry
from carnet.outputs.places import Places, public_id
from carnet.text.nodes import walk
from carnet.visible import Visible

Value = object
Record = dict[str, Value]

PRIVATE: Final = frozenset({
    "statut", "publication", "sorties", "accord",  # the work's own
    "codes", "contact_public", "pad", "presents", "moyens",  # people's
    "affichage", "pseudonyme", "nom",  # said by ``personne``, as she chose
    "texte", "fichier", "transcription", "decorative",  # said by ``texte`` and ``page``
    "langue", "licence", "date", "auteurs", "titre",  # said by the common part
})  # fmt: skip
"""The keys of entries that do not go into data as they are written."""


@dataclass(frozen=True)
class Records:
    """Every record of a carnet. Their order is the site's reading order: kind by kind, then by date."""

    visible: Visible
    media: MediaRoom
    places: Places

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries that may be data: those under an open licence, and portraits that have a text."""
        return [
            e
            for kind in KINDS
            for e in self.visible.of_type(kind)
            if terms(e.licence).open and (kind != "portrait" or e.body.strip())
        ]

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(e.id for e in self.entries)

    def of_type(self, kind: str) -> list[Record]:
        """Return the records of a kind."""
        return [self.record(e) for e in self.entries if e.type == kind]

    @property
    def whole(self) -> Record:
        """Everything in one document."""
        edition = self.visible.edition
        said: Record = {
            "titre": edition.titre,
            "sous_titre": edition.sous_titre,
            "annee": edition.annee,
            "numero": edition.numero,
            "langue": edition.langue,
            "url": self.places.url,
            "description": edition.description,
            "licence": edition.licence,
            "editeur": edition.mentions.editeur,
        }
        return {
            "carnet": {key: value for key, value in said.items() if value not in (None, "")},
            "contributeurs": [
                {"id": id_, "nom": c.nom, **({"role": c.role} if c.role else {})}
                for id_, c in edition.contributeurs.items()
            ],
            "themes": [
                {"id": id_, "titre": t.titre, **({"description": t.description} if t.description else {})}
                for id_, t in self.visible.themes.items()
            ],
            "entrees": {kind: found for kind in KINDS if (found := self.of_type(kind))},
        }

    def record(self, entry: Entry) -> Record:
        """Return one entry."""
        fiche = entry.fiche
        common: Record = {
            "id": public_id(self.visible, entry),
            "type": entry.type,
            "titre": self.visible.titre(entry),
            "evenement": self._public(entry.evenement) if entry.type != "evenement" else None,
            "date": entry.date.isoformat() if entry.date else None,
            "langue": entry.langue,
            "licence": entry.licence,
            "auteurs": [a.nom for a in self.visible.auteurs(entry)],
            "page": self.places.of(entry),
        }
        own = {key: self._value(entry, (key,), getattr(fiche, key)) for key in own_keys(entry.type)}
        said = {"texte": self.visible.words(entry), **self._besides(entry)}
        record = {**common, **own, **self._extra(entry), **said}
        return {key: value for key, value in record.items() if value not in (None, "", [], {})}

    def _extra(self, entry: Entry) -> Record:
        """Return what is known of an entry's medium and of its person."""
        match entry.fiche:
            case FichePortrait():
                person = self.visible.personne(entry.id)
                assert person is not None, "a visible portrait shows its person"
                return {
                    "personne": person.nom,
                    "fonction": person.fonction,
                    "structure": person.structure,
                    "territoire": person.territoire,
                }
            case FichePhoto():
                facts = self.media.size(self.visible.carnet.files[entry.id, "fichier"])
                return {"largeur": facts.width, "hauteur": facts.height}
            case FicheSon():
                return {"duree": self.duration(entry), "transcription": self._transcript(entry)}
            case _:
                return {}

    def _besides(self, entry: Entry) -> Record:
        """Return what a text has that its words do not: its notes, what it includes, where its links lead."""
        parsed = self.visible.carnet.bodies.get(entry.id)
        nodes = list(walk(parsed.blocks)) if parsed else []
        links = self.visible.carnet.body_links
        included = [links.get((entry.id, node["n"])) for node in nodes if node["t"] == "Embed"]
        return {
            "notes": self.visible.notes(entry),
            "inclusions": [public for id_ in included if (public := self._public(id_))],
            "adresses": [node["href"] for node in nodes if node["t"] == "Link"],
        }

    def _transcript(self, son: Entry) -> list[Record]:
        """Return what is said in a sound, cue by cue, in seconds."""
        found = self.visible.carnet.transcripts.get(son.id)
        cues = found.cues if found else ()
        return [
            {"debut": cue.start, "fin": cue.end, "qui": self.visible.speaker(cue.speaker), "texte": cue.text}
            for cue in cues
        ]

    def duration(self, son: Entry) -> float:
        """Return a sound's length in seconds."""
        return self.media.duration(self.visible.carnet.files[son.id, "fichier"])

    # --- values ------------------------------------------------------------------------------------

    def _value(self, entry: Entry, loc: tuple[str | int, ...], value: object) -> Value:
        """Return a value of a sheet: references resolved, groups and lists followed."""
        if isinstance(value, BaseModel):
            inside = {
                key: self._value(entry, (*loc, key), getattr(value, key)) for key in type(value).model_fields
            }
            return {key: inner for key, inner in inside.items() if inner not in (None, "", [], {})}
        if isinstance(value, tuple):
            found = [self._value(entry, (*loc, place), inner) for place, inner in enumerate(value)]
            return [inner for inner in found if inner not in (None, "", {})]
        if loc in self._marks(entry):
            return self._named(entry, loc)
        return value if isinstance(value, str | int | float | bool | None) else str(value)

    def _marks(self, entry: Entry) -> Mapping[tuple[str | int, ...], Vers]:
        return {leaf.loc: leaf.mark for leaf in marked(entry.fiche) if isinstance(leaf.mark, Vers)}

    def _named(self, entry: Entry, loc: tuple[str | int, ...]) -> str | None:
        """Return a person as she is shown, any other entry by its public id; None when it may not be."""
        links = self.visible.carnet.links_of.get(entry.id, ())
        target = next((self.visible.carnet[link.target] for link in links if link.loc == loc), None)
        if target is None:
            return None
        if target.type == "portrait":
            person = self.visible.personne(target.id)
            return person.nom if person else None
        return self._public(target.id)

    def _public(self, id_: str | None) -> str | None:
        """Return the public id of an entry that is itself in the data."""
        return public_id(self.visible, self.visible.entries[id_]) if id_ in self._open and id_ else None


def own_keys(kind: str) -> list[str]:
    """Return the keys of a kind that are data, in the order of its declaration."""
    return [key for key in KINDS[kind].model_fields if key not in PRIVATE]
