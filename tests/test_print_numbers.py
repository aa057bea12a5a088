"""Page numbers: the marks a template leaves, the ranges an index prints."""

import pytest

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


def test_a_cross_reference_waits_then_says_its_page() -> None:
    """Before pages are known a number of the usual width stands there; then the right one."""
    text = 'Voir <a href="#a">ici</a> <span class="vers" data-pour="a"></span>.'

    assert "→\u00a0p.\u00a000" in numbered(text, {})
    assert '<span class="vers">→\u00a0p.\u00a084</span>' in numbered(text, {"a": 84})


def test_a_cross_reference_without_a_page_says_nothing() -> None:
    """What is not in the book has no number."""
    assert numbered('x<span class="vers" data-pour="b"></span>y', {"a": 84}) == "xy"


def test_an_index_term_found_nowhere_is_not_listed() -> None:
    """A name that no page says has no line."""
    text = '<ul><li class="terme" data-terme="k">Léa <span class="folios"></span></li></ul>'

    assert numbered(text, {"a": 1}, {"k": []}) == "<ul></ul>"
    assert "00" in numbered(text, {}, None)
