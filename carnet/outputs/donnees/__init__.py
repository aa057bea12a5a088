"""The carnet as open data: what others may count, map, quote and rework.

In: what may leave on ``donnees``, where the site shows it. Out: artifacts of ``out/donnees/``. Only what is
under a licence that lets anyone reuse it goes in. The way: ``records`` (an entry as plain values), ``tables``
(CSV), ``package`` (their description), ``references`` (how to cite).
"""

import json
from collections.abc import Iterator

from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.outputs.donnees.records import Records
from carnet.outputs.linked import CONTEXT, Linked
from carnet.outputs.places import Places
from carnet.visible import Visible


def assemble(visible: Visible, media: MediaRoom, places: Places) -> list[Artifact]:
    """Make the data."""
    return list(_files(Records(visible, media, places)))


def _files(records: Records) -> Iterator[Artifact]:
    from carnet.outputs.donnees.package import package
    from carnet.outputs.donnees.references import bibtex, cff
    from carnet.outputs.donnees.tables import tables

    made = [Artifact("carnet.json", _written(records.whole)), Artifact("carnet.jsonld", _linked(records))]
    csvs = tables(records)
    made += [Artifact(table.path, table.content) for table in csvs]
    made += [Artifact("carnet.bib", bibtex(records)), Artifact("CITATION.cff", cff(records))]
    yield from made
    yield Artifact("datapackage.json", _written(package(records, csvs)))


def _linked(records: Records) -> bytes:
    linked = Linked(records.visible, records.places, duration_of=records.duration)
    graph = [linked.book(), *(linked.thing(e) for e in records.entries)]
    return _written({"@context": CONTEXT, "@graph": graph})


def _written(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
