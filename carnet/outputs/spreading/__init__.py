"""What makes the site spread by itself: metadata, feeds, calendar, catalogue, embeddable quotations.

In: the site, the cards, the books of the same build. Out: ``Head`` of each page, and artifacts of the site.
Only the site's own support is asked for (``web``), but for cards and embeds, which go to other people's
places (``reseaux``). Public addresses need ``url``; without it what must have one is not made.
"""

from collections.abc import Iterable, Iterator

from carnet.model import Artifact
from carnet.outputs.spreading.herald import Herald


def spread(herald: Herald, pages: Iterable[str]) -> Iterator[Artifact]:
    """Make everything that is not a page. ``pages`` are the addresses of the site's pages."""
    from carnet.outputs.spreading.calendar import calendars
    from carnet.outputs.spreading.catalogue import catalogues
    from carnet.outputs.spreading.embeds import embeds
    from carnet.outputs.spreading.feeds import feeds
    from carnet.outputs.spreading.podcast import podcast
    from carnet.outputs.spreading.robots import robots

    yield from calendars(herald)
    if herald.places.url:
        yield from feeds(herald)
        yield from podcast(herald)
        yield from catalogues(herald)
        yield from embeds(herald)
    yield from robots(herald, pages)
    yield from herald.cards
