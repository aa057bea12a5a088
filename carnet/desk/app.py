"""The desk as one application: its routes, what happens at its start and its end.

In: a workspace. Out: an ASGI application behind its guard. A request that goes wrong for a reason of its own
is a refusal, told in one line; anything else is a fault of ours, and shows itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from watchfiles import awatch

from carnet.desk import arriving, entries, looking, showing
from carnet.desk.desk import Desk, desk_of, to
from carnet.desk.guard import Guard, Refused, refusal_page, tell
from carnet.desk.making import Making
from carnet.desk.saving import sweep
from carnet.desk.showing import NOT_THERE
from carnet.diagnostics import CarnetError

WATCHED: Final = ("carnet.yaml", "entries", "portraits", "media", "templates")
DEBOUNCE, STEP = 40, 10
"""Milliseconds a file's changes are gathered before they are looked at."""


def application(desk: Desk) -> ASGIApp:
    """Return the desk, guarded."""
    app = Starlette(
        routes=[
            Route("/", looking.tableau),
            Route("/entrer", enter),
            Route("/fiches", looking.liste),
            Route("/nouveau", entries.choose),
            Route("/nouveau/{type}", entries.new, methods=["GET", "POST"]),
            Route("/fiche/{place:path}", entries.entry, methods=["GET", "POST"]),
            Route("/jeter/{place:path}", looking.throw, methods=["GET", "POST"]),
            Route("/corbeille", looking.corbeille, methods=["GET", "POST"]),
            Route("/histoire/{place:path}", looking.histoire),
            Route("/versions", looking.versions, methods=["GET", "POST"]),
            Route("/paroles/{place:path}", looking.son, methods=["GET", "POST"]),
            Route("/importer", arriving.importer, methods=["GET", "POST"]),
            Route("/fabriquer", looking.fabriquer, methods=["GET", "POST"]),
            Route("/cle", another_key, methods=["GET", "POST"]),
            Route("/essai", entries.trial, methods=["POST"]),
            Route("/flux", showing.stream),
            Route("/apercu/site/{file:path}", showing.site),
            Route("/apercu/essai/{key}/{file:path}", showing.trial_site),
            Route("/apercu/livre/{key}/{place:path}", showing.book),
            Route("/media/{file:path}", showing.original),
            Route("/sortie/{file:path}", showing.built),
            Route("/bureau/{file}", showing.own),
        ],
        exception_handlers={Refused: _refused, HTTPException: _refused, CarnetError: _refused},
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.desk = desk
    app.state.making = Making(desk.live.root, desk.hub)
    return Guard(app, desk.door, desk.journal)


async def _refused(request: Request, error: Exception) -> Response:
    """Tell a refusal in one line of the terminal, and to the person in a page."""
    match error:
        case Refused():
            refusal = error
        case CarnetError():
            refusal = Refused(400, error.message, f"{error.message[:1].upper()}{error.message[1:]}.")
        case HTTPException(status_code=404):
            refusal = NOT_THERE
        case _:
            refusal = Refused(getattr(error, "status_code", 400), "demande mal faite")
    tell(desk_of(request).journal, request.scope, refusal)
    return refusal_page(refusal)


async def enter(request: Request) -> Response:
    """Give a browser its cookie, against the key of the start address."""
    desk = desk_of(request)
    session = desk.door.enter(request.query_params.get("cle", ""))
    if session is None:
        raise Refused(
            403,
            "clé fausse ou déjà servie",
            "Cette adresse a déjà servi. Reprenez celle que « carnet servir » affiche.",
        )
    answer = to("/")
    answer.set_cookie(desk.door.cookie, session.id, httponly=True, samesite="strict", path="/")
    return answer


async def another_key(request: Request) -> Response:
    """Show an address for one more browser of this machine."""
    from carnet.desk.desk import form_of

    address = ""
    if request.method == "POST":
        await form_of(request)
        address = desk_of(request).door.address()
    return desk_of(request).page(request, "cle.html", "Ouvrir dans un autre navigateur", adresse=address)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    await run_in_threadpool(sweep, desk.live.root)
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch(desk, stop))
    try:
        yield
    finally:
        stop.set()
        await app.state.making.stop()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(desk: Desk, stop: asyncio.Event) -> None:
    """Tell the open pages as soon as a file of the carnet changes, whatever wrote it."""
    root = desk.live.root

    def ours(_: object, path: str) -> bool:
        parts = path.removeprefix(f"{root}/").split("/")
        return parts[0] in WATCHED and not any(part.startswith(".") for part in parts)

    async for changes in awatch(root, watch_filter=ours, debounce=DEBOUNCE, step=STEP, stop_event=stop):
        seen = {path.removeprefix(f"{root}/").partition("/")[0] for _, path in changes}
        state = await run_in_threadpool(desk.live.refresh, all_media=bool(seen & {"media", "templates"}))
        desk.hub.tell(state.number)
