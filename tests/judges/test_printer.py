"""The printer's files of the example carnet, read by programs that had no part in making them."""

import json
import re
from pathlib import Path

import pikepdf
import pytest

from tests.judges import ROOT, Judge
from tests.judges.press import bled, said

TRIM = (148.0, 210.0)


def test_the_inside_can_be_sent_to_the_printer(exemple: Path, press: Judge) -> None:
    """CMYK and black only, four plates, under 300 % of ink, exact boxes, faces inside, pages by four."""
    assert press(exemple / "carnet-imprimeur.pdf", TRIM, 5.0, 4) == []


def test_the_cover_can_be_sent_to_the_printer(exemple: Path, press: Judge) -> None:
    """So can the cover, as wide as two pages and the spine of this paper and this many pages."""
    with pikepdf.open(exemple / "carnet-imprimeur.pdf") as book:
        spine = round(len(book.pages) / 2 * 100 * 1.2 / 1000 + 0.5, 1)

    assert press(exemple / "carnet-couverture.pdf", (2 * TRIM[0] + spine, TRIM[1]), 5.0) == []


def test_what_touches_the_edge_goes_on_to_the_end_of_the_bleed(exemple: Path) -> None:
    """The colour of the cover on its four sides, the tab of an event on the fore-edge of its pages; text pages are white."""
    book = exemple / "carnet-imprimeur.pdf"
    event = next(n for n, words in enumerate(said(book), 1) if n > 12 and "Vernoux-sur-Ardeille" in words)

    right, left, opening = bled(book, event), bled(book, event + 3), bled(book, 1)

    assert min(bled(exemple / "carnet-couverture.pdf", 1).values()) > 0.99
    assert (event % 2, right["left"], left["right"]) == (1, 0, 0)
    assert 0.03 < right["right"] < 0.1
    assert right["right"] == pytest.approx(left["left"], abs=0.02)
    assert max(opening.values()) == 0


def test_a_till_reads_the_barcode(exemple: Path, codes: Judge) -> None:
    """The EAN-13 of the cover is the ISBN of ``carnet.yaml``, read from a raster of 300 dpi."""
    (line,) = (li for li in (ROOT / "carnet.yaml").read_text("utf-8").splitlines() if "imprime: 97" in li)
    isbn = line.partition(":")[2].partition("#")[0].strip().replace("-", "")

    assert codes(exemple / "carnet-couverture.pdf", [isbn]) == []


def test_a_telephone_reads_where_each_sound_is(exemple: Path, codes: Judge) -> None:
    """Each sound's page of the site is in a square of the printed book, beside the same address in letters."""
    book, site = exemple / "carnet-imprimeur.pdf", exemple / "site"
    sounds = [f"{place.parent.relative_to(site)}/" for place in sorted(site.glob("sons/*/*/index.html"))]
    pages = [
        re.sub(r"[\s-]", "", words) for words in said(book)
    ]  # a line may end on the hyphen of an address

    letters = {
        n: [s for s in sounds if s.rstrip("/").replace("-", "") in words] for n, words in enumerate(pages, 1)
    }

    assert sorted(s for found in letters.values() for s in found) == sounds
    assert len(sounds) == 6
    addresses = [f"https://example.org/carnet-2026/{sound}" for sound in sounds]
    assert codes(book, addresses, [n for n, found in letters.items() if found]) == []


def test_the_report_says_what_was_measured(exemple: Path) -> None:
    """``rapport.json`` has the figures of both files."""
    report = json.loads((exemple / "rapport.json").read_text("utf-8"))

    files = report["cibles"]["imprime"]["fichiers"]
    for name in ("carnet-imprimeur.pdf", "carnet-couverture.pdf"):
        controls = files[name]["controles"]
        assert (controls["rvb"], controls["polices_non_incorporees"]) == (0, [])
        assert controls["encrage_max"] <= 300
        assert controls["fond_perdu_mm"] == pytest.approx(5, abs=0.1)
