"""What robots are told: the pages there are, and that drafts are nobody's business.

In: the herald, the addresses of the pages. Out: ``robots.txt``, and ``sitemap.xml`` when the site has an
address.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from carnet.model import Artifact
from carnet.outputs.spreading import xml
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.spreading.xml import add, written

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
UNLISTED: Final = ("recherche/", "incruster/")
"""Pages that answer a reader but say nothing of their own."""


def robots(herald: Herald, pages: Iterable[str]) -> Iterator[Artifact]:
    """Make both files."""
    if herald.site.brouillons:
        yield Artifact("robots.txt", b"User-agent: *\nDisallow: /\n")
        return
    lines = ["User-agent: *", "Allow: /"]
    if herald.places.url:
        lines += ["", f"Sitemap: {herald.places.at('sitemap.xml')}"]
        yield Artifact("sitemap.xml", _sitemap(herald, pages))
    yield Artifact("robots.txt", ("\n".join(lines) + "\n").encode())


def _sitemap(herald: Herald, pages: Iterable[str]) -> bytes:
    by_address = {herald.site.addresses.pages[e.id]: e for e in herald.visible.entries.values()}
    today = herald.visible.moment.date
    root = xml.root("urlset", xmlns=NAMESPACE)
    for address in sorted(pages):
        if address.startswith(UNLISTED):
            continue
        place = add(root, "url")
        add(place, "loc", herald.places.at(address))
        entry = by_address.get(address)
        day = herald.told_on(entry) if entry else None
        if day is not None and day <= today:
            add(place, "lastmod", day.isoformat())
    return written(root)
