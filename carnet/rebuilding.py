"""A kit laid back in a carnet: the other way of ``outputs/kits``.

In: zips. Out: the entries, persons and media they hold, in a workspace, new or not. A kit is trusted for
nothing: its bag must be whole, every sum right, every path one of a carnet's. All kits are read before
anything is written, and no file that is already there is changed.
"""

import hashlib
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from carnet.diagnostics import CarnetError, Report
from carnet.frontmatter import read_front, split
from carnet.writing import replace

LARGEST: Final = 4 * 2**30
"""What a kit may weigh once opened, in bytes."""
SOURCE: Final = re.compile(
    r"carnet/(carnet\.yaml|(?:entries/(?:_commun|[a-z0-9-]+)|portraits)/[a-z0-9-]+\.md|[\w-]+\.(?:bib|json|csl))"
)
MEDIUM: Final = re.compile(r"[a-z0-9-]+\.[a-z0-9]{2,5}")
UNZIPPED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What a broken zip makes its reader raise; ``NotImplementedError`` is a ``RuntimeError``."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of the files of some kits: written, already there and the same, there and different."""

    written: tuple[str, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]


def is_kit(path: Path) -> bool:
    """Whether a file is a kit: a zip whose one folder is a bag that holds a carnet."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except UNZIPPED:
        return False
    top = names[0].partition("/")[0] if names else ""
    return f"{top}/bagit.txt" in names and f"{top}/data/carnet/carnet.yaml" in names


def lay(root: Path, kits: Iterable[Path], *, dry: bool = False) -> Laid:
    """Write what these kits hold into a workspace; raise ``CarnetError`` when one is not whole.

    ``dry`` tells what would be written, and writes nothing.
    """
    files: dict[str, bytes] = {}
    for kit in kits:
        for path, content in _placed(_payload(kit)).items():
            if files.setdefault(path, content) != content and path != "carnet.yaml":
                raise _refused(kit, f"il ne dit pas la même chose qu’un autre de « {path} »")
    written, same, kept = [], [], []
    for path, content in sorted(files.items()):
        place = root / path
        if not place.exists():
            if not dry:
                replace(place, content)
            written.append(path)
        elif place.read_bytes() == content:
            same.append(path)
        else:
            kept.append(path)
    return Laid(tuple(written), tuple(same), tuple(kept))


def _payload(kit: Path) -> Mapping[str, bytes]:
    """Return the payload of a bag by path, every sum checked."""
    try:
        with zipfile.ZipFile(kit) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            if sum(info.file_size for info in infos) > LARGEST:
                raise _refused(kit, "une fois ouvert, il pèserait plus de 4 Go")
            top = infos[0].filename.partition("/")[0] if infos else ""
            found = {info.filename.removeprefix(f"{top}/"): archive.read(info) for info in infos}
    except UNZIPPED as error:
        raise _refused(kit, "ce n’est pas un zip entier") from error
    sums = dict(_sums(found.get("manifest-sha256.txt", b""), kit))
    payload = {path: content for path, content in found.items() if path.startswith("data/")}
    if not sums or sums.keys() != payload.keys():
        raise _refused(kit, "il lui manque des fichiers, ou il en a trop")
    wrong = [path for path, content in payload.items() if hashlib.sha256(content).hexdigest() != sums[path]]
    if wrong:
        raise _refused(kit, f"« {wrong[0]} » a changé depuis sa fabrication")
    return {path.removeprefix("data/"): content for path, content in payload.items()}


def _sums(manifest: bytes, kit: Path) -> Iterator[tuple[str, str]]:
    for line in manifest.decode("utf-8", errors="replace").splitlines():
        digest, _, path = line.partition("  ")
        if not path:
            raise _refused(kit, "sa liste d’empreintes est illisible")
        yield path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"), digest


def _placed(payload: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return where each file of a payload stands in a carnet."""
    found: dict[str, bytes] = {}
    for path, content in payload.items():
        if not SOURCE.fullmatch(path):
            continue
        place = path.removeprefix("carnet/")
        found[place] = content
        if place.startswith("entries/") and place.endswith(".md"):
            for medium, inside in _media(place, content.decode("utf-8", errors="replace")):
                if inside in payload:
                    found[medium] = payload[inside]
    return found


def _media(place: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the media an entry names: where each stands in a carnet, and where in a kit."""
    parts = split(text)
    tree = read_front(parts.front, place, Report()).tree if parts else {}
    _, folder, name = place.split("/")
    stem = name.removesuffix(".md")
    homes = {
        "photo": f"photos/{stem}-grande.jpg",
        "son": f"sons/{stem}.mp3",
        "ressource": f"documents/{tree.get('fichier')}",
    }
    home = homes.get(str(tree.get("type")), "")
    for key, inside in (("fichier", home), ("transcription", f"sons/{stem}.vtt")):
        named = tree.get(key)
        if isinstance(named, str) and MEDIUM.fullmatch(named):
            yield f"media/{folder}/{named}", inside


def as_text(laid: Laid) -> str:
    """Tell what was laid back and what was not."""
    lines = [f"{len(laid.written)} fichiers remis dans le carnet, {len(laid.same)} y étaient déjà."]
    if laid.kept:
        lines += [
            "",
            "Déjà là, et différents ; ils n’ont pas été touchés :",
            *(f"  {path}" for path in laid.kept),
        ]
    return "\n".join([*lines, "", "Pour voir s’il manque quelque chose : carnet verifier"]) + "\n"


def as_json(laid: Laid) -> str:
    """Render the same as one JSON document, with a final newline."""
    document = {"ecrits": laid.written, "deja_la": laid.same, "laisses": laid.kept}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _refused(kit: Path, why: str) -> CarnetError:
    return CarnetError(
        f"« {kit.name} » ne peut pas être repris : {why}",
        aide="redemandez ce kit à qui l’a fait, ou refaites-le : carnet construire kits",
        exit_code=1,
    )
