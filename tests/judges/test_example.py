"""The judges on the books of the example carnet (its site: ``test_site.py``): what this repository builds has no fault they can see."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.judges import ROOT, Judge
from tools import check_book, pages_kept

EVENT = "anse-careme"


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


@pytest.fixture(scope="module")
def books(exemple: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The screen books of the example: whole, in large print, an extract, an event's own booklet."""
    whole, alone = (tmp_path_factory.mktemp(name) for name in ("livres", "livret"))
    for more in (
        ["--grands-caracteres", "--extrait", EVENT, "-o", str(whole)],
        ["--evenement", EVENT, "-o", str(alone)],
    ):
        run = subprocess.run(
            [sys.executable, str(ROOT / "build.py"), "-C", str(ROOT), "construire", "pdf", *more],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
    found = [*sorted(whole.glob("*.pdf")), alone / "carnet.pdf"]
    assert len(found) == 4
    return found


def test_every_screen_pdf_is_accessible_and_archivable(books: list[Path], verapdf: Judge) -> None:
    """veraPDF finds each to be PDF/UA-1 and PDF/A-3a: the book, large print, an extract, a booklet."""
    assert [remark for book in books for remark in verapdf(book, "ua1", "3a")] == []


def test_every_screen_pdf_leads_to_the_right_pages(books: list[Path]) -> None:
    """Index, contents, references, outline, tags and links, read back by programs that made none of them."""
    assert [f"{book.name} {fault}" for book in books for fault in check_book.faults(book)] == []
