"""axe in Chromium: is a page accessible as a person would meet it, at each width and in each colour scheme."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from carnet import machine
from tests.judges import CHROMIUM_OPTIONS, NODE_MODULES, Remark, installed

Scheme = Literal["light", "dark"]
View = tuple[int, Scheme]
"""A width in CSS pixels and a colour scheme."""

VIEWS: Sequence[View] = ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "RGAAv4"]
NARROW = 320
"""The width at which nothing may ask for sideways scrolling (WCAG 1.4.10), whatever views are asked."""

RUN = """options => axe.run(document, options).then(result => ({
    violations: result.violations.map(rule => ({
        code: rule.id, impact: rule.impact, help: rule.help, count: rule.nodes.length,
        target: rule.nodes[0].target.join(' '), html: rule.nodes[0].html.slice(0, 160),
    })),
    passes: result.passes.length,
}))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True, slots=True)
class Axe:
    """A running browser and the rules to inject."""

    browser: Browser
    rules: str

    def check(self, url: str, *, width: int = 1280, scheme: Scheme = "light") -> list[Remark]:
        """Return axe's violations on one page, and whether the page overflows the window sideways."""
        return self.check_all([url], [(width, scheme)])

    def check_all(self, urls: Iterable[str], views: Sequence[View] = VIEWS) -> list[Remark]:
        """Return axe's violations on many pages, each loaded once and looked at in every view."""
        # A page with a content policy would refuse the rules that are injected into it.
        context = self.browser.new_context(locale="fr-FR", bypass_csp=True)
        try:
            page = context.new_page()
            return [remark for url in urls for remark in self._page(page, url, views)]
        finally:
            context.close()

    def _page(self, page: Page, url: str, views: Sequence[View]) -> Iterator[Remark]:
        width, scheme = views[0]
        _look(page, width, scheme)
        answer = page.goto(url)
        if answer is not None and not answer.ok:
            raise RuntimeError(f"{url} answers {answer.status}")
        yield from self.on(page, views)

    def on(self, page: Page, views: Sequence[View] = VIEWS) -> Iterator[Remark]:
        """Yield axe's violations on a page that is open, in the state it is in."""
        url = page.url
        page.evaluate(self.rules)
        for width, scheme in views:
            _look(page, width, scheme)
            found: dict[str, Any] = page.evaluate(
                RUN, {"runOnly": {"type": "tag", "values": TAGS}, "preload": False}
            )
            if not found["passes"]:
                raise RuntimeError(f"axe applied no rule to {url}")
            for rule in found["violations"]:
                place = f"{url} {rule['target']} ({width} px, {scheme})"
                message = f"{rule['help']} ×{rule['count']} {rule['html']}"
                yield Remark(rule["code"], rule["impact"], place, message)
        for width in sorted({NARROW, *(width for width, _ in views)}):
            _look(page, width, views[-1][1])
            if (over := page.evaluate(OVERFLOW)) > 0:
                message = f"the page is {over} px wider than the window (WCAG 1.4.10)"
                yield Remark("reflow", "serious", f"{url} at {width} px", message)


def _look(page: Page, width: int, scheme: Scheme) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


@contextmanager
def started() -> Iterator[Axe]:
    """Start the machine's Chromium with an empty profile, and end it."""
    rules = installed(NODE_MODULES / "axe-core/axe.min.js", "axe").read_text("utf-8")
    chromium = machine.require("chromium")
    machine.require("libatomic")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        try:
            yield Axe(browser, rules)
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone and yield its address, ending with a slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
