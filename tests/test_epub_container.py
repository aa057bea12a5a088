"""The container: EbookLib's twenty-two known traps (research, epub.md section 1.2), and the zip itself.

Each test carries the number of its trap.
"""

import datetime as dt
import io
import os
import time
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from carnet.outputs.epub.container import Guide, Meta, Package, Resource, write

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

PAGE = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    b'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="fr" xml:lang="fr">'
    b'<head><title>Un</title><meta name="essai" content="1"/><link rel="stylesheet" href="../css/a.css"/></head>'
    b'<body class="couverture" epub:type="bodymatter">texte nu<div><span>a</span><span>b</span></div>'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><linearGradient id="g"/><foreignObject/></svg>'
    b'<p id="n1" epub:type="footnote" role="doc-footnote">note</p></body></html>\n'
)


def a_package(**changes: object) -> Package:
    """Return a small book; ``changes`` replace its parts."""
    package = Package(
        identifier="urn:uuid:1",
        langue="fr",
        modified=dt.date(2026, 11, 25),
        metadata=(Meta("dc:title", "Essai"), Meta("dc:language", "fr")),
        resources=(
            Resource("couverture", "texte/couverture.xhtml", "application/xhtml+xml", PAGE, ("svg",)),
            Resource("un", "texte/un.xhtml", "application/xhtml+xml", PAGE, ("svg",), "voix-un"),
            Resource("nav", "nav.xhtml", "application/xhtml+xml", b"<nav/>", ("nav",)),
            Resource("ncx", "toc.ncx", "application/x-dtbncx+xml", b"<ncx/>"),
            Resource("voix-un", "voix/un.smil", "application/smil+xml", b"<smil/>"),
            Resource("son", "audio/un.mp3", "audio/mpeg", b"son"),
            Resource("image", "images/c.jpg", "image/jpeg", b"image", ("cover-image",)),
            Resource("lettre", "polices/a.ttf", "font/ttf", b"lettre"),
        ),
        spine=("couverture", "nav", "un"),
    )
    return replace(package, **changes)  # type: ignore[arg-type]


def opened(package: Package) -> zipfile.ZipFile:
    """Return the book written then opened."""
    return zipfile.ZipFile(io.BytesIO(write(package)))


def opf_of(package: Package) -> etree._Element:
    """Return the package document of a book."""
    return etree.fromstring(opened(package).read("EPUB/content.opf"))


def test_documents_are_written_byte_for_byte() -> None:
    """Traps 1 to 5: heads, body attributes, bare text, SVG's capitals, spaces and prefixes are left alone."""
    assert opened(a_package()).read("EPUB/texte/un.xhtml") == PAGE


def test_contents_are_ours_alone() -> None:
    """Traps 6 to 8: EbookLib adds no page list, no English heading, no contents of its own."""
    archive = opened(a_package())

    assert archive.read("EPUB/nav.xhtml") == b"<nav/>"
    assert archive.read("EPUB/toc.ncx") == b"<ncx/>"


def test_spine_names_the_ncx_that_is_there() -> None:
    """Trap 9: the spine's ``toc`` is the id of our NCX, and a book without one is refused."""
    package = a_package()

    assert opf_of(package).find(f"{OPF}spine").get("toc") == "ncx"
    with pytest.raises(ValueError, match="ncx"):
        a_package(resources=tuple(r for r in package.resources if r.id != "ncx"))


def test_package_says_its_language_and_direction() -> None:
    """Trap 10."""
    root = opf_of(a_package())

    assert (root.get(XML_LANG), root.get("dir")) == ("fr", "ltr")


def test_cover_is_read_like_any_document() -> None:
    """Trap 11: no document is out of the linear order, and the cover picture is said twice, for old and new."""
    root = opf_of(a_package(metadata=(Meta("dc:title", "Essai"), Meta("cover", "image"))))

    assert [ref.get("linear") for ref in root.iter(f"{OPF}itemref")] == [None, None, None]
    assert root.find(f".//{OPF}meta[@name='cover']").get("content") == "image"
    assert root.find(f".//{OPF}item[@id='image']").get("properties") == "cover-image"


