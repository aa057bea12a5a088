"""Entries as linked data: what search engines, catalogues and the open data file read of them.

In: what may leave on one support, the site's addresses, the published files of its media. Out: dictionaries
in the vocabulary of schema.org, without ``@context``. Nothing is said that the page does not say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from carnet import wording
from carnet.kinds import (
    FicheEvenement,
    FichePassage,
    FichePhoto,
    FichePiste,
    FichePortrait,
    FicheRessource,
    FicheSon,
    FicheVerbatim,
)
from carnet.model import Entry
from carnet.outputs.places import Places
from carnet.visible import Personne, Visible

CONTEXT: Final = "https://schema.org"
Thing = dict[str, object]

TYPES: Final[Mapping[str, str]] = {
    "evenement": "Event",
    "seance": "Event",
    "portrait": "ProfilePage",
    "verbatim": "Quotation",
    "synthese": "Report",
    "recit": "Article",
    "inventaire": "ItemList",
    "photo": "ImageObject",
    "son": "AudioObject",
    "ressource": "CreativeWork",
    "enseignement": "CreativeWork",
    "piste": "CreativeWork",
    "passage": "CreativeWork",
    "texte": "Chapter",
    "terme": "DefinedTerm",
}
UNSPOKEN: Final = ("inventaire", "terme")
"""The kinds whose type in schema.org has no language."""


@dataclass(frozen=True, slots=True)
class File:
    """A published file: its public address, its type, its size in bytes, its width and height if any."""

    url: str
    mime: str
    octets: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Linked:
    """A carnet as linked data.

    ``file_of`` gives the main file of a photo or a sound, ``card_of`` a card's address, ``duration_of``
    a sound's seconds.
    """

    visible: Visible
    places: Places
    file_of: Callable[[Entry], File | None] = lambda entry: None
    card_of: Callable[[Entry], str] = lambda entry: ""
    duration_of: Callable[[Entry], float] = lambda entry: 0.0

    # --- the whole ---------------------------------------------------------------------------------

    def book(self, editions: Iterable[tuple[str, str, int]] = ()) -> Thing:
        """Return the carnet itself. ``editions`` are the files to download: address, MIME type, bytes."""
        edition = self.visible.edition
        isbn = {"application/pdf": edition.isbn.pdf, "application/epub+zip": edition.isbn.epub}
        return _said(
            {
                "@type": "Book",
                "@id": self.places.at("#carnet"),
                "url": self.places.url,
                "name": edition.titre,
                "alternativeHeadline": edition.sous_titre,
                "description": edition.description,
                "datePublished": str(edition.annee),
                "inLanguage": edition.langue,
                "license": licence(edition.licence),
                "author": [{"@type": "Person", "name": c.nom} for c in edition.contributeurs.values()],
                "publisher": _organisation(edition.mentions.editeur),
                "isbn": edition.isbn.imprime,
                "workExample": [
                    _said(
                        {
                            "@type": "Book",
                            "bookFormat": "https://schema.org/EBook",
                            "isbn": isbn.get(mime),
                            "encoding": {
                                "@type": "MediaObject",
                                "contentUrl": url,
                                "encodingFormat": mime,
                                "contentSize": str(octets),
                            },
                        }
                    )
                    for url, mime, octets in editions
                ],
            }
        )

    def site(self) -> Thing:
        """Return the website."""
        edition = self.visible.edition
        return _said(
            {
                "@type": "WebSite",
                "@id": self.places.at("#site"),
                "url": self.places.url,
                "name": edition.titre,
                "inLanguage": edition.langue,
                "publisher": _organisation(edition.mentions.editeur),
                "license": licence(edition.licence),
            }
        )

    # --- an entry ----------------------------------------------------------------------------------

    def thing(self, entry: Entry) -> Thing:
        """Return an entry."""
        page = self.places.of(entry)
        common: Thing = {
            "@type": TYPES[entry.type],
            "@id": page,
            "url": page,
            "name": self.visible.titre(entry),
            "description": entry.fiche.resume,
            "inLanguage": entry.langue if entry.type not in UNSPOKEN else None,
            "image": self.card_of(entry),
        }
        return _said({**common, **self._own(entry)})

    def _own(self, entry: Entry) -> Thing:
        match entry.fiche:
            case FicheEvenement():
                return self._event(entry, entry.fiche)
            case FichePortrait():
                return {**self._work(entry), "mainEntity": self._portrayed(entry)}
            case FicheVerbatim():
                return self._quotation(entry, entry.fiche)
            case FichePhoto():
                return self._image(entry, entry.fiche)
            case FicheSon():
                return self._sound(entry)
            case FicheRessource():
                return {**self._work(entry), **self._resource(entry.fiche)}
            case FichePassage():
                return {
                    **self._work(entry),
                    "genre": wording.kind("passage"),
                    "text": self.visible.words(entry),
                }
            case FichePiste():
                audience = [{"@type": "Audience", "audienceType": who} for who in entry.fiche.pour]
                return {**self._evidence(entry), "audience": audience}
            case _:
                return self._rest(entry)

    def _rest(self, entry: Entry) -> Thing:
        match entry.type:
            case "terme":
                return {"description": self.visible.words(entry)}
            case "seance":
                return self._session(entry)
            case "inventaire":
                return self._inventory(entry)
            case "enseignement":
                return self._evidence(entry)
            case _:
                parsed = self.visible.carnet.bodies.get(entry.id)
                return {
                    **self._work(entry),
                    "headline": self.visible.titre(entry),
                    "wordCount": parsed.words if parsed else None,
                }

    def _work(self, entry: Entry) -> Thing:
        """Return what every work says: who, when, under which licence, about what, part of what."""
        event = self.visible.evenement_of(entry)
        return {
            "author": [{"@type": "Person", "name": a.nom} for a in self.visible.auteurs(entry)],
            "datePublished": entry.date.isoformat() if entry.date else None,
            "license": licence(entry.licence),
            "keywords": self._keywords(entry),
            "isPartOf": self._ref(event) if event else self._id("#carnet"),
        }

    def _keywords(self, entry: Entry) -> list[str]:
        known = self.visible.edition.themes
        ids = dict.fromkeys((*getattr(entry.fiche, "thematiques", ()), *entry.fiche.themes))
        return [*(known[id_].titre for id_ in ids if id_ in known), *entry.fiche.mots_cles]

    def _event(self, entry: Entry, fiche: FicheEvenement) -> Thing:
        place = fiche.lieu
        geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
        mode = "Mixed" if fiche.jauge and fiche.jauge.en_ligne else "Offline"
        return {
            "startDate": fiche.debut.isoformat(),
            "endDate": fiche.fin.isoformat() if fiche.fin else None,
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "description": fiche.resume or fiche.objectif or _first(self.visible.words(entry)),
            "location": _said(
                {
                    "@type": "Place",
                    "name": place.nom or place.commune,
                    "address": {"@type": "PostalAddress", "addressLocality": place.commune},
                    "geo": geo if place.latitude is not None and place.longitude is not None else None,
                }
            ),
            "organizer": [_organisation(name) for name in (fiche.porteur, *fiche.co_organisateurs)],
            "sponsor": [_organisation(name) for name in fiche.partenaires],
            "keywords": self._keywords(entry),
        }

    def _session(self, entry: Entry) -> Thing:
        event = self.visible.evenement_of(entry)
        place = event.fiche.lieu if event and isinstance(event.fiche, FicheEvenement) else None
        return {
            "startDate": entry.date.isoformat() if entry.date else None,
            "superEvent": self._ref(event) if event else None,
            "location": {"@type": "Place", "name": place.nom or place.commune} if place else None,
            "performer": [person_of(p) for p in self.visible.persons(entry, "intervenants")],
        }

    def _portrayed(self, entry: Entry) -> Thing:
        person = self.visible.personne(entry.id)
        assert person is not None, "a visible portrait shows its person"
        return person_of(person)

    def _quotation(self, entry: Entry, fiche: FicheVerbatim) -> Thing:
        work = self._work(entry)
        person = next(iter(self.visible.persons(entry, "personne")), None)
        sound = self.visible.target(entry, "son")
        named: Thing | None = {"@type": "Person", "name": fiche.locuteur} if fiche.locuteur else None
        return {
            **{key: work[key] for key in ("license", "keywords", "isPartOf")},
            "text": self.visible.words(entry),
            "dateCreated": work["datePublished"],
            "spokenByCharacter": person_of(person) if person else named,
            "isBasedOn": self._ref(sound) if sound else None,
        }

    def _image(self, entry: Entry, fiche: FichePhoto) -> Thing:
        file = self.file_of(entry)
        return {
            **self._work(entry),
            "author": None,
            "contentUrl": file.url if file else None,
            "encodingFormat": file.mime if file else None,
            "width": _pixels(file.width) if file else None,
            "height": _pixels(file.height) if file else None,
            "caption": _first(self.visible.words(entry)),
            "description": fiche.alt,
            "creditText": fiche.credit,
            "copyrightNotice": fiche.credit,
            "acquireLicensePage": self.places.at("citer/"),
            "image": None,
        }

    def _sound(self, entry: Entry) -> Thing:
        file = self.file_of(entry)
        transcript = self.visible.carnet.transcripts.get(entry.id)
        written = bool(transcript) or bool(self.visible.words(entry))
        seconds = self.duration_of(entry)
        return {
            **self._work(entry),
            "author": None,
            "contentUrl": file.url if file else None,
            "encodingFormat": file.mime if file else None,
            "contentSize": str(file.octets) if file else None,
            "duration": f"PT{round(seconds)}S" if seconds else None,
            "creditText": getattr(entry.fiche, "credit", None),
            "accessMode": "auditory",
            "accessibilityFeature": ["transcript"] if written else None,
        }

    def _resource(self, fiche: FicheRessource) -> Thing:
        return {
            "genre": wording.choice(fiche.nature),
            "sameAs": fiche.url,
            "provider": _organisation(fiche.porteur),
            "license": licence(fiche.licence_ressource) if fiche.licence_ressource else None,
        }

    def _evidence(self, entry: Entry) -> Thing:
        return {
            **self._work(entry),
            "genre": wording.kind(entry.type),
            "text": self.visible.words(entry),
            "isBasedOn": [self._ref(proof) for proof in self.visible.targets(entry, "preuves")],
        }

    def _inventory(self, entry: Entry) -> Thing:
        things = [
            thing if isinstance(thing, str) else thing.texte
            for name in ("vu", "entendu", "ressenti")
            for thing in getattr(entry.fiche, name)
        ]
        return {
            "numberOfItems": len(things),
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": text} for place, text in enumerate(things, 1)
            ],
        }

    def _ref(self, entry: Entry) -> Thing:
        """Return a link to an entry: its address, its name where it has none."""
        page = self.places.of(entry)
        return {"@id": page} if page else {"@type": TYPES[entry.type], "name": self.visible.titre(entry)}

    def _id(self, address: str) -> Thing | None:
        return {"@id": self.places.at(address)} if self.places.url else None


def _pixels(number: int) -> Thing:
    """Return a number of pixels (UN/CEFACT code E37)."""
    return {"@type": "QuantitativeValue", "value": number, "unitCode": "E37"}


def licence(written: str) -> str:
    """Return a licence's address, its id when it has none that is known."""
    return wording.licence_url(written) or written


def person_of(person: Personne) -> Thing:
    """Return a person as she chose to be shown."""
    return _said(
        {
            "@type": "Person",
            "name": person.nom,
            "jobTitle": person.fonction,
            "worksFor": _organisation(person.structure),
        }
    )


def _organisation(name: str | None) -> Thing | None:
    return {"@type": "Organization", "name": name} if name else None


def _first(words: str) -> str:
    return words.partition("\n\n")[0]


def _said(thing: Thing) -> Thing:
    """Return a thing without what it leaves unsaid."""
    return {key: value for key, value in thing.items() if value not in (None, "", [], {})}
