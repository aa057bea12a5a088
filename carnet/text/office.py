"""Pages for a word processor: HTML in, DOCX and ODT out, the same bytes for the same page.

In: whole pages and the pictures they show. Out: two files each. pandoc writes them in one persistent process;
what it wrote is kept by content.
"""

import datetime as dt
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from carnet.cache import Cache, recipe
from carnet.diagnostics import CarnetError
from carnet.text import pandoc

SCRIPT: Final = "office.lua"
IMAGE: Final = re.compile(r'<img\b[^>]*\balt="([^"]*)"')
FRAME_END: Final = "</draw:frame>"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to write: ``key`` names it, ``images`` are the JPEG files it shows, by their address in it."""

    key: str
    html: str
    images: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Office:
    """A page as word processors open it."""

    docx: bytes
    odt: bytes


def written(pages: Iterable[Page], day: dt.date, cache: Cache) -> dict[str, Office]:
    """Return every page as DOCX and ODT, dated of ``day`` at midnight UTC, by key."""
    epoch = str(int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()))
    found: dict[str, Office] = {}
    waiting: dict[str, Page] = {}
    pages = tuple(pages)
    keys = {page.key: _key(page, epoch) for page in pages}
    for page in pages:
        kept = cache.get(keys[page.key])
        if kept is None:
            waiting[page.key] = page
        else:
            found[page.key] = _unpacked(kept)
    for key, made in _made(waiting, epoch):
        cache.put(keys[key], _packed(made))
        found[key] = made
    return found


def _key(page: Page, epoch: str) -> str:
    pictures = [
        f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in sorted(page.images.items())
    ]
    return Cache.key("bureau", pandoc.version(), recipe("text"), epoch, page.html, *pictures)


def _made(pages: Mapping[str, Page], epoch: str) -> Iterable[tuple[str, Office]]:
    if not pages:
        return
    with (
        tempfile.TemporaryDirectory(prefix="carnet-bureau-") as place,
        pandoc.Pool(SCRIPT, deadline=60.0) as pool,
    ):
        folders = {key: Path(place, str(rank)) for rank, key in enumerate(pages)}
        requests = [_request(page, folders[key], epoch) for key, page in pages.items()]
        for answer in pool.answers(requests):
            if answer.failure:
                raise CarnetError(
                    f"« {answer.key} » ne peut pas être écrit pour un traitement de texte : {answer.failure}",
                    aide="c’est un défaut de carnet : signalez-le avec cette entrée",
                )
            folder = folders[answer.key]
            odt = with_alternatives((folder / "page.odt").read_bytes(), pages[answer.key].html)
            yield answer.key, Office((folder / "page.docx").read_bytes(), odt)


def with_alternatives(odt: bytes, html: str) -> bytes:
    """Return an ODT whose pictures have the alternatives of their page, which pandoc's writer leaves out.

    The pictures of both are in the same order; when their numbers differ, nothing is guessed.
    """
    alternatives = [unescape(found[1]) for found in IMAGE.finditer(html)]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as before, zipfile.ZipFile(out, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            if info.filename == "content.xml":
                frames = content.decode().split(FRAME_END)
                if len(frames) == len(alternatives) + 1:
                    said = [f"<svg:desc>{escape(text)}</svg:desc>{FRAME_END}" for text in alternatives]
                    content = "".join(map("".join, zip(frames, [*said, ""], strict=True))).encode()
            after.writestr(info, content)
    return out.getvalue()


def _request(page: Page, folder: Path, epoch: str) -> pandoc.Request:
    folder.mkdir()
    images = []
    for rank, (name, content) in enumerate(sorted(page.images.items())):
        path = folder / f"{rank}.jpg"
        path.write_bytes(content)
        images.append({"name": name, "path": str(path)})
    fields = {"html": page.html, "folder": str(folder), "epoch": epoch, "images": images}
    return pandoc.Request(page.key, fields)


def _packed(made: Office) -> bytes:
    return json.dumps([len(made.docx)]).encode() + b"\n" + made.docx + made.odt


def _unpacked(kept: bytes) -> Office:
    head, _, rest = kept.partition(b"\n")
    (size,) = json.loads(head)
    return Office(rest[:size], rest[size:])
