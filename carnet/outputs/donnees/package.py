"""The description of the data: a Frictionless Data Package, read by programs and by data.gouv.fr.

In: records and tables. Out: ``datapackage.json``. Every column has its type, its title and what it means,
taken from where the kinds are declared.
"""

from collections.abc import Iterable
from typing import Final

from carnet import wording
from carnet.outputs.donnees.records import Records
from carnet.outputs.donnees.tables import Column, Table
from carnet.sources import slug

DIALECT: Final = {"delimiter": ";", "lineTerminator": "\r\n", "doubleQuote": True, "header": True}


def package(records: Records, tables: Iterable[Table]) -> dict[str, object]:
    """Return the description of every table."""
    edition = records.visible.edition
    used = dict.fromkeys([edition.licence, *(e.licence for e in records.entries)])
    document: dict[str, object] = {
        "name": slug(f"{edition.titre} {edition.annee}"),
        "title": edition.titre,
        "description": edition.description,
        "homepage": records.places.url,
        "version": str(edition.numero or edition.annee),
        "licenses": [_licence(id_) for id_ in used],
        "contributors": [{"title": c.nom, "role": "author"} for c in edition.contributeurs.values()],
        "keywords": [theme.titre for theme in records.visible.themes.values()],
        "resources": [_resource(table) for table in tables],
    }
    return {key: value for key, value in document.items() if value}


def _licence(id_: str) -> dict[str, str]:
    found = {"name": id_, "title": wording.licence_name(id_), "path": wording.licence_url(id_)}
    return {key: value for key, value in found.items() if value}


def _resource(table: Table) -> dict[str, object]:
    return {
        "name": table.path.removesuffix(".csv"),
        "title": wording.kind(table.kind, plural=True),
        "path": table.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table.content),
        "dialect": DIALECT,
        "schema": {
            "fields": [_field(column) for column in table.colonnes],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.nom, "type": column.type, "title": column.titre}
    if column.aide:
        field["description"] = column.aide
    if column.type == "boolean":
        field |= {"trueValues": ["oui"], "falseValues": ["non"]}
    if column.type == "number":
        field["decimalChar"] = ","
    if column.nom == "id":
        field["constraints"] = {"required": True, "unique": True}
    return field
