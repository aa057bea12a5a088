"""What takes long, made on all cores before it is asked for: photos, cards, the pages of the entries.

In: the site, its cards, how many cores. Out: nothing but what is left in the cache.
"""

from functools import partial

from carnet.model import Entry
from carnet.outputs.cards.deck import Deck
from carnet.outputs.web.entries import kept_pages
from carnet.outputs.web.search import kept_records
from carnet.outputs.web.site import Site
from carnet.progress import Told
from carnet.sharing import share


def make_ahead(site: Site, deck: Deck | None, jobs: int, told: Told) -> None:
    """Make them all; when only a few are to be made, they are made where they are asked for."""
    photos = [partial(site.pictures.versions, photo) for photo in site.visible.of_type("photo")]
    share(photos, jobs, what="photos", told=told)
    if deck is not None and site.edition.url:
        deck.draw_ahead(jobs, told)
    if site.kept.keeps:
        pages = [partial(_entry, site, entry) for entry in site.visible.entries.values()]
        share(pages, jobs, what="pages", told=told)
    site.kept.cache.discount("image", "carton", site.kept.step)


def _entry(site: Site, entry: Entry) -> None:
    kept_pages(site, entry)
    kept_records(site, entry)