def test_two_authors_have_two_ids() -> None:
    """Trap 12."""
    people = (Meta("dc:creator", "Une", {"id": "p1"}), Meta("dc:creator", "Deux", {"id": "p2"}))

    root = opf_of(a_package(metadata=people))

    assert [c.get("id") for c in root.iter(f"{DC}creator")] == ["p1", "p2"]


def test_duration_is_a_line_of_metadata() -> None:
    """Trap 13: nothing but the overlay's id is written on the item."""
    root = opf_of(a_package(metadata=(Meta("media:duration", "3.000s", {"refines": "#voix-un"}),)))

    item = root.find(f".//{OPF}item[@id='un']")
    assert (item.get("media-overlay"), item.get("duration")) == ("voix-un", None)
    assert root.find(f".//{OPF}meta[@property='media:duration']").get("refines") == "#voix-un"


def test_language_of_a_line_of_metadata_is_kept() -> None:
    """Trap 14: ``xml:lang`` is dropped in silence under that name."""
    root = opf_of(a_package(metadata=(Meta("schema:accessibilitySummary", "Tout.", {"xml:lang": "fr"}),)))

    found = root.find(f".//{OPF}meta[@property='schema:accessibilitySummary']")
    assert (found.text, found.get(XML_LANG)) == ("Tout.", "fr")


def test_properties_and_media_types_are_those_given() -> None:
    """Traps 15 and 16: nothing is guessed from the machine's own table."""
    items = {i.get("id"): i for i in opf_of(a_package()).iter(f"{OPF}item")}

    assert items["un"].get("properties") == "svg"
    assert [items[i].get("media-type") for i in ("ncx", "son", "lettre")] == [
        "application/x-dtbncx+xml",
        "audio/mpeg",
        "font/ttf",
    ]


@pytest.mark.parametrize(
    "double",
    [
        Resource("un", "texte/autre.xhtml", "application/xhtml+xml", b"x"),
        Resource("autre", "texte/UN.xhtml", "application/xhtml+xml", b"x"),
    ],
)
def test_same_name_twice_is_refused(double: Resource) -> None:
    """Trap 17: by id, and by path even when only its case differs."""
    with pytest.raises(ValueError, match="same name"):
        a_package(resources=(*a_package().resources, double))


def test_missing_file_is_refused() -> None:
    """Trap 18, the same silence: what the spine names has to be there."""
    with pytest.raises(ValueError, match="has not"):
        a_package(spine=("absent",))


def test_modified_is_the_build_day_at_midnight_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trap 19: neither the clock nor the zone is asked."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()

    found = opf_of(a_package()).find(f".//{OPF}meta[@property='dcterms:modified']").text

    monkeypatch.undo()
    time.tzset()
    assert found == "2026-11-25T00:00:00Z"


def test_zip_is_what_readers_want_and_always_the_same() -> None:
    """Trap 20: ``mimetype`` first, stored, without extra field; one date, one mode; the same bytes twice."""
    first, *others = opened(a_package()).infolist()
    mask = os.umask(0o077)
    again = write(a_package())
    os.umask(mask)

    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert {entry.date_time for entry in others} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in others} == {0o100644}
    assert again == write(a_package())


def test_sounds_and_pictures_are_stored() -> None:
    """What is compressed already is not deflated again; text is."""
    kinds = {
        entry.filename.rpartition(".")[2]: entry.compress_type for entry in opened(a_package()).infolist()
    }

    assert kinds["mp3"] == kinds["jpg"] == zipfile.ZIP_STORED
    assert kinds["xhtml"] == kinds["ttf"] == zipfile.ZIP_DEFLATED


def test_nothing_is_written_that_was_not_asked() -> None:
    """Traps 21 and 22: no generator, no random identifier, no prefix."""
    root = opf_of(a_package())

    assert root.find(f".//{OPF}meta[@name='generator']") is None
    assert [i.text for i in root.iter(f"{DC}identifier")] == ["urn:uuid:1"]
    assert root.get("prefix") is None
    assert opf_of(a_package(prefixes=("tdm: http://www.w3.org/ns/tdmrep#",))).get("prefix").startswith("tdm:")


def test_guide_leads_old_readers() -> None:
    """The EPUB 2 guide is written as given."""
    root = opf_of(a_package(guide=(Guide("text", "Début", "texte/un.xhtml"),)))

    assert root.find(f".//{OPF}reference").get("href") == "texte/un.xhtml"
