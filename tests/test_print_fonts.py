"""The signs a book prints: letters with its text faces, emoji in ink, and no sign borrowed from the machine."""

import io

import pytest
from fontTools.ttLib import TTFont

from carnet.diagnostics import CarnetError
from carnet.outputs.print.fonts import EMOJI, covered, printable
from carnet.templating import package_templates

SHARED = package_templates() / "shared"
FACES = {name: (SHARED / name).read_bytes() for name in ("fonts/SourceSerif4-Regular.ttf", EMOJI)}
INK = "\ufe0e"


def test_an_emoji_is_set_in_ink() -> None:
    """It is asked for as text, and set in its own face; its hue and its joiners go."""
    signs = covered(FACES)

    assert printable("<p>Ici 📍.</p>", signs) == f'<p>Ici <span class="dessin">📍{INK}</span>.</p>'
    assert printable("<p>❤️</p>", signs) == f'<p><span class="dessin">❤{INK}</span></p>'
    assert printable("👩🏽‍🌾", signs) == f'<span class="dessin">👩{INK}🌾{INK}</span>'


def test_attributes_have_no_emoji() -> None:
    """A running title is set by the style sheet, in the text faces."""
    assert printable('<h1 data-court="Ici 📍">Ici 📍</h1>', covered(FACES)).startswith(
        '<h1 data-court="Ici ">'
    )


def test_a_letter_no_face_has_is_an_error() -> None:
    """A letter cannot be left out, and is never borrowed from the machine."""
    with pytest.raises(CarnetError, match="漢"):
        printable("<p>漢字 📍</p>", covered(FACES))


def test_a_text_without_emoji_is_left_as_it_is() -> None:
    """Nothing is made of what the faces hold."""
    text = "<p>Œuvre, « à » 12 000 — été</p>"

    assert printable(text, covered(FACES)) is text


def test_the_emoji_face_draws_no_figure() -> None:
    """Figures and letters stay with the text faces; U+FE0E is an empty sign of the face itself."""
    known = TTFont(io.BytesIO(FACES[EMOJI])).getBestCmap()

    assert not set(map(ord, "0123456789#*Aa©")) & set(known)
    assert ord(INK) in known
