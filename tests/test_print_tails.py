"""The last line of a title never holds one short word."""

import pytest

from carnet.outputs.print.tails import held


@pytest.mark.parametrize(
    ("title", "set_"),
    [
        ("Rien de tout ceci n’a eu lieu", 'Rien de tout ceci <span class="tenu">n’a eu lieu</span>'),
        ("Onze étals, ce qui a pris et ce qui a glissé", 'Onze étals, ce qui a pris <span class="tenu">et ce qui a glissé</span>'),
        ("NEC de la vallée de l’Ardeille", 'NEC de la vallée <span class="tenu">de l’Ardeille</span>'),
        ("Douze mots, terminé", "Douze mots, terminé"),
        ("La rallonge", "La rallonge"),
        ("L’Anse-Carême, avant la pluie", '<span class="tenu">L’Anse-Carême,</span> <span class="tenu">avant la pluie</span>'),
        ("Ici", "Ici"),
        ("Après <l’averse> de mars & son vent", 'Après &lt;l’averse&gt; de <span class="tenu">mars &amp; son vent</span>'),
        ("Un nom tout à fait interminablement long et", "Un nom tout à fait interminablement <span class=\"tenu\">long et</span>"),
    ],
)  # fmt: skip
def test_short_last_words_go_together(title: str, set_: str) -> None:
    """The end is held when it is short, never so long that it would stick out; markup is escaped."""
    assert held(title) == set_
