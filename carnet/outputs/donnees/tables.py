"""One CSV file per kind, made for the spreadsheets of French offices.

In: records. Out: ``Table``s, in the form of ``spreadsheet``, with decimal commas, « oui » and « non ».
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from carnet.kinds import KINDS
from carnet.outputs import spreadsheet
from carnet.outputs.donnees.records import Record, Records, own_keys

BETWEEN: Final = " | "
"""What stands between the values of a cell that holds several."""
TYPES: Final = {bool: "boolean", int: "integer", float: "number", dt.date: "date"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the way to its value in a record, its Frictionless type, what it means."""

    nom: str
    chemin: tuple[str, ...]
    type: str
    titre: str
    aide: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its path, the kind it holds, its columns, its number of rows, its bytes."""

    path: str
    kind: str
    colonnes: tuple[Column, ...]
    lignes: int
    content: bytes


COMMON: Final = (
    Column("id", ("id",), "string", "Identifiant", "unique dans le carnet"),
    Column("titre", ("titre",), "string", "Titre"),
    Column("evenement", ("evenement",), "string", "Évènement", "son identifiant dans evenements.csv"),
    Column("date", ("date",), "date", "Date"),
    Column("langue", ("langue",), "string", "Langue"),
    Column("licence", ("licence",), "string", "Licence", "identifiant SPDX, ou etalab-2.0"),
    Column("auteurs", ("auteurs",), "string", "Auteurs"),
    Column("page", ("page",), "string", "Adresse de la page"),
)
EXTRA: Final[Mapping[str, tuple[Column, ...]]] = {
    "portrait": (
        Column("personne", ("personne",), "string", "Nom", "comme la personne a choisi d’être nommée"),
    ),
    "photo": (
        Column("largeur", ("largeur",), "integer", "Largeur", "en pixels"),
        Column("hauteur", ("hauteur",), "integer", "Hauteur", "en pixels"),
    ),
    "son": (
        Column("duree", ("duree",), "number", "Durée", "en secondes"),
        Column("transcription", ("transcription",), "string", "Transcription", "qui parle, puis ses mots"),
    ),
}
TEXT: Final = (
    Column("texte", ("texte",), "string", "Texte", "sans mise en forme"),
    Column("notes", ("notes",), "string", "Notes", "dans l’ordre du texte"),
    Column("inclusions", ("inclusions",), "string", "Inclusions", "ce que le texte montre en entier"),
    Column("adresses", ("adresses",), "string", "Adresses", "où mènent les liens du texte"),
)


def tables(records: Records) -> list[Table]:
    """Return the table of every kind that has a record."""
    return [_table(kind, rows) for kind in KINDS if (rows := records.of_type(kind))]


def _table(kind: str, rows: list[Record]) -> Table:
    columns = columns_of(kind)
    header = [column.nom for column in columns]
    cells = [[_cell(_reached(row, column.chemin)) for column in columns] for row in rows]
    return Table(f"{file_name(kind)}.csv", kind, columns, len(rows), spreadsheet.written([header, *cells]))


def file_name(kind: str) -> str:
    """Return the name of a kind's file, without its suffix: its plural."""
    return kind if kind.endswith("s") else f"{kind}s"


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind, the same whatever the carnet holds."""
    common = COMMON if kind != "evenement" else tuple(c for c in COMMON if c.nom != "evenement")
    own = [column for key in own_keys(kind) for column in _columns(KINDS[kind], (key,))]
    return (*common, *EXTRA.get(kind, ()), *own, *TEXT)


def _columns(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Column]:
    """Yield the column of a field, or those of the fields of a group."""
    key = path[-1]
    field = model.model_fields[key]
    hint = _bare(get_type_hints(model, include_extras=True)[key])
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        for inner in hint.model_fields:
            yield from (
                Column(f"{key}_{c.nom}", (key, *c.chemin), c.type, f"{field.title}\u00a0: {c.titre}", c.aide)
                for c in _columns(hint, (inner,))
            )
        return
    yield Column(key, path, TYPES.get(hint, "string"), field.title or key, field.description or "")


def _bare(hint: Any) -> Any:
    """Return a type without its marks nor ``| None``."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        inside = [option for option in get_args(hint) if option is not type(None)]
        return _bare(inside[0]) if len(inside) == 1 else str
    return hint


def _reached(record: object, path: tuple[str, ...]) -> object:
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case int() | float():
            return str(value).replace(".", ",")
        case _:
            return spreadsheet.words(_words(value))


def _words(value: object) -> str:
    match value:
        case list():
            return BETWEEN.join(map(_words, value))
        case {"qui": who, "texte": said}:
            return f"{who}\u00a0: {said}" if who else str(said)
        case dict():
            return "\u00a0: ".join(map(_words, value.values()))
        case _:
            return str(value)
