"""The example carnet's kits, opened and judged by programs that we did not write."""

import subprocess
from pathlib import Path

import bagit
import pytest
from rocrate.rocrate import ROCrate

from carnet.rebuilding import lay
from tests.conftest import Workspace
from tests.judges import ROOT, Judge
from tests.test_kits import differences

KIT = "anse-careme"
"""The kit that has everything: a portrait of who is shown otherwise, sounds, words in other languages."""


@pytest.fixture(scope="module")
def kit(exemple: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one kit, opened by another program than the one that packed it."""
    archive, folder = exemple / f"kits/{KIT}.zip", tmp_path_factory.mktemp("kit")
    subprocess.run(["unzip", "-tq", archive], check=True, capture_output=True)
    subprocess.run(["unzip", "-q", archive, "-d", folder], check=True)
    return folder / f"kit-{KIT}"


def test_the_kit_is_a_bag_and_a_crate(kit: Path) -> None:
    """Every file is there with its sum; every file is described, with a licence for the whole."""
    bagit.Bag(str(kit)).validate()
    crate = ROCrate(str(kit / "data"))

    described = {part.id for part in crate.root_dataset["hasPart"]}
    there = {
        path.relative_to(kit / "data").as_posix() for path in (kit / "data").rglob("*") if path.is_file()
    }
    assert there - {"ro-crate-metadata.json"} == described
    assert crate.root_dataset["license"]["name"] == "CC BY-SA 4.0"


def test_the_booklet_is_accessible_and_valid(kit: Path, verapdf: Judge, epubcheck: Judge, ace: Judge) -> None:
    """The organiser's own book, on screen and in a reader, is as sound as the whole carnet's."""
    booklet = kit / "data/livret"

    assert verapdf(booklet / "carnet.pdf", "ua1", "3a") == []
    assert epubcheck(booklet / "carnet.epub") == []
    assert ace(booklet / "carnet.epub") == []


def test_the_pages_are_valid_and_read_without_a_network(
    kit: Path, nu: Judge, reading: Judge, axe_all: Judge
) -> None:
    """The small site opens from its folder; what explains the kit and what is to be copied are pages too."""
    data = kit / "data"
    pages = [data / "LISEZ-MOI.html", data / "site/index.html", *sorted((data / "textes").glob("*.html"))]

    assert nu(data) == []
    assert reading(data / "site") == []
    assert axe_all([page.as_uri() for page in pages], [(1280, "light"), (360, "dark")]) == []


def test_the_carnet_is_rebuilt_from_its_kits(exemple: Path, tmp_path: Path) -> None:
    """Laid together in an empty folder, they say entry by entry what the carnet let out in kits."""
    visible = Workspace(ROOT).visible("kit")
    again = Workspace(tmp_path)

    laid = lay(tmp_path, sorted((exemple / "kits").glob("*.zip")))

    assert laid.kept == ()
    assert len(visible.entries) > 100
    assert differences(visible, again.linked()) == []
