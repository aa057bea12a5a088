"""The same sources on the same day give the same bytes, wherever and however they are built."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Workspace

Make = Callable[..., Workspace]

ROOT = Path(__file__).parents[1]

SOURCES = {
    "carnet.yaml": """titre: Carnet d’essai
annee: 2026
description: Pour essayer.
licence: etalab-2.0
url: https://example.org/essai/
contributeurs: {duo: {nom: Le duo, role: duo}}
themes: {b: {titre: Bac}, a: {titre: Accès}}
""",
    "entries/nec-essai/evenement.md": """---
titre: NEC d’essai
debut: 2026-03-21
lieu: {nom: Halle, commune: Essai}
porteur: Association
thematiques: [a, b]
statut: publie
---
Une présentation, avec [[recit]] et [un mot]{.index}.
""",
    "entries/nec-essai/recit.md": """---
type: recit
titre: Un récit
resume: Ce qui est arrivé.
statut: publie
themes: [b, a]
---
Du texte[^1], « des guillemets » et une note.

[^1]: La note.
""",
    "entries/nec-essai/verbatim.md": """---
type: verbatim
locuteur: une médiatrice
statut: publie
---
On fait avec ce qu’on a, et on recommence.
""",
}


def lines(out: Path) -> dict[str, str]:
    """Return what SHA256SUMS says: digest by path."""
    found = (line.partition("  ") for line in (out / "SHA256SUMS").read_text("utf-8").splitlines())
    return {path: digest for digest, _, path in found}


def test_the_sums_are_those_of_the_files(make_carnet: Make) -> None:
    """Every file of ``out/`` but the list itself is in it, with the digest its bytes have."""
    workspace = make_carnet(SOURCES)

    workspace.build("web", "epub")

    out = workspace.root / "out"
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    files.pop("SHA256SUMS")
    assert lines(out) == {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def test_a_target_that_is_not_made_again_keeps_its_sums(make_carnet: Make) -> None:
    """A site made alone does not forget the EPUB that stands beside it, nor keep a page that is gone."""
    workspace = make_carnet(SOURCES)
    workspace.build("web", "epub")
    before = lines(workspace.root / "out")
    (workspace.root / "entries/nec-essai/verbatim.md").unlink()

    workspace.build("web")

    after = lines(workspace.root / "out")
    assert after["carnet.epub"] == before["carnet.epub"]
    assert any("verbatims/" in path for path in set(before) - set(after))
    assert all((workspace.root / "out" / path).is_file() for path in after)


@pytest.mark.lent
def test_place_zone_locale_hash_seed_jobs_and_cache_change_nothing(make_carnet: Make, tmp_path: Path) -> None:
    """Two builds of all that can be built, as different as two machines can make them."""
    here = make_carnet(SOURCES).root
    there = tmp_path / "un autre dossier, plus loin" / "carnet"
    shutil.copytree(here, there)

    first = built(here, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="0", jobs=1)
    second = built(there, TZ="Pacific/Kiritimati", LC_ALL="fr_FR.UTF-8", PYTHONHASHSEED="4242", jobs=2)
    warm = built(here, TZ="America/Cayenne", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="7", jobs=2)

    assert first == second == warm
    assert any(path.endswith(".pdf") for path in first)


def built(root: Path, *, jobs: int, **environment: str) -> dict[str, str]:
    """Build everything in a process of its own, on a given day, and return the sums."""
    command = [sys.executable, str(ROOT / "build.py"), "-C", str(root), "construire", "--jobs", str(jobs)]
    clean = {"PATH": os.environ["PATH"], "HOME": str(root.parent), "SOURCE_DATE_EPOCH": "1790000000"}
    subprocess.run(command, env=clean | environment, cwd=root, check=True, capture_output=True)
    return lines(root / "out")
