"""Quotations that other sites may show: a page to frame, and the oEmbed answer that says how.

In: the herald. Out: ``incruster/…/index.html`` and ``oembed/….json`` for each verbatim that may leave on
``reseaux``. Nothing runs and nothing is fetched but the page's own typefaces.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from carnet.model import Artifact, Entry
from carnet.outputs.cards.sheet import HEIGHT, WIDTH
from carnet.outputs.spreading.herald import Herald
from carnet.outputs.web.entries import title_of
from carnet.outputs.web.site import as_html
from carnet.templating import fill

FRAME: Final = 600
"""How wide the frame is, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a quotation is framed elsewhere: the page's address, its size, the code to paste."""

    url: str
    largeur: int
    hauteur: int
    code: str


def embeds(herald: Herald) -> Iterator[Artifact]:
    """Make the page and the answer of every verbatim that may be shown elsewhere."""
    for entry in herald.visible.of_type("verbatim"):
        if herald.embeddable(entry):
            yield from herald.site.kept.take(frame_page(herald, entry), _shown, herald, entry)


def _shown(herald: Herald, entry: Entry) -> list[Artifact]:
    return [_page(herald, entry), Artifact(oembed_path(herald, entry), _answer(herald, entry))]


def oembed_path(herald: Herald, entry: Entry) -> str:
    """Return where an entry's oEmbed answer is."""
    return f"oembed/{_name(herald, entry)}.json"


def frame_page(herald: Herald, entry: Entry) -> str:
    """Return the file that others frame."""
    return f"incruster/{_name(herald, entry)}/index.html"


def frame(herald: Herald, entry: Entry) -> Frame:
    """Return how a verbatim is framed."""
    from markupsafe import Markup

    url = herald.places.at(f"incruster/{_name(herald, entry)}/")
    words = herald.visible.carnet.bodies[entry.id].words
    height = min(720, 250 + 8 * words)
    code = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="max-width:100%;border:0" loading="lazy">'
        "</iframe>"
    ).format(url, title_of(herald.site, herald.abroad, entry), FRAME, height)
    return Frame(url, FRAME, height, str(code))


def _name(herald: Herald, entry: Entry) -> str:
    return herald.site.addresses.pages[entry.id].rstrip("/").removeprefix("verbatims/")


def _page(herald: Herald, entry: Entry) -> Artifact:
    address = frame_page(herald, entry)
    template = herald.site.env.get_template("incruster.html")
    html = fill(
        template, c=herald.site.setting(address), site=herald.site, e=entry,
        titre=title_of(herald.site, herald.abroad, entry), adresse=herald.places.of(entry),
    )  # fmt: skip
    return Artifact(address, as_html(html).encode())


def _answer(herald: Herald, entry: Entry) -> bytes:
    how = frame(herald, entry)
    edition = herald.visible.edition
    person = herald.abroad.parole(entry)
    document: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title_of(herald.site, herald.abroad, entry),
        "author_name": person.nom if person else getattr(entry.fiche, "locuteur", None) or "",
        "provider_name": edition.titre,
        "provider_url": herald.places.url,
        "html": how.code,
        "width": how.largeur,
        "height": how.hauteur,
    }
    card = herald.card_of(entry)
    if card:
        document |= {"thumbnail_url": card, "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
