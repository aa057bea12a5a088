"""Page numbers: the marks a template leaves, the ranges an index prints."""

import re
from typing import cast

import pytest

from carnet.outputs.print.binding import _counted, _guessed, _placed
from carnet.outputs.print.composing import Cahier, Feuillet
from carnet.outputs.print.indexing import Sorte, Terme
from carnet.outputs.print.laying import Measure, Sheet, Table
from carnet.outputs.print.numbers import linked, numbered, ranges
from carnet.progress import untold


@pytest.mark.parametrize(
    ("pages", "runs"),
    [
        ([], []),
        ([7], [(7, 7)]),
        ([7, 8], [(7, 8)]),
        ([14, 12, 13, 20, 12], [(12, 14), (20, 20)]),
    ],
)
def test_consecutive_pages_are_one_range(pages: list[int], runs: list[tuple[int, int]]) -> None:
    """A term found on three pages in a row has one range, and no page twice."""
    assert ranges(pages) == runs


def test_both_ends_of_a_range_lead_to_their_page() -> None:
    """Each printed number is a link to the page it names."""
    assert linked([12, 13, 20]) == (
        '<a href="#page-12">12</a>–<a href="#page-13">13</a>, <a href="#page-20">20</a>'
    )


@pytest.mark.parametrize(("folio", "room"), [(7, "0"), (84, "00"), (212, "000")])
def test_a_cross_reference_keeps_room_for_its_number(folio: int, room: str) -> None:
    """As many zeros as the number has figures: the page is not laid out again when it is known."""
    text = 'Voir <a href="#a">ici</a> <span class="vers incise" data-pour="a"></span>.'

    assert f'<span class="vers incise" data-pour="a">→\u00a0p.\u00a0{room}</span>.' in numbered(
        text, {"a": folio}
    )


def test_an_index_term_found_nowhere_is_not_listed() -> None:
    """A name that no page says has no line."""
    text = '<ul><li class="terme" data-terme="k">Léa <span class="folios"></span></li></ul>'

    assert numbered(text, {"a": 1}, {"k": []}) == "<ul></ul>"
    assert "00" in numbered(text, {}, None)


def test_a_term_that_has_sub_entries_gets_its_own_pages() -> None:
    """The head of a group is a paragraph of its line: filled, or taken away, without its sub-entries."""
    text = '<li><p class="terme" data-terme="k">file <span class="folios"></span></p><ul></ul></li>'

    assert '<p class="terme" data-terme="k">file <a href="#page-3">3</a></p>' in numbered(
        text, {}, {"k": [3]}
    )
    assert numbered(text, {}, {"k": []}) == "<li><ul></ul></li>"


def test_sub_entries_stand_under_their_entry() -> None:
    """A word marked alone and with sub-entries is one entry: its own pages, then theirs."""
    boat = Terme("mot-file-du-bateau", "file", sous_entree="du bateau")
    market = Terme("mot-file-du-marche", "file", sous_entree="du marché")
    radio = Terme("mot-radio", "radio")
    call = Terme("mot-radio-appel", "radio", sous_entree="appel")

    assert Sorte("Mots", (boat, market, radio, call)).entrees == [
        ("file", None, [boat, market]),
        ("radio", radio, [call]),
    ]


class Ruler:
    """Stands for the table: says how many pages a sheet has by what is written in it."""

    def __init__(self) -> None:
        self.laid: list[str] = []
        self.told = untold

    def measure(self, sheet: Sheet) -> Measure:
        """Return a measure of so many pages, the anchors of the sheet on the first."""
        self.laid.append(sheet.html)
        pages = int(sheet.html.partition("pages:")[2].partition(";")[0])
        names = tuple(re.findall(' id="([^"]+)"', sheet.html))
        rest = pages - 1
        return Measure((names, *[()] * rest), ("",) * pages, ((),) * pages, (), (1.0,) * pages)


def test_numbers_to_come_are_guessed_from_where_the_text_really_is() -> None:
    """A hundred and twenty pages where one was guessed: what follows has three figures at once."""
    texts = (
        'pages:120; <p id="a">',
        '<span class="vers" data-pour="c"></span> pages:2;',
        'pages:1; <p id="c">',
    )
    cahiers = [Cahier((Feuillet(text, "recto", fixed=True),), None) for text in texts]
    ahead = [_guessed(cahier) for cahier in cahiers]
    guess = _counted(ahead, 1)
    ruler = Ruler()

    runs = _placed(cahiers, guess, None, cast("Table", ruler), (), ahead)

    assert guess == {"a": 1, "c": 5}
    assert "p.\u00a0000<" in ruler.laid[1]
    assert [run.first for run in runs] == [1, 121, 123]
