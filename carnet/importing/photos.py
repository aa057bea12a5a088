"""Photos: one file, one entry, with what its author wrote inside it and nothing of where or with what.

In: the path of a photo. Out: ``Brought``: a copy rid of positions and devices, and its draft. An image that
is already in the carnet, to the byte, is not brought again; one that looks like another is, and told.
"""

import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from carnet.cache import Cache, recipe
from carnet.editing.written import front
from carnet.fields import A_COMPLETER
from carnet.frontmatter import Value
from carnet.importing.arrival import Arrived, arrived
from carnet.importing.composing import Place
from carnet.importing.facts import quiet
from carnet.importing.limits import read_bytes
from carnet.importing.values import Account, Brought, Left, Piece, RefusedError
from carnet.media import MediaError
from carnet.sources import slug

SUFFIXES: Final = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".heic",
    ".heif",
    ".tif",
    ".tiff",
    ".gif",
    ".bmp",
    ".avif",
)
ALIKE: Final = 6
"""How many of the 64 bits of two hashes may differ for two photos to look alike; a crop differs by 15."""

STAMP: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)[-_ T.]*(?:(\d\d)[-_.hH]?(\d\d)(?:[-_.]?(\d\d))?)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo or a sound ready for its entry: when it was made, where it will be, its draft's name."""

    made: dt.datetime | None
    stem: str
    brought: Brought


def read_photo(path: Path, place: Place, seen: dict[int, str], shift: dt.timedelta = dt.timedelta()) -> Taken:
    """Return a photo's draft; ``seen`` holds the hash of each photo known so far. Raises ``RefusedError``."""
    content = read_bytes(path)
    try:
        image = arrived(content)
    except MediaError as fault:
        raise RefusedError(fault.cause) from fault
    digest = hashlib.sha256(image.content).hexdigest()
    if digest in place.media:
        left = Left(f"la même photo est déjà là : {place.media[digest]}", kind="images")
        return Taken(None, "", Brought(path.name, (), Account({"images": (1, 0, 1)}, (left,))))
    remarks = _alike(image, seen, path.name)
    made = image.facts.made or stamp(path.name)
    made = made + shift if made else None
    fichier = place.free(f"{place.media_folder()}/{slug(path.stem)[:60].strip('-')}{image.suffix}")
    place.media[digest] = fichier
    stem = PurePosixPath(fichier).stem
    entry = place.free(f"entries/{place.folder()}/photo-{stem}.md")
    values, persons, told = _values(image, fichier, made, place)
    comments = [f"personne nommée dans le fichier : {name}" for name in persons]
    remarks += [f"« {name} » est nommé·e dans le fichier et n’a pas de portrait" for name in persons] + told
    caption = f"\n{image.facts.caption}\n" if image.facts.caption else ""
    text = front({"type": "photo", "statut": "brouillon", **values}, comments) + caption
    pieces = (Piece(entry, text.encode()), Piece(fichier, image.content))
    counts = {"images": (1, 1, 0)}
    if image.facts.alt:
        counts["alternatives"] = (1, 1, 0)
    account = Account(counts, (), (), tuple(remarks))
    return Taken(made, PurePosixPath(entry).stem, Brought(path.name, pieces, account))


def stamp(name: str) -> dt.datetime | None:
    """Return the moment a file's name tells, as phones and recorders write it."""
    found = STAMP.search(name)
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _values(
    image: Arrived, fichier: str, made: dt.datetime | None, place: Place
) -> tuple[dict[str, Value], list[str], list[str]]:
    facts = image.facts
    known = people(place)
    persons: list[Value] = [known[name.casefold()] for name in facts.persons if name.casefold() in known]
    strangers = [name for name in facts.persons if name.casefold() not in known]
    values: dict[str, Value] = {
        "fichier": fichier,
        "alt": facts.alt or A_COMPLETER,
        "credit": facts.credit or A_COMPLETER,
    }
    values |= {"date": made.date().isoformat()} if made else {}
    values |= {"licence": facts.licence} if facts.licence else {}
    values |= {"personnes": persons} if persons else {}
    told = [f"droits écrits dans le fichier : « {facts.rights} »"] if facts.rights else []
    return values | dict(place.values), strangers, told


def people(place: Place) -> Mapping[str, str]:
    """Return the people of the carnet by their name, in lower case."""
    entries = place.loaded.entries.values()
    return {
        str(e.fiche.nom).casefold(): e.stem
        for e in entries
        if e.type == "portrait" and hasattr(e.fiche, "nom")
    }


def _alike(image: Arrived, seen: dict[int, str], name: str) -> list[str]:
    own = difference_hash(image.content)
    if own is None:
        return []
    close = [other for known, other in seen.items() if (known ^ own).bit_count() <= ALIKE]
    seen[own] = name
    return [f"cette photo ressemble beaucoup à « {close[0]} » : gardez la meilleure"] if close else []


def difference_hash(content: bytes) -> int | None:
    """Return 64 bits that say where a photo, upright, grows lighter to the right; None for a plain one."""
    from PIL import Image, ImageOps

    try:
        with quiet(), Image.open(io.BytesIO(content)) as image:
            image.draft("L", (72, 64))
            small = ImageOps.exif_transpose(image).convert("L").resize((9, 8), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    points = list(small.tobytes())
    bits = [
        points[9 * row + column] < points[9 * row + column + 1] for row in range(8) for column in range(8)
    ]
    found = sum(bit << rank for rank, bit in enumerate(bits))
    return found if max(points) - min(points) > 8 else None


def hashes_of(root: Path, media: Iterable[str], cache: Cache) -> dict[int, str]:
    """Return the hash of each photo of a carnet, kept by content."""
    found: dict[int, str] = {}
    for path in media:
        if not path.lower().endswith(SUFFIXES):
            continue
        try:
            content = (root / path).read_bytes()
        except OSError:
            continue

        def make(content: bytes = content) -> bytes:
            known = difference_hash(content)
            return b"" if known is None else known.to_bytes(8, "big")

        kept = cache.memo(Cache.key("image-ressemblance", recipe("importing/photos.py"), content), make)
        if kept:
            found[int.from_bytes(kept, "big")] = path
    return found
