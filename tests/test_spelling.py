"""Folding: the quick way says what the slow one says, of every letter and sign of our scripts."""

from hypothesis import given
from hypothesis import strategies as st

from carnet.spelling import BESIDES, _folded, folded


def test_each_character_is_folded_the_same_by_both_ways() -> None:
    """Between letters: where it cuts a word, disappears, or is several letters."""
    characters = map(chr, range(0x3000))

    assert [sign for sign in characters if folded(f"a{sign}b") != _folded(f"a{sign}b")] == []


PIECES = ("a", "É", "e\u0301", " ", "-", "\xad", "\u200d", "Ł", "µ", "_", "9", *BESIDES)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_text_is_folded_the_same_by_both_ways(text: str) -> None:
    """Whatever stands beside what."""
    assert folded(text) == _folded(text)
