"""What a page asks of a phone before anybody scrolls: requests and bytes, as a host that compresses sends them."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Response

PHONE = {"width": 390, "height": 844}
DENSITY = 2
TEXTS = frozenset({"document", "stylesheet", "script"})


@dataclass(frozen=True, slots=True)
class Load:
    """One answer: its address, what the browser wanted it for, how many bytes travelled."""

    url: str
    kind: str
    octets: int


def loads(browser: Browser, url: str) -> Sequence[Load]:
    """Return everything a phone loads to show the top of a page."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=DENSITY, locale="fr-FR", is_mobile=True)
    try:
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(url, wait_until="networkidle")
        return [_load(answer) for answer in answers]
    finally:
        context.close()


def _load(answer: Response) -> Load:
    kind = answer.request.resource_type
    body = answer.body()
    return Load(answer.url, kind, len(gzip.compress(body, 6)) if kind in TEXTS else len(body))
