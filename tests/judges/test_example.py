"""The judges on the example carnet: what this repository builds has no fault they can see."""

from itertools import groupby
from pathlib import Path

import pytest

from tests.judges import Judge
from tests.judges.axe import served


def one_of_each_kind(site: Path) -> list[str]:
    """Return one page for each first folder and depth: the list of a kind, and one of its pages."""

    def kind(page: str) -> tuple[str, int]:
        first, *rest = page.split("/")
        return (first if rest else page, len(rest))

    pages = sorted((p.relative_to(site).as_posix() for p in site.rglob("*.html")), key=lambda p: (kind(p), p))
    return [next(group) for _, group in groupby(pages, key=kind)]


def test_the_epub_is_valid(exemple: Path, epubcheck: Judge) -> None:
    """EPUBCheck finds no error and no warning in the book."""
    assert epubcheck(exemple / "carnet.epub") == []


def test_the_epub_is_accessible(exemple: Path, ace: Judge) -> None:
    """Ace finds no violation in the book."""
    assert ace(exemple / "carnet.epub") == []


def test_the_epub_opens_on_a_kobo(exemple: Path, kobo: Judge) -> None:
    """Nothing in the book's style breaks the old Adobe engine."""
    assert kobo(exemple / "carnet.epub") == []


def test_every_page_of_the_site_is_valid(exemple: Path, nu: Judge) -> None:
    """Nu finds no error and no warning on any page."""
    assert nu(exemple / "site") == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_one_page_of_each_kind_is_accessible(exemple: Path, axe: Judge, width: int, scheme: str) -> None:
    """axe finds no violation of WCAG 2.2 AA, of RGAA or of good practice, by day and by night."""
    pages = one_of_each_kind(exemple / "site")

    with served(exemple / "site") as site:
        remarks = [remark for page in pages for remark in axe(site + page, width=width, scheme=scheme)]

    assert pages
    assert remarks == []


def test_the_screen_pdf_is_accessible_and_archivable(exemple: Path, verapdf: Judge) -> None:
    """veraPDF finds the PDF to be PDF/UA-1 and PDF/A-3a."""
    assert verapdf(exemple / "carnet.pdf", "ua1", "3a") == []
