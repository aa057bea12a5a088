"""What WeasyPrint does badly and our styles and templates go around (shared/research/pdf.md, section 1).

Each of these fails when its remedy is taken away. The hyphens of line ends, faces borrowed from the machine
and links are with the press (``test_print_engine``), crashes and layouts without end with the watch
(``test_print_watching``).
"""

import re
from collections.abc import Callable

import pytest

from carnet.diagnostics import CarnetError
from carnet.outputs.print.engine import Press
from carnet.outputs.print.styles import read_styles
from carnet.outputs.print.tails import held
from carnet.outputs.print.trim import A5
from carnet.templating import package_templates
from tests.conftest import Workspace
from tests.test_print_engine import page

Make = Callable[..., Workspace]

STYLES = read_styles(package_templates().parent, page=A5)


@pytest.fixture(scope="module")
def press() -> Press:
    """The press of the book, with its own styles."""
    return Press(STYLES.sheet, STYLES.files)


def lines(press: Press, body: str) -> list[str]:
    """Return the lines of a text."""
    return "\n".join(press.lay(page(body), "").texts()).split("\n")


def test_the_families_of_the_book_are_of_no_machine() -> None:
    """A family called « Sans » would be the machine's: fontconfig has that name for its own."""
    families = re.findall(r'font-family:\s*"([^"]+)"', STYLES.sheet) + re.findall(
        r'font:[^;}]*?"([^"]+)"', STYLES.sheet
    )

    assert len(families) > 50
    assert {name for name in families if not name.startswith("Carnet ")} == set()


def test_a_face_that_does_not_load_stops_the_book() -> None:
    """WeasyPrint would take another of our faces, and only whisper it."""
    broken = {**STYLES.files, "fonts/SourceSerif4-Regular.ttf": b"ceci n'est pas une police"}

    with pytest.raises(CarnetError) as caught:
        Press(STYLES.sheet, broken).lay(page("<p>Un mot.</p>"), "")

    assert (
        caught.value.message
        == "une police du livre ne se charge pas : Font-face 'Carnet Texte' cannot be loaded"
    )


def test_a_compound_name_is_not_cut_in_a_title(press: Press) -> None:
    """« Saint-Étienne- / du-Bois » is two places: the name goes whole to the next line."""
    title = "Une journée à Saint-Just-du-Bois pour tous"

    for width in range(120, 330, 6):
        set_ = lines(press, f'<h2 class="titre" style="width:{width}pt;font-size:16pt">{held(title)}</h2>')
        assert not [line for line in set_ if line.rstrip().endswith("-")]


def test_a_table_keeps_its_caption(press: Press) -> None:
    """On the page of its first row, wherever it falls; a caption parts from its table even where this must not be broken."""
    rows = "".join(f"<tr><td>Rangée {n}</td></tr>" for n in range(8))
    table = f'<div class="table"><table><caption>La légende</caption>{rows}</table></div>'

    for before in range(24, 36):
        pages = press.lay(page("<p>Une ligne.</p>" * before + table), "").texts()
        said = [n for n, text in enumerate(pages) if "La légende" in text]
        first = [n for n, text in enumerate(pages) if "Rangée 0" in text]
        assert said == first, before
