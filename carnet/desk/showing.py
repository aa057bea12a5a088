"""The pages where one looks: the site and the book as they would be, the files they name.

In: an address of the site. Out: that page through the real templates, with what is wrong laid over it and a
script of ours that brings the new one as soon as a file changes.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from carnet.desk.desk import Desk, desk_of, now
from carnet.desk.guard import Refused
from carnet.desk.live import State
from carnet.diagnostics import CarnetError, Diagnostic
from carnet.rules import Gravite
from carnet.templating import package_templates

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".flac": "audio/flac",
    ".aiff": "audio/aiff",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""What may be sent, and as what; anything else is not there."""
DESK_FILES: Final = ("bureau.css", "bureau.js", "direct.js", "direct.css")
FONTS: Final = ("texte.woff2", "texte-italique.woff2", "titre.woff2", "marge.woff2", "marge-gras.woff2")
NOT_THERE: Final = Refused(404, "adresse inconnue", "Il n’y a rien à cette adresse.")
HEARTBEAT: Final = 20.0
LAYOUT_PARTS: Final = re.compile(r"page-(\d{1,3})\.png")


async def site(request: Request) -> Response:
    """Show a page of the site, or send a file it names."""
    return await _site(request, await now(request))


async def trial_site(request: Request) -> Response:
    """Show a page of the site as an unsaved text makes it."""
    state = desk_of(request).live.tried(request.path_params["key"])
    return await _site(request, state or await now(request))


async def _site(request: Request, state: State) -> Response:
    desk, name = desk_of(request), request.path_params["file"]
    if not name or name.endswith("/"):
        name += "index.html"
    suffix = Path(name).suffix
    if suffix not in TYPES:
        raise NOT_THERE
    try:
        content = await run_in_threadpool(desk.live.file, state, name)
    except CarnetError as fault:
        return HTMLResponse(_with_remarks(desk, state, EMPTY, fault), 200)
    if content is None:
        raise NOT_THERE
    if suffix == ".html":
        return HTMLResponse(_with_remarks(desk, state, content.decode()))
    return Response(content, media_type=TYPES[suffix])


EMPTY: Final = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Aperçu</title></head>'
    "<body></body></html>"
)


def _with_remarks(desk: Desk, state: State, page: str, fault: CarnetError | None = None) -> str:
    """Lay what is wrong over a page, and what renews it at its end."""
    laid = desk.fragment("direct.html", fautes=_errors(state), panne=fault, numero=state.number)
    head, end, rest = page.rpartition("</body>")
    return f"{head}{laid}{end}{rest}" if end else page + laid


def _errors(state: State) -> list[Diagnostic]:
    return [remark for remark in state.report if remark.gravite is Gravite.ERREUR]


async def book(request: Request) -> Response:
    """Show the printed pages that hold an entry."""
    desk, key = desk_of(request), request.path_params["key"]
    state = (desk.live.tried(key) if key != "ici" else None) or await now(request)
    place = request.path_params["place"]
    part = LAYOUT_PARTS.fullmatch(place.rpartition("/")[2])
    path = f"{place.rpartition('/')[0] if part else place}.md"
    if path not in state.by_path:
        raise NOT_THERE
    try:
        pages = await run_in_threadpool(desk.live.printed, state, path)
    except CarnetError as fault:
        return HTMLResponse(desk.fragment("livre.html", pages=[], panne=fault, base="", laid=""))
    if part:
        if not 1 <= int(part[1]) <= len(pages):
            raise NOT_THERE
        return Response(pages[int(part[1]) - 1], media_type="image/png")
    laid = desk.fragment("direct.html", fautes=_errors(state), panne=None, numero=state.number)
    return HTMLResponse(
        desk.fragment("livre.html", pages=pages, panne=None, base=request.url.path, laid=Markup(laid))
    )


async def stream(request: Request) -> Response:
    """Tell a page that is open each time the carnet changes."""
    desk = desk_of(request)
    queue: asyncio.Queue[int] = asyncio.Queue()

    async def events() -> AsyncIterator[str]:
        desk.hub.listeners.add(queue)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    number = await asyncio.wait_for(queue.get(), HEARTBEAT)
                    yield f"event: change\ndata: {number}\n\n"
                except TimeoutError:
                    yield ": \n\n"
        finally:
            desk.hub.listeners.discard(queue)

    return StreamingResponse(events(), media_type="text/event-stream")


async def original(request: Request) -> Response:
    """Send an original of ``media/``, as what it is and never as a page."""
    desk, path = desk_of(request), f"media/{request.path_params['file']}"
    suffix = Path(path).suffix.lower().replace(".jpeg", ".jpg")
    if (
        path not in (await now(request)).sources.media
        or suffix not in TYPES
        or suffix in (".html", ".svg", ".js", ".xml")
    ):
        raise NOT_THERE
    return FileResponse(desk.live.root / path, media_type=TYPES[suffix])


async def own(request: Request) -> Response:
    """Send a file of the desk's own pages."""
    name = request.path_params["file"]
    if name in FONTS:
        return FileResponse(package_templates() / "web" / "fonts" / name, media_type=TYPES[".woff2"])
    if name == "icone.svg":
        return FileResponse(package_templates() / "web" / name, media_type=TYPES[".svg"])
    if name not in DESK_FILES:
        raise NOT_THERE
    return FileResponse(package_templates() / "desk" / name, media_type=TYPES[Path(name).suffix])


async def built(request: Request) -> Response:
    """Send a file of the last build."""
    out = desk_of(request).live.root / "out"
    name = request.path_params["file"]
    path = out / (f"{name}index.html" if not name or name.endswith("/") else name)
    if any(part.startswith(".") for part in name.split("/")) or path.suffix not in TYPES:
        raise NOT_THERE
    real = path.resolve()
    if not real.is_relative_to(out.resolve()) or not real.is_file():
        raise NOT_THERE
    return FileResponse(real, media_type=TYPES[path.suffix])
