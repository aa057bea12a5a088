"""Page numbers: the marks a template leaves, the ranges an index prints."""

import pytest

from carnet.outputs.print.indexing import Sorte, Terme
from carnet.outputs.print.numbers import linked, numbered, ranges


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
