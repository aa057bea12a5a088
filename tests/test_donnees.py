"""Open data: what a French spreadsheet opens, what programs read, what is never in it."""

import csv
import io
import json
from pathlib import Path

from carnet.cache import Cache
from carnet.kinds import KINDS
from carnet.media.room import MediaRoom
from carnet.outputs.donnees.records import PRIVATE, Records
from carnet.outputs.donnees.tables import columns_of
from carnet.outputs.places import places
from tests.spread_world import URL, part


def rows(name: str) -> list[dict[str, str]]:
    text = part("donnees/")[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_double_click_is_enough():
    """A byte order mark, semicolons, decimal commas, « oui » and « non », dates every program knows."""
    raw = part("donnees/")["evenements.csv"]
    first, coming = rows("evenements.csv")

    assert raw.startswith(b"\xef\xbb\xbfid;titre;")
    assert b"\r\n" in raw
    assert (first["lieu_latitude"], first["debut"], first["annonce"]) == ("47,2", "2026-03-12", "non")
    assert coming["annonce"] == "oui"
    assert first["chiffres"] == "37\u00a0: sachets à pain"
    assert first["page"] == f"{URL}evenements/nec-essai/"


def test_no_cell_runs_as_a_formula():
    """Words that start like one are held back by a space."""
    texts = [row["texte"] for row in rows("verbatims.csv")]

    assert " =SOMME(A1) disait le tableau." in texts
    assert not [t for t in texts if t.startswith(("=", "+", "-", "@"))]


def test_persons_are_named_as_they_chose():
    """A reference to a person is her shown name, never the name of her file; other references are public ids."""
    quote = next(row for row in rows("verbatims.csv") if row["id"] == "nec-essai/verbatim-lea")
    (sound,) = rows("sons.csv")

    assert (quote["personne"], quote["son"]) == ("Léa Martin", "nec-essai/son-marche")
    assert sound["personnes"] == "Secrétaire de mairie | Léa Martin"
    assert sound["transcription"] == "Léa Martin\u00a0: Bonjour à tous."
    assert [row["id"] for row in rows("portraits.csv")] == ["portraits/lea"]


def test_references_lead_to_rows():
    """Every id that a cell names is the id of a row: nothing points at what may not leave."""
    known = {row["id"] for name in part("donnees/") if name.endswith(".csv") for row in rows(name)}
    single = {"evenement", "son", "seance", "fait_suite_a", "de", "vers", "photo"}
    several = {"preuves", "enseignements", "transmis", "evenements"}

    for name in part("donnees/"):
        for row in rows(name) if name.endswith(".csv") else ():
            named = [row[key] for key in single & set(row) if row[key]]
            named += [id_ for key in several & set(row) for id_ in row[key].split(" | ") if id_]
            assert set(named) <= known, (name, row["id"])


def test_every_public_key_of_a_kind_has_its_column():
    """Whatever the contract declares is a column, unless it is said to be private."""
    for kind, model in KINDS.items():
        paths = {column.chemin[0] for column in columns_of(kind)}
        assert set(model.model_fields) - PRIVATE <= paths, kind


def test_private_keys_are_in_no_record():
    """Status, agreements, evidence, research codes, contacts: none is data."""
    text = part("donnees/")["carnet.json"].decode()

    for key in ("accord", "statut", "sorties", 'preuve"', "codes", "contact_public", "affichage"):
        assert f'"{key}' not in text


def test_one_document_holds_everything():
    """carnet.json has the edition, the themes and each record of the tables."""
    whole = json.loads(part("donnees/")["carnet.json"])

    assert whole["carnet"]["titre"] == "Le fil"
    for kind, records in whole["entrees"].items():
        name = f"{kind}s.csv" if not kind.endswith("s") else f"{kind}.csv"
        assert [r["id"] for r in records] == [row["id"] for row in rows(name)]
    (event, _) = whole["entrees"]["evenement"]
    assert event["lieu"]["latitude"] == 47.2


def test_references_are_read_by_pandoc():
    """carnet.bib gives the carnet and its signed texts, authors whole."""
    import pypandoc

    text = part("donnees/")["carnet.bib"].decode()
    found = json.loads(pypandoc.convert_text(text, "csljson", format="biblatex"))
    story = next(item for item in found if item["title"].startswith("Une journée"))

    assert len(found) == 4
    assert story["container-title"] == "Le fil"
    assert story["URL"] == f"{URL}recits/nec-essai/recit-un/"
    assert story["author"] == [{"literal": "Le duo"}]


def test_the_site_explains_and_offers_the_same_files():
    """The page names every file with its weight; the files are those of ``out/donnees/``."""
    page = part("site/")["donnees/index.html"].decode()

    for name, content in part("donnees/").items():
        assert part("site/")[f"donnees/{name}"] == content
        assert f'href="{name}"' in page


def test_without_data_there_is_no_page(tmp_path):
    """A site made alone promises no data."""
    from tests.spread_world import lay, read

    lay(tmp_path).build("web")

    out = read(tmp_path / "out/site")
    assert not [path for path in out if path.startswith("donnees/")]
    assert b"donnees/index.html" not in out["index.html"]


def test_what_is_not_a_text_s_words_is_kept_beside_them(make_carnet):
    """Notes, what is included and where links lead: without a place of their own they would be lost."""
    recit = (
        "---\ntype: recit\ntitre: Le récit\nresume: Court.\nstatut: publie\n---\n\n"
        "Un mot[^1], un [lien](https://example.org/a).\n\n![[verbatim]]\n\n[^1]: La note.\n"
    )
    said = "---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nOn attend.\n"
    visible = make_carnet(
        {"entries/nec-essai/recit.md": recit, "entries/nec-essai/verbatim.md": said}
    ).visible("donnees")

    record = Records(visible, MediaRoom(Path(), Cache(None)), places(visible)).of_type("recit")[0]

    assert record["notes"] == ["La note."]
    assert record["inclusions"] == ["nec-essai/verbatim"]
    assert record["adresses"] == ["https://example.org/a"]
