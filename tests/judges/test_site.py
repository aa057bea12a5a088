"""The example carnet's site as its readers meet it: by eye, by ear, by keyboard, in a copied folder.

Every page is looked at in two views, one page of each kind in all four; ``python -m tests.judges SITE``
looks at every page of any site in all four.
"""

from itertools import groupby
from pathlib import Path

from tests.judges import Judge


def one_of_each_kind(site: Path) -> list[Path]:
    """Return one page for each first folder and depth: the list of a kind, and one of its pages."""

    def kind(page: Path) -> tuple[str, int]:
        first, *rest = page.relative_to(site).parts
        return (first if rest else page.name, len(rest))

    pages = sorted(site.rglob("*.html"), key=lambda page: (kind(page), page))
    return [next(group) for _, group in groupby(pages, key=kind)]


def test_every_page_is_valid(exemple: Path, nu: Judge) -> None:
    """Nu finds no error and no warning on any page."""
    assert nu(exemple / "site") == []


def test_every_page_is_accessible(exemple: Path, axe_all: Judge) -> None:
    """axe finds no violation of WCAG 2.2 AA, of RGAA or of good practice, and nothing scrolls sideways at 320 px."""
    pages = sorted((exemple / "site").rglob("*.html"))

    assert pages
    assert axe_all([page.as_uri() for page in pages], [(1280, "light"), (360, "dark")]) == []


def test_one_page_of_each_kind_is_accessible_in_every_view(exemple: Path, axe_all: Judge) -> None:
    """By day and by night, wide and narrow."""
    assert axe_all([page.as_uri() for page in one_of_each_kind(exemple / "site")]) == []


def test_the_site_is_read_from_a_folder_without_javascript(exemple: Path, reading: Judge) -> None:
    """Every page is reached by links, says something under a title of its own, and shows its pictures."""
    assert reading(exemple / "site") == []
