"""How heavy the book is: past what bookshops take, it is said, and what weighs most is named.

In: the book's bytes. Out: a finding at the entry of its heaviest file, or nothing.
"""

import io
import zipfile
from typing import Final

from carnet import wording
from carnet.checking import HEAVY_EPUB
from carnet.model import Entry, Finding
from carnet.outputs.epub.container import FOLDER
from carnet.visible import Visible

NAMED: Final = 5


def weighed(content: bytes, visible: Visible, *, limit: int = HEAVY_EPUB) -> tuple[Finding, ...]:
    """Return what is to be said of a book heavier than ``limit`` bytes.

    Sounds that are too heavy by themselves were told before any was encoded (``checking``).
    """
    if len(content) <= limit:
        return ()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        files = sorted(book.infolist(), key=lambda file: (-file.compress_size, file.filename))
    if sum(file.compress_size for file in files if file.filename.startswith(f"{FOLDER}/audio/")) > limit:
        return ()
    named = [f"{f.filename.rpartition('/')[2]} ({wording.weight(f.compress_size)})" for f in files[:NAMED]]
    owners = {f"{FOLDER}/{_place(visible, entry)}": entry for entry in visible.of_type("son", "photo")}
    owner = next(entry for f in files if (entry := owners.get(f.filename.rpartition(".")[0])))
    values = {"poids": wording.weight(len(content)), "fichiers": ", ".join(named)}
    return (Finding("epub-trop-lourd", owner.id, ("fichier",), values),)


def _place(visible: Visible, entry: Entry) -> str:
    return f"{'audio' if entry.type == 'son' else 'images'}/{visible.identifier(entry)}"
