"""A browser for the desk, without a network: requests handed to the application, answers read back.

``opened(workspace)`` enters with the key, as a person would. ``form(page)`` reads a page's form as a browser
does, so that a test fills in what it changes and posts the rest untouched.
"""

import asyncio
import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from carnet.desk.app import application
from carnet.desk.desk import Desk
from carnet.desk.guard import Door
from carnet.desk.live import Live

PORT = 8787
HOST = f"127.0.0.1:{PORT}"
TODAY = dt.date(2026, 11, 25)
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One browser on the desk of one workspace. ``journal`` has every line the terminal got."""

    root: Path
    journal: list[str] = field(default_factory=list)
    cookie: str = ""

    def __post_init__(self) -> None:
        self.door = Door(PORT)
        self.desk = Desk(Live(self.root, lambda: TODAY), self.door, self.journal.append)
        self.app = application(self.desk)

    def ask(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        raw: Sequence[tuple[bytes, bytes]] = (),
    ) -> Answer:
        """Send one request; ``headers`` replace the usual ones, an empty value takes one away."""
        path, _, query = target.partition("?")
        usual = {"host": HOST, "cookie": f"carnet-{PORT}={self.cookie}", "content-length": str(len(body))}
        if method == "POST":
            usual |= {"origin": f"http://{HOST}", "content-type": "application/x-www-form-urlencoded"}
        sent = {name: value for name, value in {**usual, **(headers or {})}.items() if value}
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [*((n.encode(), v.encode("latin-1", "replace")) for n, v in sent.items()), *raw],
            "client": ("127.0.0.1", 40000),
            "server": ("127.0.0.1", PORT),
        }
        return asyncio.run(self._run(scope, body))

    async def _run(self, scope: dict[str, Any], body: bytes) -> Answer:
        messages: list[dict[str, Any]] = []
        pieces = [body[i : i + 65536] for i in range(0, len(body), 65536)] or [b""]

        async def receive() -> dict[str, Any]:
            if pieces:
                return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        start = messages[0]
        headers = {n.decode().lower(): v.decode() for n, v in start["headers"]}
        content = b"".join(m.get("body", b"") for m in messages[1:])
        return Answer(start["status"], headers, content)

    def get(self, target: str, **more: Any) -> Answer:
        """Ask for a page."""
        return self.ask("GET", target, **more)

    def post(self, target: str, fields: Fields, **more: Any) -> Answer:
        """Send a form."""
        return self.ask("POST", target, body=urlencode(fields).encode(), **more)

    def drop(self, target: str, fields: Fields, files: Mapping[str, tuple[str, bytes]]) -> Answer:
        """Send a form with files: name of the field → (file name, bytes)."""
        mark = b"--limite"
        parts = [
            mark + f'\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
            for n, v in fields
        ]
        for name, (file, content) in files.items():
            head = f'\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            parts.append(
                mark + head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
            )
        body = b"".join(parts) + mark + b"--\r\n"
        return self.ask(
            "POST", target, body=body, headers={"content-type": "multipart/form-data; boundary=limite"}
        )

    def enter(self) -> "Browser":
        """Enter with a fresh key."""
        answer = self.get(urlsplit(self.door.address())._replace(scheme="", netloc="").geturl())
        self.cookie = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        return self

    def edit(self, place: str, **changes: str | list[str] | None) -> Answer:
        """Open an entry's form, change these fields (``__`` stands for a dot) and save it."""
        return self.post(f"/fiche/{place}", changed(form(self.get(f"/fiche/{place}").text), changes))


def opened(root: Path) -> Browser:
    """Return a browser that has entered."""
    return Browser(root).enter()


def changed(fields: Fields, changes: Mapping[str, str | list[str] | None]) -> list[tuple[str, str]]:
    """Return a form's fields with some changed; None takes one away."""
    names = {
        name if name.startswith("_") else f"c.{name.replace('__', '.')}": value
        for name, value in changes.items()
    }
    kept = [(n, v) for n, v in fields if n not in names]
    for name, value in names.items():
        kept += [(name, v) for v in ([value] if isinstance(value, str) else value or [])]
    return kept


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: list[tuple[str, str]] = []
        self.depth = 0
        self.area: str | None = None
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.depth += a.get("method") == "post"
        elif not self.depth:
            return
        elif tag == "input" and a.get("name"):
            kind = a.get("type") or "text"
            if kind not in ("checkbox", "radio", "file", "submit") or (
                kind in ("checkbox", "radio") and "checked" in a
            ):
                self.fields.append((a["name"] or "", a.get("value") or ""))
        elif tag == "textarea":
            self.area = a.get("name")
            self.fields.append((self.area or "", ""))
        elif tag == "select":
            self.select, self.options = a.get("name"), []
        elif tag == "option" and self.select:
            self.options.append((a.get("value") or "", "selected" in a))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[-1] = (self.area, self.fields[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.depth = 0
        elif tag == "textarea" and self.area:
            self.fields[-1] = (self.area, self.fields[-1][1].removeprefix("\n").replace("\n", "\r\n"))
            self.area = None
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected] or [
                v for v, _ in self.options[:1]
            ]
            self.fields += [(self.select, value) for value in chosen[-1:]]
            self.select = None


def form(page: str) -> list[tuple[str, str]]:
    """Return the fields of a page's form, as a browser would send them."""
    reader = _Form()
    reader.feed(page)
    return reader.fields


def shown(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
