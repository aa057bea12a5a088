"""Sites that are not the example's: a real carnet of 2018-2021, and the emptiest and the most unwieldy ones.

The real one, that of the *entrepreneurs d’intérêt général* (Licence Ouverte), is beside the repository in
``shared/corpus`` and not in it: where it is missing its tests are skipped, and say so. Here one page of each
kind is looked at; ``python -m tests.judges SITE`` looks at all of them.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.cache import Cache
from carnet.media.room import MediaRoom
from carnet.outputs.web import assemble
from tests.conftest import DEFAULTS, Workspace
from tests.judges import ROOT, Judge
from tests.judges.test_site import one_of_each_kind

CORPUS = next((place for up in ROOT.parents[:2] if (place := up / "shared/corpus/carnet-eig").is_dir()), None)
LONG = "Anticonstitutionnellement-Bourgeois-Dupont-Saint-Genest-et-Isson"


@pytest.fixture(scope="module")
def eig(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of the real carnet once."""
    if CORPUS is None:
        pytest.skip("le carnet EIG n’est pas à côté du dépôt (shared/corpus/carnet-eig)")
    root = tmp_path_factory.mktemp("eig")
    shutil.copytree(CORPUS, root / "carnet")
    run = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "-C", str(root / "carnet"), "construire", "web", "-o", str(root / "out")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return root / "out/site"


def test_every_page_of_a_real_carnet_is_valid(eig: Path, nu: Judge) -> None:
    """Texts nobody wrote for us give valid pages."""
    assert nu(eig) == []


def test_a_real_carnet_is_accessible(eig: Path, axe_all: Judge) -> None:
    """One page of each kind, by day on a desk and by night on a phone."""
    pages = [page.as_uri() for page in one_of_each_kind(eig)]

    assert axe_all(pages, [(1280, "light"), (360, "dark")]) == []


def test_a_real_carnet_is_read_from_a_folder(eig: Path, reading: Judge) -> None:
    """Every link, anchor and picture of it is there, without JavaScript."""
    assert reading(eig) == []


UNWIELDY = {
    "carnet.yaml": DEFAULTS["carnet.yaml"].replace("Carnet d’essai", f"Le carnet de {LONG}"),
    "entries/nec-essai/evenement.md": DEFAULTS["entries/nec-essai/evenement.md"]
    .replace("NEC d’essai", f"NEC de {LONG}")
    .replace("Essai-sur-Loire", f'{LONG}\n  departement: "51"'),
    "entries/nec-suite/evenement.md": "---\ntitre: NEC à venir\nstatut: publie\ndebut: 2027-01-10\nannonce: oui\n"
    'lieu:\n  commune: Suite-les-Bains\n  departement: "29"\nporteur: Association\nthematiques: [inclusion]\n---\n',
    "portraits/tres-long.md": f"---\nnom: Marie-Antoinette de {LONG}\nfonction: Coordinatrice\nevenements: [nec-essai]\nstatut: publie\n"
    "accord:\n  objets: [nom, image, voix, propos]\n  supports: [web]\n---\n\nElle coordonne.\n",
    **{
        f"entries/nec-essai/verbatim-{n}.md": f"---\ntype: verbatim\nlocuteur: une voix\nstatut: publie\n---\n\nParole {n}, dite ici.\n"
        for n in range(90)
    },
}


@pytest.mark.parametrize(
    "files", [{}, UNWIELDY], ids=["one event and nothing else", "long names, ninety words"]
)
def test_the_emptiest_and_the_most_unwieldy_sites_are_accessible(
    make_carnet: Callable[..., Workspace],
    axe_all: Judge,
    reading: Judge,
    files: dict[str, str],
    tmp_path: Path,
) -> None:
    """No heading is missing, nothing leaves a screen of 320 px, every page is reached."""
    workspace = make_carnet(files)
    site = tmp_path / "site"
    for artifact in assemble(workspace.visible("web"), MediaRoom(workspace.root, Cache(None)), {}):
        (site / artifact.path).parent.mkdir(parents=True, exist_ok=True)
        (site / artifact.path).write_bytes(artifact.content)

    assert axe_all([page.as_uri() for page in one_of_each_kind(site)], [(1280, "dark"), (360, "light")]) == []
    assert reading(site) == []
