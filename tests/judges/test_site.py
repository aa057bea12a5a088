"""The example carnet's site as its readers meet it: by eye, by ear, by keyboard, in a copied folder.

Every page is looked at in two views, one page of each kind in all four; ``python -m tests.judges SITE``
looks at every page of any site in all four.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Page

from tests.judges import Judge
from tests.judges.axe import Axe, served
from tests.judges.weight import Load

Weigh = Callable[[str], Sequence[Load]]


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


def test_the_home_page_is_light_on_a_phone(exemple: Path, weigh: Weigh) -> None:
    """Twelve requests and 150 kB at most before anybody scrolls, pictures included; nothing from elsewhere."""
    with served(exemple / "site") as site:
        loads = weigh(f"{site}index.html")

        assert all(load.url.startswith(site) for load in loads)
    assert len(loads) <= 12, [load.url for load in loads]
    assert sum(load.octets for load in loads) <= 150_000, loads


def test_every_kind_of_page_is_light_on_a_phone(exemple: Path, weigh: Weigh) -> None:
    """A page weighs 100 kB at most without its pictures, its scripts 5 kB; nothing comes from elsewhere."""
    root = exemple / "site"
    with served(root) as site:
        for page in one_of_each_kind(root):
            loads = weigh(site + page.relative_to(root).as_posix())
            without = sum(load.octets for load in loads if load.kind != "image")
            scripts = sum(load.octets for load in loads if load.kind == "script")

            assert all(load.url.startswith(site) for load in loads), page
            assert without <= 100_000, (page, loads)
            assert scripts <= 5_000, (page, loads)


def test_the_search_finds_words_whatever_their_number_and_accents(exemple: Path, chromium: Axe) -> None:
    """A plural finds a singular, no accent finds accents, a shelf narrows; a result leads to a page that is there."""
    with served(exemple / "site") as site:
        page = chromium.browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}recherche/index.html")
        before = [url for url in asked if "pagefind" in url]

        found = {word: _found(page, word) for word in ("réseaux", "reseau", "courant", "introuvable")}
        page.select_option("#genre", "Récits")
        narrowed = _found(page, "courant")
        first = page.locator(".resultats a").first.get_attribute("href")
        assert first is not None
        answer = page.goto(site + first.removeprefix("../"))
        page.close()

    assert before == []
    assert found["réseaux"] == found["reseau"] > 0
    assert found["courant"] > narrowed > 0
    assert found["introuvable"] == 0
    assert answer is not None
    assert answer.ok


def _found(page: Page, word: str) -> int:
    """Ask a word and return how many results are announced."""
    page.fill("#q", word)
    page.click("form.recherche button")
    page.wait_for_function(
        "word => { const said = document.querySelector('.bilan').textContent; return said.includes(word) }",
        arg=word,
    )
    said = page.text_content(".bilan") or ""
    return int(said.split()[0]) if said[:1].isdigit() else 0


def test_the_page_of_results_is_accessible(exemple: Path, chromium: Axe) -> None:
    """axe finds nothing once words are found, by day and by night."""
    with served(exemple / "site") as site:
        assert chromium.check_all([f"{site}recherche/index.html?q=courant"]) == []


def test_a_cue_moves_the_player_of_the_page(exemple: Path, chromium: Axe) -> None:
    """With the small script of sounds, the time of a cue starts the sound there and the page stays."""
    sound = next((exemple / "site/sons").glob("*/*/index.html"))
    with served(exemple / "site") as site:
        page = chromium.browser.new_page()
        page.goto(site + sound.relative_to(exemple / "site").as_posix())
        where = page.url
        page.locator(".transcription a.instant").last.click()
        page.wait_for_function("document.querySelector('.lecteur audio').currentTime > 0")

        assert page.url == where
        page.close()
