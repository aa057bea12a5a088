"""The book's styles and faces, read once: a workspace's file wins over ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carnet.diagnostics import CarnetError
from carnet.outputs.print.fonts import ASKED
from carnet.outputs.print.trim import A5, Trim
from carnet.templating import find

SHEETS: Final = ("polices", "page", "texte", "ouvertures", "fiches", "notes", "justesse")
LARGE: Final = (*SHEETS, "grands")


@dataclass(frozen=True, slots=True)
class Styles:
    """The style sheet of the whole book, the template of each run's own, and the files they name."""

    sheet: str
    cahier: str
    files: Mapping[str, bytes]
    page: Trim


def read_styles(root: Path, sheets: Sequence[str] = SHEETS, page: Trim | None = None) -> Styles:
    """Read the styles of a workspace; a file they name must be in ``templates``.

    The rules of ``page`` come last; without one the sheets say their own.
    """
    kept = [_file(root, f"styles/{name}.css").decode() for name in sheets]
    sheet = "\n".join([*kept, page.css()] if page else kept)
    names = sorted(set(ASKED.findall(sheet)))
    files = {name: _file(root, name) for name in names}
    return Styles(sheet, _file(root, "cahier.css").decode(), files, page or A5)


def _file(root: Path, name: str) -> bytes:
    found = None if ".." in name.split("/") or name.startswith("/") else find(root, "print", name)
    if found is None:
        raise CarnetError(
            f"les styles du livre nomment un fichier qui n’est pas dans templates/print : {name}",
            aide="placez-le dans templates/print, ou retirez-le du style",
        )
    return found.read_bytes()
