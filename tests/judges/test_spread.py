"""What the example carnet spreads, read by programs that we did not write."""

import json
from pathlib import Path
from typing import Any

from tests.judges import Judge
from tests.judges.schema_org import things_of

VOCABULARY = {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}


def test_schema_org_accepts_a_thing_and_sees_an_unknown_property(schema_org: Judge) -> None:
    """A property that a type does not have is found, and its place named."""
    good = {"@type": "Quotation", "text": "Oui.", "spokenByCharacter": {"@type": "Person", "name": "Léa"}}

    assert schema_org([("bon", good)]) == []
    assert [r.place for r in schema_org([("bon", good), ("mauvais", {**good, "jauge": 3})])] == ["mauvais"]


def test_schema_org_knows_all_that_the_carnet_says(exemple: Path, schema_org: Judge) -> None:
    """Every type and property, of the pages and of the open data, is one that search engines know."""
    data = json.loads((exemple / "donnees/carnet.jsonld").read_text("utf-8"))
    things = [*things_of(exemple / "site"), *(("carnet.jsonld", thing) for thing in data["@graph"])]

    assert len(things) > 300
    assert schema_org(things) == []


def test_linked_data_expands_to_public_addresses(exemple: Path) -> None:
    """A JSON-LD processor makes of it statements about addresses; every reference is an entry that is told."""
    from pyld import jsonld

    def vocabulary(url: str, options: dict[str, Any]) -> dict[str, Any]:
        assert url.rstrip("/") == "https://schema.org", url
        return {"contextUrl": None, "documentUrl": url, "document": VOCABULARY}

    document = json.loads((exemple / "donnees/carnet.jsonld").read_text("utf-8"))
    found = jsonld.expand(document, {"documentLoader": vocabulary})
    told = {thing["@id"] for thing in found}
    part_of = "https://schema.org/isPartOf"

    assert len(found) == len(document["@graph"])
    assert all(id_.startswith("https://") for id_ in told)
    assert {ref["@id"] for thing in found for ref in thing.get(part_of, ()) if "@id" in ref} <= told


def test_frictionless_validates_the_data(exemple: Path) -> None:
    """Every table has the columns, the types and the unique ids that ``datapackage.json`` promises."""
    import frictionless

    report = frictionless.validate(str(exemple / "donnees/datapackage.json"))

    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "note"])
    assert len(report.tasks) >= 12
    events = frictionless.Package(str(exemple / "donnees/datapackage.json")).get_resource("evenements")
    first = next(iter(events.read_rows()))
    assert float(first["lieu_latitude"]) > 40
    assert first["annonce"] is False


def test_frictionless_sees_a_wrong_table(exemple: Path, tmp_path: Path) -> None:
    """A date that is none is found: the clean bill above means something."""
    import shutil

    import frictionless

    folder = tmp_path / "donnees"
    shutil.copytree(exemple / "donnees", folder)
    table = folder / "evenements.csv"
    table.write_bytes(table.read_bytes().replace(b"2026-03-21", b"mars"))

    assert not frictionless.validate(str(folder / "datapackage.json")).valid


def test_the_pages_to_copy_posts_from_are_valid_and_accessible(
    exemple: Path, nu: Judge, axe_all: Judge
) -> None:
    """Nu and axe find nothing on the pages of ``out/reseaux/``, by day and by night, wide and narrow."""
    pages = sorted((exemple / "reseaux").rglob("*.html"))

    assert len(pages) >= 4
    assert nu(exemple / "reseaux") == []
    assert axe_all([page.as_uri() for page in pages]) == []
