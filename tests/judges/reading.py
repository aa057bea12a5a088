"""A reader without JavaScript, over ``file://``: walks a whole site by its links, as from a copied folder.

It starts at the home page and follows every link that stays in the folder. What it reports: a page, a
picture or an anchor that is not there, a page nobody leads to, a page with nothing to read, anything asked
of another place.
"""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, Request

from tests.judges import Remark

FOUND = """() => ({
    links: [...document.querySelectorAll('a[href], area[href]')].map(a => a.href),
    sources: [...document.querySelectorAll('source[src], audio[src]')].map(s => s.src),
    images: [...document.images].map(i => ({src: i.currentSrc || i.src, loaded: i.complete && i.naturalWidth > 0})),
    ids: [...document.querySelectorAll('[id]')].map(e => e.id),
    title: document.title,
    heading: document.querySelector('h1')?.innerText ?? '',
    words: document.querySelector('main')?.innerText.split(/\\s+/).length ?? 0,
    mains: document.querySelectorAll('main').length,
})"""
EAGER = "() => document.querySelectorAll('img[loading]').forEach(i => { i.loading = 'eager' })"
LOADED = "() => [...document.images].every(i => i.complete)"
APART = ("404.html", "incruster")
"""What no page leads to: the host serves the one, other sites show the others."""


def check(browser: Browser, site: Path) -> list[Remark]:
    """Return what stops such a reader anywhere in a site."""
    home = (site / "index.html").as_uri()
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(_outside(request)))
        read: dict[str, dict[str, Any]] = {}
        ahead = deque([home])
        while ahead:
            url = ahead.popleft()
            if url in read:
                continue
            page.goto(url)
            page.evaluate(EAGER)
            page.wait_for_function(LOADED)
            read[url] = page.evaluate(FOUND)
            pages = (link.partition("#")[0] for link in read[url]["links"])
            ahead += [
                link
                for link in pages
                if link.startswith("file:") and link.endswith(".html") and _path(link).is_file()
            ]
    finally:
        context.close()
    return [
        *_remarks(site, read),
        *(Remark("ailleurs", "erreur", url, "asked of another place") for url in asked if url),
    ]


def _outside(request: Request) -> str:
    return "" if request.url.startswith(("file:", "data:")) else request.url


def _path(url: str) -> Path:
    return Path(unquote(url.partition("#")[0].removeprefix("file://")))


def _remarks(site: Path, read: dict[str, dict[str, Any]]) -> Iterator[Remark]:
    pages = {path.as_uri() for path in site.rglob("*.html") if path.relative_to(site).parts[0] not in APART}
    for url in sorted(pages - set(read)):
        yield Remark("orpheline", "erreur", url, "no page leads to it")
    titles: dict[str, str] = {}
    for url, found in read.items():
        if found["title"] in titles:
            yield Remark(
                "titre", "erreur", url, f"has the title of {titles[found['title']]}: {found['title']}"
            )
        titles.setdefault(found["title"], url)
        if not found["heading"].strip() or found["words"] < 4 or found["mains"] != 1:
            yield Remark("vide", "erreur", url, f"heading « {found['heading']} », {found['words']} words")
        for image in found["images"]:
            if not image["loaded"]:
                yield Remark("image", "erreur", url, f"{image['src']} is not shown")
        for link in (*found["links"], *found["sources"]):
            yield from _link(url, link, read)


def _link(url: str, link: str, read: dict[str, dict[str, Any]]) -> Iterator[Remark]:
    if not link.startswith("file:"):
        return
    target, _, anchor = link.partition("#")
    if not _path(target).is_file():
        yield Remark("lien", "erreur", url, f"leads to {link}, which is not there")
    elif (
        anchor and not anchor.startswith("t=") and unquote(anchor) not in read.get(target, {"ids": ()})["ids"]
    ):
        yield Remark("ancre", "erreur", url, f"leads to {link}, where there is no such place")
