"""What a kit says of itself: LISEZ-MOI, credits, licences, and the description machines read.

In: what is in the kit. Out: files. « Ce que vous pouvez faire » is the arithmetic of the licences of what is
really inside. The description is an RO-Crate 1.1: each file with its name, its type, its licence, its credit.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from jinja2.sandbox import SandboxedEnvironment

from carnet.credits import credit_of, licences_of
from carnet.edition import Edition
from carnet.kinds import FicheEvenement
from carnet.model import Entry
from carnet.outputs.web.site import as_html
from carnet.templating import fill
from carnet.visible import Visible
from carnet.wording import licence_name, licence_url

CRATE: Final = "ro-crate-metadata.json"
CONTEXT: Final = "https://w3id.org/ro/crate/1.1/context"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"

TYPES: Final = {
    ".avif": "image/avif", ".bib": "application/x-bibtex", ".cff": "application/yaml", ".css": "text/css",
    ".csv": "text/csv", ".docx": f"{OFFICE}.wordprocessingml.document", ".epub": "application/epub+zip",
    ".flac": "audio/flac", ".gif": "image/gif", ".html": "text/html", ".ics": "text/calendar",
    ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".js": "text/javascript", ".json": "application/json",
    ".jsonld": "application/ld+json", ".m4a": "audio/mp4", ".md": "text/markdown", ".mp3": "audio/mpeg",
    ".odt": "application/vnd.oasis.opendocument.text", ".ogg": "audio/ogg", ".opus": "audio/ogg",
    ".pdf": "application/pdf", ".png": "image/png", ".srt": "application/x-subrip",
    ".svg": "image/svg+xml", ".tif": "image/tiff", ".tiff": "image/tiff", ".txt": "text/plain",
    ".vtt": "text/vtt", ".wav": "audio/wav", ".webmanifest": "application/manifest+json",
    ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml", ".yaml": "application/yaml",
}  # fmt: skip
"""Our own table: the machine's differs from one to the next, and a description must not."""


def told(
    visible: Visible,
    entries: Sequence[Entry],
    files: Mapping[str, bytes],
    owners: Mapping[str, Entry],
    env: SandboxedEnvironment,
) -> dict[str, bytes]:
    """Return LISEZ-MOI.html, CREDITS.txt, LICENCES.txt and the crate.

    ``entries`` are the event's, itself first; ``owners`` gives the entry of a file.
    """
    event = entries[0]
    whole = licences_of(entries)
    page = fill(
        env.get_template("lisez-moi.html"),
        edition=visible.edition, e=event, titre=visible.titre(event), permis=whole.sentences,
        citation=credit_of(visible, event).ligne, jour=visible.moment.date,
        dossiers=[name for name in FOLDERS if any(path.startswith(f"{name}/") for path in files)],
        dits=FOLDERS,
    )  # fmt: skip
    made = {
        "LISEZ-MOI.html": as_html(page).encode(),
        "CREDITS.txt": _credits(visible, entries).encode(),
        "LICENCES.txt": _licences(visible, entries).encode(),
    }
    made[CRATE] = _crate(visible, event, {**files, **made}, owners)
    return made


FOLDERS: Final = {
    "site": "un petit site complet : ouvrez site/index.html, sans réseau",
    "livret": "le livret en PDF (A5, balisé) et en EPUB",
    "textes": "chaque texte, à lire (HTML) ou à retravailler (DOCX, ODT)",
    "photos": "chaque photo en trois tailles ; son crédit et sa licence sont écrits dedans",
    "sons": "les sons en MP3, avec leur transcription",
    "documents": "les documents produits ici",
    "reseaux": "des messages prêts à publier, et leurs cartes",
    "carnet": "les mêmes textes en Markdown : « carnet importer » les remet dans un carnet",
}


def _credits(visible: Visible, entries: Sequence[Entry]) -> str:
    lines = [f"Crédits, « {visible.titre(entries[0])} »", ""]
    lines += [f"{visible.stem(entry)} : {credit_of(visible, entry).ligne}" for entry in entries]
    return "\n".join(lines) + "\n"


def _licences(visible: Visible, entries: Sequence[Entry]) -> str:
    whole = licences_of(entries)
    lines = ["Licences de ce kit", ""]
    for id_ in whole.licences:
        count = sum(entry.licence == id_ for entry in entries)
        address = f", {licence_url(id_)}" if licence_url(id_) else ""
        lines.append(f"- {licence_name(id_)} ({id_}) : {count} élément{'s' if count > 1 else ''}{address}")
    return "\n".join([*lines, "", *(f"- {sentence}" for sentence in whole.sentences)]) + "\n"


def _crate(visible: Visible, event: Entry, files: Mapping[str, bytes], owners: Mapping[str, Entry]) -> bytes:
    edition = visible.edition
    assert isinstance(event.fiche, FicheEvenement)
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{edition.titre} : {visible.titre(event)}",
        "description": event.fiche.resume or edition.description,
        "datePublished": visible.moment.date.isoformat(),
        "inLanguage": edition.langue,
        "license": {"@id": _licence_id(edition.licence)},
        "author": [{"@id": f"#{id_}"} for id_ in edition.contributeurs],
        "about": {"@id": f"#{event.id}"},
        "hasPart": [{"@id": path} for path in sorted(files)],
    }
    if edition.mentions.editeur:
        root["publisher"] = {"@id": "#editeur"}
    graph: list[dict[str, Any]] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        root,
        {
            "@id": f"#{event.id}",
            "@type": "Event",
            "name": visible.titre(event),
            "startDate": event.fiche.debut.isoformat(),
            "endDate": (event.fiche.fin or event.fiche.debut).isoformat(),
            "location": event.fiche.lieu.commune,
            "organizer": event.fiche.porteur,
        },
        *(
            {"@id": f"#{id_}", "@type": "Person", "name": who.nom}
            for id_, who in edition.contributeurs.items()
        ),
        *(
            [{"@id": "#editeur", "@type": "Organization", "name": edition.mentions.editeur}]
            if edition.mentions.editeur
            else []
        ),
        *_licence_entities({edition.licence, *(entry.licence for entry in owners.values())}),
        *(_file(path, content, owners.get(path), visible) for path, content in sorted(files.items())),
    ]
    return (json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _makers(edition: Edition) -> list[dict[str, Any]]:
    people = edition.contributeurs.items()
    made = [{"@id": f"#{id_}", "@type": "Person", "name": who.nom} for id_, who in people]
    if edition.mentions.editeur:
        made.append({"@id": "#editeur", "@type": "Organization", "name": edition.mentions.editeur})
    return made


def _licence_id(licence: str) -> str:
    return licence_url(licence) or f"https://spdx.org/licenses/{licence}"


def _licence_entities(licences: set[str]) -> list[dict[str, Any]]:
    return [
        {"@id": _licence_id(id_), "@type": "CreativeWork", "name": licence_name(id_), "identifier": id_}
        for id_ in sorted(licences)
    ]


def _file(path: str, content: bytes, owner: Entry | None, visible: Visible) -> dict[str, Any]:
    suffix = "." + path.rpartition(".")[2].lower()
    found: dict[str, Any] = {
        "@id": path,
        "@type": "File",
        "contentSize": str(len(content)),
        "encodingFormat": TYPES.get(suffix, "application/octet-stream"),
    }
    if owner is not None:
        credit = credit_of(visible, owner)
        found |= {
            "name": credit.titre,
            "creditText": credit.ligne,
            "license": {"@id": _licence_id(owner.licence)},
        }
    return found
