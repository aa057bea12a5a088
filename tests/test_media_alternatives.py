"""Alternatives that say nothing are told apart from those that describe."""

import pytest

from carnet.media.alternatives import check_alternative
from carnet.rules import RULES


@pytest.mark.parametrize(
    ("alt", "caption", "codes"),
    [
        ("Deux femmes penchées sur une tablette, devant la mairie.", "Le premier matin.", []),
        ("IMG_2043.jpg", "", ["alt-nom-de-fichier"]),
        ("atelier-fing-2.PNG", "", ["alt-nom-de-fichier"]),
        ("DSC00042", "", ["alt-nom-de-fichier"]),
        ("PXL_20260312_091500123", "", ["alt-nom-de-fichier"]),
        ("photo 3", "", ["alt-nom-de-fichier"]),
        ("Image", "", ["alt-nom-de-fichier"]),
        ("Logo.", "", ["alt-nom-de-fichier"]),
        ("Capture d’écran", "", ["alt-nom-de-fichier"]),
        ("Logo de la Drôme numérique : un galet bleu.", "", []),
        ("Image floue d’une foule sous la pluie.", "", []),
        ("La place", "", ["alt-trop-courte"]),
        ("La place", "La place.", ["alt-trop-courte", "alt-egal-legende"]),
        ("L’équipe du matin", "L'équipe du matin.", ["alt-egal-legende"]),
        ("é" * 350, "", []),
        ("é" * 351, "", ["alt-trop-longue"]),
    ],
)  # fmt: skip
def test_an_alternative_is_judged_on_its_words(alt: str, caption: str, codes: list[str]) -> None:
    """A file name, an empty word, a caption repeated, too few or too many characters are remarked."""
    assert check_alternative(alt, caption) == codes
    assert set(codes) <= set(RULES)
