"""What every page of the desk shares: the carnet, the door, the templates, the browsers that listen.

Out: ``Desk``, one per run, and the few functions endpoints are written with.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from carnet import wording
from carnet.desk import words
from carnet.desk.filling import rows_of
from carnet.desk.guard import FORM, Door, Journal, Refused, check_token, session_of
from carnet.desk.live import Live, State
from carnet.templating import package_templates

MOST_FIELDS = 4_000
MOST_FILES = 40


@dataclass
class Hub:
    """Tells the pages that are open that the carnet changed."""

    listeners: set[asyncio.Queue[int]] = field(default_factory=set)

    def tell(self, number: int) -> None:
        """Tell every page the number of the new state."""
        for listener in self.listeners:
            listener.put_nowait(number)


@dataclass
class Desk:
    """One run of ``carnet servir``."""

    live: Live
    door: Door
    journal: Journal
    hub: Hub = field(default_factory=Hub)

    def __post_init__(self) -> None:
        # The package's own templates only: a page of the desk holds the token of its forms.
        self._env = Environment(
            loader=FileSystemLoader(package_templates() / "desk"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters |= {"jour": wording.day, "poids": wording.weight, "instant": wording.clock}
        self._env.globals |= {
            "genre": wording.kind,
            "compte": wording.count,
            "mots": words,
            "rangs_de": rows_of,
        }

    def page(
        self, request: Request, template: str, titre: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """Fill a page of the desk."""
        state = self.live.state
        notice = words.NOTICES.get(request.query_params.get("dit", ""), "")
        html = self._env.get_template(template).render(
            titre=titre,
            jeton=session_of(request).token,
            carnet=state.carnet.edition.titre,
            etat=state,
            annonce=notice,
            ici=request.url.path,
            **context,
        )
        return HTMLResponse(html, status)

    def fragment(self, template: str, **context: Any) -> str:
        """Fill a piece of a page."""
        return self._env.get_template(template).render(**context)


def desk_of(request: Request) -> Desk:
    """Return the desk a request is for."""
    found: Desk = request.app.state.desk
    return found


async def now(request: Request) -> State:
    """Return the carnet as it is written at this moment, read outside the loop."""
    desk = desk_of(request)
    return await run_in_threadpool(desk.live.refresh)


async def form_of(request: Request) -> FormData:
    """Return a posted form that holds the token of our pages."""
    try:
        form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=2_000_000)
    except (HTTPException, MultiPartException, ClientDisconnect, ValueError) as error:
        raise Refused(400, "formulaire illisible") from error
    request.scope[FORM] = form
    check_token(request, form.get("_jeton"))
    return form


def texts(form: FormData) -> Mapping[str, list[str]]:
    """Return the texts of a form, by name."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def text(form: FormData, name: str) -> str:
    """Return one text of a form, "" when it is not there."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def files(form: FormData, name: str) -> list[UploadFile]:
    """Return the files a form brings."""
    return [f for f in form.getlist(name) if isinstance(f, UploadFile) and f.filename]


def to(address: str) -> Response:
    """Lead the browser to a page, after a form."""
    return RedirectResponse(address, 303)
