"""Who may speak to the desk: this machine's own browser, from the desk's own pages, with the key.

In: a request. Out: the application's answer, or a refusal told in one line of the terminal. The desk listens
on 127.0.0.1 only; this is what keeps out the other programs and the other sites that the same machine opens:
a foreign Host (DNS rebinding), a foreign Origin (a form elsewhere), no cookie (another user), a heavy body.
"""

import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "HEAD", "POST")
OPEN: Final = ("/entrer", "/bureau/")
"""What may be asked without a cookie: the door, and the files of our own pages."""
MAX_PATH: Final = 1_000
MAX_BODY: Final = 2_500_000
MAX_DEPOSIT: Final = 500_000_000
DEPOSITS: Final = ("/nouveau/photo", "/nouveau/son", "/nouveau/ressource", "/importer")
"""The forms that may bring a heavy file."""
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

DESK_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PREVIEW_POLICY: Final = (
    "default-src 'none'; script-src {host}/bureau/direct.js; style-src 'self' 'unsafe-inline'; "
    "img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""What templates of the workspace may do in a preview: show, and nothing else."""
FILE_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""What a page of the last build may do: the same, without a script."""

FORM: Final = "carnet.form"
"""Where a request keeps the form it brought, whose files are closed at its end."""
Journal = Callable[[str], None]
"""Takes one line."""


class Refused(Exception):
    """A request that is not answered: ``status``, the reason for the journal, the sentence for the person."""

    def __init__(self, status: int, reason: str, told: str = "Cette demande n’est pas acceptée.") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.told = told


@dataclass(frozen=True, slots=True)
class Session:
    """One browser: ``id`` is in its cookie, ``token`` in its forms."""

    id: str
    token: str


@dataclass
class Door:
    """The keys and the sessions of one run. ``port`` is where the desk listens."""

    port: int
    keys: set[str] = field(default_factory=set)
    sessions: dict[str, Session] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The name of the cookie, which browsers share between ports."""
        return f"carnet-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names the desk answers to."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def address(self) -> str:
        """Return a start address, good for one browser."""
        key = secrets.token_urlsafe(24)
        self.keys.add(key)
        return f"http://127.0.0.1:{self.port}/entrer?cle={key}"

    def enter(self, key: str) -> Session | None:
        """Open a session with a key, which is then worth nothing; None when it is not one."""
        known = next((k for k in self.keys if hmac.compare_digest(k.encode(), key.encode())), None)
        if known is None:
            return None
        self.keys.discard(known)
        session = Session(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        self.sessions[session.id] = session
        return session


def session_of(request: Request) -> Session:
    """Return the session of a request that passed the guard."""
    found: Session = request.scope["carnet.session"]
    return found


def check_token(request: Request, given: object) -> None:
    """Refuse a form that did not come from one of our pages."""
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), session_of(request).token.encode()
    ):
        raise Refused(403, "jeton de formulaire absent ou faux", "Cette page a vieilli : rechargez-la.")


class Guard:
    """The first thing a request meets."""

    def __init__(self, app: ASGIApp, door: Door, journal: Journal) -> None:
        self._app = app
        self._door = door
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
            receive = _limited(scope, receive)
        except Refused as refusal:
            tell(self._journal, scope, refusal)
            await refusal_page(refusal)(scope, receive, self._with_headers(scope, send))
            return
        try:
            await self._app(scope, receive, self._with_headers(scope, send))
        finally:
            if FORM in scope:
                await scope[FORM].close()

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host, path, method = headers.get("host", ""), scope["path"], scope["method"]
        if host not in self._door.hosts or len(headers.getlist("host")) != 1:
            raise Refused(421, f"hôte étranger « {host} »")
        if method not in METHODS:
            raise Refused(405, "méthode inconnue")
        if len(path) > MAX_PATH or UNSEEN.search(path) or "\\" in path or ".." in path.split("/"):
            raise Refused(400, "adresse mal formée")
        fetch = headers.get("sec-fetch-site", "same-origin")
        if fetch not in ("same-origin", "none") and not (path == "/entrer" and method == "GET"):
            raise Refused(403, f"demande venue d’un autre site ({fetch})")
        if method == "POST":
            self._check_post(headers, host)
        session = self._door.sessions.get(_cookie(headers, self._door.cookie))
        if session is None and not path.startswith(OPEN):
            raise Refused(403, "sans la clé", "Ouvrez l’adresse que « carnet servir » affiche au départ.")
        scope["carnet.session"] = session

    @staticmethod
    def _check_post(headers: Headers, host: str) -> None:
        origin = headers.get("origin", "absente")
        if origin != f"http://{host}":
            raise Refused(403, f"origine étrangère « {origin} »")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            raise Refused(415, "corps d’un autre type qu’un formulaire")

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        policy = _policy(scope, self._door)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", policy.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                    (b"cross-origin-opener-policy", b"same-origin"),
                    (b"referrer-policy", b"same-origin"),
                    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
                    (b"cache-control", b"no-store"),
                ]
            await send(message)

        return sending


def tell(journal: Journal, scope: Scope, refusal: Refused) -> None:
    """Write a refusal in the journal, on one line whatever the request holds."""
    path = UNSEEN.sub("\ufffd", scope["path"])[:120]
    reason = UNSEEN.sub("\ufffd", refusal.reason)[:160]
    method = UNSEEN.sub("\ufffd", scope["method"])[:10]
    journal(f"refusé ({refusal.status}) : {method} {path} : {reason}")


def _policy(scope: Scope, door: Door) -> str:
    path = scope["path"]
    if path.startswith("/apercu/"):
        host = Headers(scope=scope).get("host", door.hosts[0])
        return PREVIEW_POLICY.format(host=f"http://{host if host in door.hosts else door.hosts[0]}")
    return FILE_POLICY if path.startswith(("/sortie/", "/media/")) else DESK_POLICY


def _cookie(headers: Headers, name: str) -> str:
    for pair in headers.get("cookie", "").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return ""


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count what comes in, and stop at the limit of the place it goes to."""
    most = MAX_DEPOSIT if scope["path"] in DEPOSITS else MAX_BODY
    announced = Headers(scope=scope).get("content-length", "0")
    if not announced.isdigit() or int(announced) > most:
        raise Refused(413, "corps trop lourd", "C’est trop lourd pour ce pupitre.")
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise Refused(413, "corps trop lourd", "C’est trop lourd pour ce pupitre.")
        return message

    return receiving


def refusal_page(refusal: Refused) -> Response:
    """Return what a person sees of a refusal; bare, since it may be anybody."""
    title = "Ce n’est pas ici" if refusal.status == 404 else "Demande refusée"
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title} – pupitre</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/bureau/bureau.css"></head><body class="refus"><main id="contenu">'
        f'<h1>{title}</h1><p>{refusal.told}</p><p><a href="/">Revenir au tableau</a></p>'
        "</main></body></html>",
        refusal.status,
    )
