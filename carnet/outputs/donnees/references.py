"""How to cite the carnet and what is signed in it: BibTeX and Citation File Format 1.2.

In: records. Out: the bytes of ``carnet.bib`` and ``CITATION.cff``.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Final

from carnet import wording
from carnet.model import Entry
from carnet.outputs.donnees.records import Records
from carnet.outputs.places import public_id
from carnet.sources import slug

Fields = Mapping[str, str | list[str] | None]
SIGNED: Final = ("recit", "synthese", "portrait", "texte", "enseignement", "piste")
ESCAPED: Final = str.maketrans(
    {char: f"\\{char}" for char in "{}&%$#_"} | {"\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}"}
)


def bibtex(records: Records) -> bytes:
    """Return the carnet and its signed texts, in UTF-8, as Zotero, JabRef and biber read them."""
    edition = records.visible.edition
    book = {
        "author": [c.nom for c in edition.contributeurs.values()],
        "title": edition.titre,
        "subtitle": edition.sous_titre,
        "publisher": edition.mentions.editeur,
        "year": str(edition.annee),
        "isbn": edition.isbn.imprime or edition.isbn.pdf or edition.isbn.epub,
        "url": records.places.url,
        "note": wording.licence_name(edition.licence),
    }
    items = [_item("book", _key(records), book)]
    items += [_part(records, e) for e in records.entries if e.type in SIGNED]
    return "\n".join(items).encode()


def _key(records: Records) -> str:
    return f"{slug(records.visible.edition.titre)}-{records.visible.edition.annee}"


def _part(records: Records, entry: Entry) -> str:
    edition = records.visible.edition
    fields = {
        "author": [a.nom for a in records.visible.auteurs(entry)],
        "title": records.visible.titre(entry),
        "booktitle": edition.titre,
        "publisher": edition.mentions.editeur,
        "year": str(entry.date.year if entry.date else edition.annee),
        "date": entry.date.isoformat() if entry.date else None,
        "url": records.places.of(entry),
        "note": wording.licence_name(entry.licence),
        "langid": "french" if entry.langue == "fr" else None,
        "crossref": _key(records),
    }
    key = f"{_key(records)}-{public_id(records.visible, entry).replace('/', '-').lstrip('_')}"
    return _item("incollection", key, fields)


def _item(kind: str, key: str, fields: Fields) -> str:
    return f"@{kind}{{{key},\n" + "".join(_lines(fields)) + "}\n"


def _lines(fields: Fields) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, list):
            # Braces keep « L’équipe du programme » from being cut into a first and a last name.
            value = " and ".join(f"{{{who.translate(ESCAPED)}}}" for who in value)
        elif value and name not in ("url", "crossref"):
            value = value.translate(ESCAPED)
        if value:
            yield f"  {name} = {{{value}}},\n"


def cff(records: Records) -> bytes:
    """Return how to cite the data, as code forges and Zenodo read it."""
    from ruamel.yaml import YAML

    edition = records.visible.edition
    document: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "Si vous reprenez ces données, citez-les ainsi.",
        "type": "dataset",
        "title": edition.titre,
        "abstract": edition.description,
        "authors": [{"name": c.nom} for c in edition.contributeurs.values()],
        "license": edition.licence,
        "url": records.places.url,
        "version": str(edition.numero or edition.annee),
        "keywords": [theme.titre for theme in records.visible.themes.values()],
    }
    if edition.licence.startswith("LicenseRef-"):  # the format only knows SPDX ids
        del document["license"]
    yaml = YAML()
    yaml.width = 110
    out = io.StringIO()
    yaml.dump({key: value for key, value in document.items() if value}, out)
    return out.getvalue().encode()
