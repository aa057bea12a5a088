"""axe in Chromium: is a page accessible as a person would meet it, at one width and in one colour scheme."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from carnet import machine
from tests.judges import CHROMIUM_OPTIONS, NODE_MODULES, Remark, installed

Scheme = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "RGAAv4"]

RUN = """options => axe.run(document, options).then(result => ({
    violations: result.violations.map(rule => ({
        code: rule.id, impact: rule.impact, help: rule.help, count: rule.nodes.length,
        target: rule.nodes[0].target.join(' '), html: rule.nodes[0].html.slice(0, 160),
    })),
    passes: result.passes.length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
}))"""


@dataclass(frozen=True, slots=True)
class Axe:
    """A running browser and the rules to inject."""

    browser: Browser
    rules: str

    def check(self, url: str, *, width: int = 1280, scheme: Scheme = "light") -> list[Remark]:
        """Return axe's violations on one page, and whether the page overflows the window sideways."""
        # A page with a content policy would refuse the rules that are injected into it.
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR", bypass_csp=True
        )
        try:
            page = context.new_page()
            answer = page.goto(url)
            if answer is not None and not answer.ok:
                raise RuntimeError(f"{url} answers {answer.status}")
            page.evaluate(self.rules)
            found = page.evaluate(RUN, {"runOnly": {"type": "tag", "values": TAGS}})
        finally:
            context.close()
        if not found["passes"]:
            raise RuntimeError(f"axe applied no rule to {url}")
        remarks = [
            Remark(
                rule["code"],
                rule["impact"],
                f"{url} {rule['target']}",
                f"{rule['help']} ×{rule['count']} {rule['html']}",
            )
            for rule in found["violations"]
        ]
        if found["overflow"] > 0:
            message = f"the page is {found['overflow']} px wider than the window (WCAG 1.4.10)"
            remarks.append(Remark("reflow", "serious", f"{url} at {width} px", message))
        return remarks


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
