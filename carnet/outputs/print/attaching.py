"""The sources that travel inside the book: its entries as data, so that one file is enough to start again.

In: what may leave on the support. Out: one JSON file, ``carnet.json``: what the book says of itself, then
each entry under its public name, with its text as plain words. Nothing comes from anywhere but ``Visible``.
"""

import json
from dataclasses import dataclass
from typing import Final

from carnet.kinds import FicheVerbatim
from carnet.model import Entry
from carnet.outputs.setting import Setting

NAME: Final = "carnet.json"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF; ``date`` is that of the build, as a PDF writes it (« D:20261127 »)."""

    name: str
    content: bytes
    date: str


def attached(c: Setting) -> Attachment:
    """Return the entries of a carnet being set, as data."""
    edition = c.visible.edition
    said = {
        "titre": edition.titre,
        "sous_titre": edition.sous_titre,
        "annee": edition.annee,
        "langue": edition.langue,
        "licence": edition.licence,
        "url": edition.url,
        "entrees": [_entry(c, entry) for _, entry in sorted(c.visible.entries.items())],
    }
    content = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return Attachment(NAME, content.encode(), f"D:{c.visible.moment.date:%Y%m%d}")


def _entry(c: Setting, entry: Entry) -> dict[str, object]:
    event = c.visible.evenement_of(entry)
    told = {
        "id": c.identifier(entry),
        "type": entry.type,
        "titre": c.titre(entry),
        "resume": entry.fiche.resume,
        "date": entry.date.isoformat() if entry.date else None,
        "evenement": c.identifier(event) if event else None,
        "auteurs": [author.nom for author in c.visible.auteurs(entry)],
        "credit": getattr(entry.fiche, "credit", None),
        "alternative": getattr(entry.fiche, "alt", None),
        "themes": [*entry.fiche.themes, *getattr(entry.fiche, "thematiques", ())],
        "licence": entry.fiche.licence,
        "langue": entry.langue,
        "dit_par": _speaker(c, entry),
        "texte": c.extrait(entry),
    }
    return {key: value for key, value in told.items() if value}


def _speaker(c: Setting, entry: Entry) -> str | None:
    """Return who said a verbatim, as she chose to be shown."""
    if not isinstance(entry.fiche, FicheVerbatim):
        return None
    person = c.parole(entry)
    return person.nom if person else entry.fiche.locuteur
