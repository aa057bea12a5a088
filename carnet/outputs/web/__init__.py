"""The website: every page type, whole without JavaScript and over ``file://``.

In: what may leave on the web, the media, the books of the same build. Out: artifacts, paths relative to
``out/site/``. The way: ``addresses`` (where), ``narrative`` (in which order), ``site`` (the whole),
``home``/``entries``/``events``/``lists``/``indexes``/``legal`` (the pages), ``assets`` (what they share),
``search`` and ``tombstones`` (what is made of the whole site besides its pages). ``kept`` spares what has not
changed since the last time; ``single`` makes one page alone, for previews.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from carnet import wording
from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.progress import Told, untold
from carnet.visible import Visible

if TYPE_CHECKING:
    from carnet.outputs.cards.deck import Deck


def assemble(
    visible: Visible,
    media: MediaRoom,
    books: Mapping[str, bytes],
    *,
    deck: "Deck | None" = None,
    data: Sequence[Artifact] = (),
    jobs: int = 1,
    told: Told = untold,
) -> list[Artifact]:
    """Make the site, on ``jobs`` cores.

    ``deck`` has the cards it may show, ``data`` are the files of open data it offers; ``told`` is told how
    far it is.
    """
    from carnet.outputs.places import places
    from carnet.outputs.spreading import spread
    from carnet.outputs.spreading.herald import Herald
    from carnet.outputs.spreading.pages import page_addresses, spreading_pages, template_functions
    from carnet.outputs.web.ahead import make_ahead
    from carnet.outputs.web.assets import assets
    from carnet.outputs.web.entries import entry_pages
    from carnet.outputs.web.home import home
    from carnet.outputs.web.indexes import index_pages
    from carnet.outputs.web.kept import Kept, Ledger, frame, noted
    from carnet.outputs.web.legal import legal_pages
    from carnet.outputs.web.lists import list_pages
    from carnet.outputs.web.map import Atlas
    from carnet.outputs.web.pictures import Pictures
    from carnet.outputs.web.search import indexing
    from carnet.outputs.web.site import BOOKS, site
    from carnet.outputs.web.tombstones import tombstones
    from carnet.templating import environment, find

    outlines = find(media.root, "web", "carte.json")
    assert outlines is not None, "carte.json is part of the package"
    also = page_addresses(data=data)
    offered = repr((also, {name: wording.weight(len(book)) for name, book in books.items()}))
    same = frame(media.root, [visible, *([deck.visible] if deck else [])], offered)
    ledger = Ledger()
    apart = repr((visible.evenement, visible.moment.drafts, [*books, *also]))
    kept = Kept(media.cache, ledger, same, apart=apart)
    visible = noted(visible, ledger)
    pictures = Pictures(visible, media, ledger)
    env = environment(media.root, "web")
    whole = site(visible, env, pictures, Atlas(outlines), books, also=also, kept=kept)
    herald = Herald(whole, places(visible), deck, books)
    env.globals |= template_functions(herald)
    anew = kept.starts_anew()
    if anew:
        make_ahead(whole, deck, jobs, told)
    with indexing(whole) as index:
        first = [*kept.take("accueil", lambda: [home(whole)]), *entry_pages(whole)]
        first += [*list_pages(whole), *index_pages(whole)]
        pages = [*first, *legal_pages(whole, first), *spreading_pages(herald, data)]
        addresses = [a.path.removesuffix("index.html") for a in pages if a.path.endswith("index.html")]
        spread_out = list(spread(herald, addresses))
        extras = [*index(), *tombstones(whole)]
    if anew:
        kept.close()
    downloads = [Artifact(f"telechargements/{name}", books[name]) for name in BOOKS if name in books]
    return [*pages, *assets(media.root), *extras, *spread_out, *pictures.artifacts, *downloads]
