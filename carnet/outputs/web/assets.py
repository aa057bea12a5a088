"""The files every page shares: the style sheet, its typefaces, the icon, the two small scripts.

In: ``templates/web`` and ``templates/shared``, a workspace's files first. Out: artifacts under ``style/``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from carnet.model import Artifact
from carnet.outputs.web.palette import rules
from carnet.templating import find

COPIED: Final = (
    "icone.svg",
    "recherche.js",
    "sons.js",
    "fonts/texte.woff2",
    "fonts/texte-italique.woff2",
    "fonts/titre.woff2",
    "fonts/marge.woff2",
    "fonts/marge-gras.woff2",
    "fonts/SourceSerif4-OFL.md",
    "fonts/SourceSans3-OFL.md",
)


def assets(workspace: Path) -> Iterator[Artifact]:
    """Return the shared files."""
    yield Artifact("style/carnet.css", _read(workspace, "style.css") + rules().encode())
    for name in COPIED:
        yield Artifact(f"style/{name.removeprefix('fonts/')}", _read(workspace, name))


def _read(workspace: Path, name: str) -> bytes:
    path = find(workspace, "web", name)
    assert path is not None, f"{name} is part of the package"
    return path.read_bytes()
