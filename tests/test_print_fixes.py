"""What WeasyPrint does badly and our styles and templates go around (shared/research/pdf.md, section 1).

Each of these fails when its remedy is taken away. The hyphens of line ends, faces borrowed from the machine
and links are with the press (``test_print_engine``), crashes and layouts without end with the watch
(``test_print_watching``).
"""

import re
from collections.abc import Callable

import pytest

from carnet.cache import Cache
from carnet.diagnostics import CarnetError
from carnet.media.room import MediaRoom
from carnet.outputs.print.composing import compose_one
from carnet.outputs.print.engine import Press
from carnet.outputs.print.laying import Sheet, Table
from carnet.outputs.print.order import flat
from carnet.outputs.print.setting import BookSetting
from carnet.outputs.print.styles import read_styles
from carnet.outputs.print.tails import held
from carnet.outputs.print.trim import A5
from carnet.templating import environment, package_templates
from tests.conftest import Workspace
from tests.test_print import photo
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


def test_a_note_call_is_never_alone_on_its_line(press: Press) -> None:
    """It follows its word, whatever the measure: a hyphenation zone would let it fall."""
    said = "Les formulaires administratifs dématérialisés"
    alone = []
    for width in range(90, 200, 4):
        text = f'<p style="width:{width}pt">{said}<span class="fn">Une note.</span></p>'
        alone += [line for line in lines(press, text) if line.strip() == "1"]

    assert alone == []


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


@pytest.fixture
def table(make_carnet: Make) -> tuple[Callable[[int], Sheet], Table]:
    """Return what makes a récit of so many lines before a tall picture, and what lays it out."""
    stand = photo()

    def sheet(count: int) -> Sheet:
        text = "\n\n".join(f"Ligne {n}." for n in range(count))
        after = "\n\n".join(f"Suite {n}." for n in range(20))
        workspace = make_carnet(
            {
                "entries/nec-essai/recit.md": "---\ntype: recit\ntitre: Une porte\nresume: On entre.\n"
                f"statut: publie\n---\n\n{text}\n\n![[halle]]\n\n{after}\n",
                "entries/nec-essai/halle.md": "---\ntype: photo\nfichier: media/nec-essai/halle.jpg\n"
                "alt: Une halle\ncredit: O. F.\nstatut: publie\n---\n",
                "media/nec-essai/halle.jpg": stand,
            }
        )
        room = MediaRoom(workspace.root, Cache(None))
        setting = BookSetting(workspace.visible("pdf"), environment(workspace.root, "print"), room)
        section = next(s for s in flat(setting.sections) if s.titre == "Une porte")
        shelf.update(setting.pictures)
        html = compose_one(setting, section).cahiers[0].feuillets[0].html
        shelf.update(setting.pictures)
        return Sheet(html, "recto", None)

    shelf = dict(STYLES.files)
    press = Press(STYLES.sheet, shelf)
    return sheet, Table(press, STYLES, drafts=False, cache=Cache(None), ground="")


def test_a_picture_that_does_not_fit_leaves_no_page_half_empty(
    table: tuple[Callable[[int], Sheet], Table],
) -> None:
    """It is set smaller when this closes the hole at the foot of the page."""
    sheet, layer = table
    holes = [(layer.measure(s).holes, layer.fitted(s)[1].holes) for s in map(sheet, range(8, 20, 2))]

    assert sum(before > 0 for before, _ in holes) > sum(after > 0 for _, after in holes)
    assert all(after <= before for before, after in holes)
