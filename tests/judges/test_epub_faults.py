"""The reading engine accepts our smallest whole book, and sees each fault put into it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carnet.outputs.epub import binding, container
from carnet.outputs.epub.container import Package
from carnet.outputs.print import pages
from tests.conftest import DEFAULTS, Workspace
from tests.epub_world import FILES, media_of
from tests.judges import Judge

Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A whole book, made once, its printed pages in it."""
    world = Workspace(tmp_path_factory.mktemp("livre")).write({**DEFAULTS, **FILES})
    printed = pages(world.visible("pdf"), media_of(world))
    return binding.bind(world.visible("epub"), media_of(world), printed)


def written(package: Package, path: Path, name: str = "", old: bytes = b"", new: bytes = b"") -> Path:
    """Write a book, one file of which is changed: ``old`` becomes ``new``, all of it when ``old`` is empty."""
    changed = []
    for resource in package.resources:
        if name and resource.path == name:
            assert old in resource.content
            content = resource.content.replace(old, new, 1) if old else new
            resource = replace(resource, content=content)
        changed.append(resource)
    path.write_bytes(container.write(replace(package, resources=tuple(changed))))
    return path


def test_foliate_accepts_a_whole_book(good: Package, tmp_path: Path, foliate: Judge) -> None:
    """Pages, notes, index, sound and voice."""
    assert foliate(written(good, tmp_path / "bon.epub"), seconds=6) == []


TALE, SOUNDS = "texte/nec-essai--recit.xhtml", "texte/chapitre_sons.xhtml"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        pytest.param(TALE, b'-note.1" role', b'-note.9" role', "link", id="a note that is not there"),
        pytest.param("texte/chapitre_index.xhtml", b"recit.xhtml#", b"recit.xhtml#perdu-", "link", id="an index link"),
        pytest.param("sommaire.xhtml", b"#page_5", b"#page_999", "link", id="a page of the list"),
        pytest.param(TALE, b"<h1 ", b"<h1 <", "document", id="a document that does not open"),
        pytest.param(TALE, b"../images/nec", b"../images/perdu", "document", id="a picture that is not there"),
        pytest.param(TALE, b"<h1 ", b"<p style=\"width:90em\">Large</p><h1 ", "overflow", id="too wide"),
        pytest.param("audio/nec-essai--son-marche.mp3", b"", b"rien", "sound", id="a sound that does not decode"),
        pytest.param("voix/chapitre_sons.smil", b"dit-2", b"dit-9", "overlay", id="words that are not there"),
        pytest.param("voix/chapitre_sons.smil", b"dit-1", b"dit-3", "overlay", id="a voice that goes back"),
    ],
)  # fmt: skip
def test_foliate_sees_a_fault(
    good: Package, tmp_path: Path, foliate: Judge, name: str, old: bytes, new: bytes, code: str
) -> None:
    """One change in one file, one remark at least, of the right kind."""
    assert code in {
        remark.code for remark in foliate(written(good, tmp_path / "mauvais.epub", name, old, new), seconds=3)
    }
