"""The reader of finished books finds nothing wrong in a good one, and sees a wrong one."""

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import Workspace
from tests.test_print import PEOPLE, STORY, Make, made

TOOL = Path(__file__).parents[1] / "tools/check_book.py"


def faults(path: Path) -> list[str]:
    """Run the tool on a file."""
    spec = importlib.util.spec_from_file_location("check_book", TOOL)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found: Iterator[str] = tool.faults(path)
    return list(found)


@pytest.fixture
def book(make_carnet: Make, tmp_path: Path) -> Path:
    """A small book on disk."""
    workspace: Workspace = make_carnet({**PEOPLE, **STORY})
    path = tmp_path / "carnet.pdf"
    path.write_bytes(made(workspace))
    return path


def test_every_name_and_title_is_on_the_page_that_is_given(book: Path) -> None:
    """Index, outline, tags, links, first signs of lines: nothing is wrong."""
    assert faults(book) == []


def test_a_wrong_page_a_mute_link_and_a_missing_alternative_are_seen(book: Path) -> None:
    """The tool is not blind: a page more at the front, and every number of the index is wrong."""
    with pikepdf.open(io.BytesIO(book.read_bytes())) as pdf:
        pdf.add_blank_page(page_size=(419, 595))
        pdf.pages.insert(0, pdf.pages[-1])
        marks = next(page.obj.Annots for page in pdf.pages if "/Annots" in page.obj)
        marks[0].Contents = pikepdf.String("")
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
                del thing.Alt
        pdf.save(book.with_name("faux.pdf"))

    found = " ".join(faults(book.with_name("faux.pdf")))

    assert "index : « Martin, Léa » n’est pas page" in found
    assert "sommaire : « Une porte Récit » n’est pas page" in found
    assert "index : « chaises » n’est pas page" in found
    assert "index : « Inclusion » n’est pas page" in found
    assert "un lien ne dit rien" in found
    assert "une image n’a pas d’alternative" in found
