"""The targets of a build: what each one is made of, and by whom.

A row of ``OUTPUTS`` names the support whose gate a target stands behind, its maker, and where it goes.
Engines are imported by the makers, when they are used.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from carnet.kinds import Support
from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.progress import Told, untold
from carnet.visible import Visible

if TYPE_CHECKING:
    from carnet.outputs.cards.deck import Deck


@dataclass(frozen=True, slots=True)
class Besides:
    """What is wanted beside ``carnet.pdf``: it in large print, the pages of one event as they are in it."""

    large: bool = False
    extract: str | None = None


NOTHING_BESIDES: Final = Besides()


@dataclass(frozen=True, slots=True)
class Book:
    """A downloadable edition made by this build, for the website: file name and bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What an output is asked to make.

    ``on`` tells what may leave on another support: where the site shows an entry, whether a card of it may
    be drawn, what the printed book says on each page. ``books`` and ``data`` are what the same build already
    made for readers to download; ``told`` is told how far a long work is.
    """

    visible: Visible
    media: MediaRoom
    on: Callable[[Support], Visible]
    sans_son: bool = False
    books: tuple[Book, ...] = ()
    data: tuple[Artifact, ...] = ()
    besides: Besides = NOTHING_BESIDES
    jobs: int = 1
    told: Told = untold


@dataclass(frozen=True, slots=True)
class Output:
    """One target: the support whose gate it stands behind, its maker, and the folder or file it becomes.

    ``offered`` tells that the website gives its files to readers; ``last_only`` is the step of the cache
    whose values are large and made again at each change: only the last one is worth its place.
    """

    support: Support
    assemble: Callable[[Order], Sequence[Artifact]]
    folder: str | None = None
    offered: bool = False
    last_only: str = ""


def _pdf(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.print import assemble, extract

    made = assemble(order.visible, order.media, large=order.besides.large, told=order.told)
    wanted = order.besides.extract
    return [*made, extract(order.visible, order.media, wanted)] if wanted else made


def _printer(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.printer import assemble

    return assemble(order.visible, order.media)


def _epub(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.epub import assemble
    from carnet.outputs.print import pages

    printed = pages(order.on("pdf"), order.media, told=order.told)
    return assemble(order.visible, order.media, printed, sound=not order.sans_son)


def _web(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.web import assemble

    books = {book.name: book.content for book in order.books}
    return assemble(
        order.visible,
        order.media,
        books,
        deck=_deck(order),
        data=order.data,
        jobs=order.jobs,
        told=order.told,
    )


def _donnees(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.donnees import assemble
    from carnet.outputs.places import places

    return assemble(order.visible, order.media, places(order.on("web")))


def _reseaux(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.places import places
    from carnet.outputs.reseaux import assemble

    return assemble(order.visible, order.media, _deck(order), places(order.on("web")))


def _deck(order: Order) -> "Deck":
    """Return the cards, which show what may leave on ``reseaux`` in the colours of the site."""
    from carnet.outputs.cards.deck import Deck

    events = order.on("web").evenements
    return Deck(order.on("reseaux"), order.media, {event.id: rank for rank, event in enumerate(events)})


def _kits(order: Order) -> Sequence[Artifact]:
    from carnet.outputs.kits import assemble
    from carnet.outputs.places import places
    from carnet.outputs.reseaux import assemble as post

    shared = order.on("reseaux").among(order.visible)
    posts = post(shared, order.media, _deck(order), places(order.on("web")))
    return assemble(order.visible, order.media, posts)


# In the order they are made: the site offers the books and the data.
OUTPUTS: Final[Mapping[str, Output]] = {
    "pdf": Output("pdf", _pdf, offered=True, last_only="livre"),
    "imprime": Output("imprime", _printer),
    "epub": Output("epub", _epub, offered=True),
    "donnees": Output("donnees", _donnees, folder="donnees"),
    "web": Output("web", _web, folder="site", last_only="recherche"),
    "reseaux": Output("reseaux", _reseaux, folder="reseaux"),
    "kits": Output("kit", _kits, folder="kits"),
}

STEP: Final[Mapping[str, str]] = {
    "pdf": "le livre, en PDF",
    "imprime": "le livre, pour l’imprimeur",
    "epub": "l’EPUB",
    "donnees": "les données",
    "web": "le site",
    "reseaux": "les textes pour les réseaux",
    "kits": "les kits",
}
