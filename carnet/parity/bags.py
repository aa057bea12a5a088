"""Reads the kits back: each entry's Markdown, beside which its pictures, its sound and its words must lie.

In: artifacts. Out: a ``Reading`` of letters. An entry is known by its path in ``carnet/``; the file is read
as text, by none of our readers.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from carnet.model import Artifact
from carnet.parity.reading import Place, Reading, letters

ENTRY: Final = re.compile(r"[^/]+/data/carnet/(?:entries|portraits)/.*\.md")
MARKUP: Final = re.compile(
    r"(?P<code>`+[^`]+`+)|<img\b[^<>]*\balt=\"(?P<alt>[^\"]*)\"[^<>]*>|\{[^{}]*\}"
    r"|<!--.*?-->|<(?!https?:|[\w.+-]+@)[^<>]*>|(?<=\])\((?:[^()]|\([^()]*\))*\)",
    re.DOTALL,
)
"""Attributes, tags, where links lead. Code is kept, and what a picture is said to show."""
FIELD: Final = re.compile(r"^(\w+):(.*(?:\n(?!\w).*)*)", re.M)
SPOKEN: Final = re.compile(
    r"^alt: (?P<field>.*)$|\{[^{}]*\balt=\"(?P<written>[^\"]*)\"|!\[(?P<text>[^\]]*)\]\(", re.M
)
NAMED: Final = re.compile(r"!\[\[([^\]|#]+)|^photo: (.+)$", re.M)


def read_kits(artifacts: Iterable[Artifact]) -> Reading:
    """Read every entry of every kit."""
    found: dict[str, list[Place]] = {}
    for artifact in artifacts:
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as kit:
            beside = {PurePosixPath(name) for name in kit.namelist()}
            for name in filter(ENTRY.fullmatch, kit.namelist()):
                place = _place(kit, PurePosixPath(name), beside, artifact.path)
                found.setdefault(place.identity, []).append(place)
    return found


def _place(kit: zipfile.ZipFile, path: PurePosixPath, beside: set[PurePosixPath], where: str) -> Place:
    text = kit.read(str(path)).decode("utf-8")
    folder = path.parent.name
    identity = folder if path.stem == "evenement" else f"{folder.lstrip('_')}--{path.stem}"
    data = path.parents[len(path.parts) - 3]
    sound = [data / "sons" / f"{path.stem}{suffix}" for suffix in (".mp3", ".vtt")]
    place = Place(identity, f"{where}, {path.relative_to(data)}", frozenset())
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    place.fields = {match[1]: letters(match[2]) for match in FIELD.finditer(front)}
    place.fields["corps"] = letters(
        html.unescape(MARKUP.sub(lambda found: found["code"] or found["alt"] or "", body))
    )
    place.fields["transcription"] = letters(kit.read(str(sound[1])).decode()) if sound[1] in beside else ""
    place.text = "".join(place.fields.values())
    place.spoken = [letters(next(filter(None, found), "")) for found in SPOKEN.findall(text)]
    place.source = text
    place.names = {name.strip().rpartition("/")[2] for found in NAMED.findall(text) for name in found}
    place.images = sum(p.parent == data / "photos" and p.stem.startswith(f"{path.stem}-") for p in beside)
    place.sounds = int(sound[0] in beside)
    return place
