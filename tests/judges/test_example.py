"""The judges on the books of the example carnet (its site: ``test_site.py``): what this repository builds has no fault they can see."""

from pathlib import Path

import pytest

from tests.judges import Judge
from tools import pages_kept


def test_the_epub_is_valid(exemple: Path, epubcheck: Judge) -> None:
    """EPUBCheck finds no error and no warning in the book."""
    assert epubcheck(exemple / "carnet.epub") == []


def test_the_epub_is_accessible(exemple: Path, ace: Judge) -> None:
    """Ace finds no violation in the book."""
    assert ace(exemple / "carnet.epub") == []


def test_the_epub_opens_on_a_kobo(exemple: Path, kobo: Judge) -> None:
    """Nothing in the book's style breaks the old Adobe engine."""
    assert kobo(exemple / "carnet.epub") == []


def test_the_epub_reads_well_in_a_reading_engine(exemple: Path, foliate: Judge) -> None:
    """Every document opens by day, by night and three times larger; every link and page leads somewhere;
    every sound decodes; the voice lights the words in order."""
    assert foliate(exemple / "carnet.epub") == []


def test_the_epub_has_every_page_of_the_book(exemple: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Compared with what pdftotext reads on each page of the PDF."""
    code = pages_kept.main(exemple, verbose=False)

    assert code == 0, capsys.readouterr().out


def test_the_screen_pdf_is_accessible_and_archivable(exemple: Path, verapdf: Judge) -> None:
    """veraPDF finds the PDF to be PDF/UA-1 and PDF/A-3a."""
    assert verapdf(exemple / "carnet.pdf", "ua1", "3a") == []
