"""foliate-js in Chromium: does a book read well in a real reading engine, from its cover to its last page.

The whole book is walked as its readers will: every document opens, by day and by night, narrow and enlarged;
every link, contents line, landmark and page of the page list leads to a place; every sound decodes; the voice
of every overlay lights the words in the order of the text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page

from tests.judges import NODE_MODULES, Remark, installed

PHONE, TABLET = (390, 844), (820, 1180)
SCHEME = "html { color-scheme: light dark } "
"""What reading systems say of their own: the book may be seen by day and by night."""

LARGE = "html { font-size: 300% !important }"
OPEN = "globalThis.reader?.view?.renderer?.getContents?.()?.length"

# Every address of the book, resolved by the engine itself: [where, href] of those that lead nowhere.
LINKS = """async () => {
    const { book } = reader.view, docs = new Map(), lost = []
    const documentOf = async i => docs.get(i) ?? docs.set(i, await book.sections[i].createDocument()).get(i)
    const leads = async (where, href, role) => {
        const found = await book.resolveHref(href)
        if (!found) return lost.push([where, href])
        const place = found.anchor?.(await documentOf(found.index))
        if (href.includes('#') && !place) return lost.push([where, href])
        if (role && place.getAttribute('role') !== role) lost.push([where, `${href} is no ${role}`])
    }
    const walk = async (where, items, role) => {
        for (const item of items ?? []) {
            await leads(where, item.href, role)
            await walk(where, item.subitems, role)
        }
    }
    await walk('toc', book.toc)
    await walk('landmarks', book.landmarks)
    await walk('page-list', book.pageList, 'doc-pagebreak')
    let links = 0
    for (const [i, section] of book.sections.entries())
        for (const a of (await documentOf(i)).querySelectorAll('a[href]')) {
            const href = section.resolveHref(a.getAttribute('href'))
            if (book.isExternal(href)) continue
            links++
            await leads(section.id, href, a.getAttribute('role') === 'doc-noteref' ? 'doc-footnote' : null)
        }
    return { lost, links, toc: book.toc?.length ?? 0, pages: book.pageList?.length ?? 0 }
}"""

# One document, as it is on the screen.
LOOK = """async i => {
    await reader.view.goTo(i)
    const { doc } = reader.view.renderer.getContents()[0]
    await doc.fonts.ready
    await Promise.all([...doc.images].map(image => image.decode().catch(() => null)))
    const page = doc.documentElement
    const wide = [...doc.body.querySelectorAll('*')].filter(e =>
        e.scrollWidth > e.clientWidth + 1 && doc.defaultView.getComputedStyle(e).overflowX === 'hidden')
    return {
        name: reader.view.book.sections[i].id,
        broken: doc.contentType === 'application/xhtml+xml' && !doc.querySelector('parsererror') ? '' : 'not XML',
        images: [...doc.images].filter(image => !image.naturalWidth).map(image => image.src),
        over: page.scrollWidth - page.clientWidth,
        cut: wide.map(e => e.tagName + '.' + e.className),
        faces: [...doc.fonts].filter(face => face.status === 'loaded').length,
    }
}"""

SOUNDS = """async i => {
    await reader.view.goTo(i)
    const { doc } = reader.view.renderer.getContents()[0]
    const found = []
    for (const audio of doc.querySelectorAll('audio')) found.push(await new Promise(done => {
        const told = audio.getAttribute('aria-label')
        audio.onloadedmetadata = () => done([told, audio.duration])
        audio.onerror = audio.querySelector('source').onerror = () => done([told, 0])
        setTimeout(() => done([told, 0]), 20000)
        audio.preload = 'auto'
        audio.load()
    }))
    return found
}"""

# The voice, started at each of its clips in turn, then left to go on by itself from the first.
VOICES = """async ([i, seconds]) => {
    const { book } = reader.view
    const overlay = book.getMediaOverlay(), lit = []
    let faults = 0, wake = () => null
    overlay.addEventListener('highlight', e => { lit.push(e.detail.text); wake() })
    overlay.addEventListener('error', () => { faults++; wake() })
    const smil = new DOMParser().parseFromString(await book.loadText(book.sections[i].mediaOverlay.href), 'text/xml')
    const texts = [...smil.querySelectorAll('text')].map(e => e.getAttribute('src').split('#')[1])
    const doc = await book.sections[i].createDocument()
    const places = texts.map(id => doc.getElementById(id))
    const silent = []
    for (const id of texts) {
        const heard = new Promise(done => { wake = () => done(true); setTimeout(() => done(false), 10000) })
        lit.length = 0
        await overlay.start(i, item => item.text.endsWith('#' + id))
        if (!await heard || !lit[0]?.endsWith('#' + id)) silent.push(id)
    }
    lit.length = 0
    await overlay.start(i)
    await new Promise(done => setTimeout(done, seconds * 1000))
    overlay.stop()
    return { texts, silent, faults, lit: lit.map(text => text.split('#')[1]),
        ordered: places.every((e, n) => e && (!n || places[n - 1]?.compareDocumentPosition(e) & 4)) }
}"""


def check(
    browser: Browser, book: Path, *, seconds: float = 12.0, pictures: Path | None = None
) -> list[Remark]:
    """Return what is wrong with a book as it is read; ``seconds`` is how long its voice is listened to.

    ``pictures`` is a folder for screenshots of every document, by day on a phone and by night on a tablet.
    """
    installed(NODE_MODULES / "foliate-js/reader.html", "foliate-js")
    with _served(book) as address:
        context = browser.new_context(
            locale="fr-FR", bypass_csp=True, viewport={"width": PHONE[0], "height": PHONE[1]}
        )
        try:
            page = context.new_page()
            faults: list[str] = []
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(f"{address}reader.html?url=/book.epub")
            page.wait_for_function(OPEN, timeout=120_000)
            remarks = [*_links(page), *_documents(page, pictures), *_sounds(page), *_voices(page, seconds)]
            return remarks + [Remark("script", "error", book.name, fault) for fault in faults]
        finally:
            context.close()


def _links(page: Page) -> Iterator[Remark]:
    found: dict[str, Any] = page.evaluate(LINKS)
    if not found["toc"] or not found["links"]:
        raise RuntimeError(f"foliate-js found no contents or no link: {found}")
    for where, href in found["lost"]:
        yield Remark("link", "error", where, href)


def _documents(page: Page, pictures: Path | None) -> Iterator[Remark]:
    """Look at every document on a phone by day, on a tablet by night, and three times larger."""
    count: int = page.evaluate("reader.view.book.sections.length")
    page.evaluate("reader.view.renderer.setAttribute('flow', 'scrolled')")
    views = (("jour", PHONE, ""), ("nuit", TABLET, ""), ("grand", PHONE, LARGE))
    for name, (width, height), style in views:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if name == "nuit" else "light")
        page.evaluate("style => reader.view.renderer.setStyles(style)", SCHEME + style)
        for place in range(count):
            seen: dict[str, Any] = page.evaluate(LOOK, place)
            if pictures is not None:
                page.screenshot(path=pictures / f"{place:03}-{name}.png")
            where = f"{seen['name']} ({name})"
            if seen["broken"] or seen["images"]:
                yield Remark("document", "error", where, f"{seen['broken']} {seen['images']}")
            if seen["over"] > 1:
                yield Remark("overflow", "error", where, f"{seen['over']} px too wide")
            if seen["cut"]:
                yield Remark("cut", "error", where, f"words are hidden in {seen['cut'][:3]}")


def _sounds(page: Page) -> Iterator[Remark]:
    for place, id_ in _sections(page, "section => true"):
        for label, duration in page.evaluate(SOUNDS, place):
            if not duration:
                yield Remark("sound", "error", id_, f"« {label} » does not decode")


def _voices(page: Page, seconds: float) -> Iterator[Remark]:
    for place, id_ in _sections(page, "section => !!section.mediaOverlay"):
        heard: dict[str, Any] = page.evaluate(VOICES, [place, seconds])
        lit, texts = heard["lit"], heard["texts"]
        if not texts or heard["faults"] or heard["silent"]:
            yield Remark("overlay", "error", id_, f"silent: {heard['silent']}, faults: {heard['faults']}")
        if not heard["ordered"]:
            yield Remark("overlay", "error", id_, "the voice does not follow the text")
        if not lit or list(dict.fromkeys(lit)) != texts[: len(dict.fromkeys(lit))]:
            yield Remark("overlay", "error", id_, f"lit {lit} instead of {texts[: len(lit)]}")


def _sections(page: Page, kept: str) -> list[tuple[int, str]]:
    found: list[list[Any]] = page.evaluate(
        f"reader.view.book.sections.map((s, i) => [i, s.id, ({kept})(s)]).filter(row => row[2])"
    )
    return [(int(place), str(id_)) for place, id_, _ in found]


class _Shelf(SimpleHTTPRequestHandler):
    """Serves the engine's files and one book, to this machine alone."""

    def __init__(self, *args: Any, book: Path, **kwargs: Any) -> None:
        self.book = book
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        """Return where an address is on the disk."""
        return str(self.book) if path.partition("?")[0] == "/book.epub" else super().translate_path(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


@contextmanager
def _served(book: Path) -> Iterator[str]:
    shelf = partial(_Shelf, book=book, directory=str(NODE_MODULES / "foliate-js"))
    with ThreadingHTTPServer(("127.0.0.1", 0), shelf) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
