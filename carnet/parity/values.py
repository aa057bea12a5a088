"""Reads the data back: ``carnet.json`` and every table, with the standard library's readers.

In: artifacts. Out: a ``Reading`` of letters. A record is a place of its entry, and so is its row: what one
of them lost, the other does not hide.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from carnet.model import Artifact
from carnet.parity.reading import Place, Reading, letters

WHOLE: Final = "carnet.json"
PICTURE: Final = ("largeur", "hauteur")
"""What a record says of a picture, which the data do not hold."""
TEXT: Final = ("texte", "notes")
SAID: Final = {"personne": "nom"}
"""A portrait's name is that of its person, as she chose to be shown."""


def read_data(artifacts: Iterable[Artifact]) -> Reading:
    """Read the records of the whole, then the rows of the tables."""
    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        for record in _records(artifact):
            place = _place(record, artifact.path)
            found.setdefault(place.identity, []).append(place)
    return found


def _records(artifact: Artifact) -> Iterator[dict[str, Any]]:
    if artifact.path == WHOLE:
        for records in json.loads(artifact.content)["entrees"].values():
            yield from records
    elif artifact.path.endswith(".csv"):
        yield from csv.DictReader(
            io.StringIO(artifact.content.decode("utf-8-sig"), newline=""), delimiter=";"
        )


def _place(record: dict[str, Any], where: str) -> Place:
    said = [*_strings(record)]
    fields = {SAID.get(key, key): letters("".join(_strings(value))) for key, value in record.items()}
    fields["corps"] = "".join(letters("".join(_strings(record.get(key) or ""))) for key in TEXT)
    place = Place(record["id"].lstrip("_").replace("/", "--"), where, frozenset())
    place.text = letters("".join(said))
    place.spoken = [letters(record.get("alt") or "")]
    place.addresses = {line for text in said for line in text.split(" | ")}
    place.names = {line.rpartition("/")[2] for line in place.addresses}
    place.fields = fields
    place.images = int(all(record.get(key) for key in PICTURE))
    place.sounds = int(bool(record.get("duree")))
    return place


def _strings(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
        case str():
            yield value
