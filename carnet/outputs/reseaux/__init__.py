"""The target ``reseaux``: everything needed to post an entry, ready to paste.

In: what may leave on ``reseaux``, the cards, the site's addresses. Out: artifacts of ``out/reseaux/``: for
each entry worth it a text per network, its card and the card's alternative text; a page per event to copy
from, and one table of all for the tools that schedule posts. Nothing is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carnet.media.room import MediaRoom
from carnet.model import Artifact, Entry
from carnet.outputs import spreadsheet
from carnet.outputs.cards.deck import Deck, Drawn
from carnet.outputs.places import Places
from carnet.outputs.reseaux.networks import NETWORKS
from carnet.outputs.reseaux.posts import WORTH_IT, Post, Writer
from carnet.visible import Visible

COMMON = "commun"
"""The folder of what belongs to no event."""


@dataclass(frozen=True, slots=True)
class Envoi:
    """One entry ready to post: where its files are, its posts, its card, the page it leads to."""

    dossier: str
    entree: Entry
    titre: str
    lien: str
    posts: tuple[Post, ...]
    carton: Drawn


@dataclass(frozen=True, slots=True)
class Liasse:
    """The entries of one event, or of the carnet, ready to post."""

    dossier: str
    titre: str
    envois: tuple[Envoi, ...]


def assemble(visible: Visible, media: MediaRoom, deck: Deck, places: Places) -> list[Artifact]:
    """Make the texts, the cards and the pages to copy them from."""
    from carnet.outputs.reseaux.pages import event_page, front_page

    bundles = list(_bundles(visible, deck, Writer(visible, media, places)))
    made = [artifact for bundle in bundles for envoi in bundle.envois for artifact in _files(envoi)]
    pages = [event_page(visible, media, bundle) for bundle in bundles]
    kept_out = sum(e.type in WORTH_IT and not deck.has(e) for e in visible.entries.values())
    return [*made, *pages, front_page(visible, media, bundles, kept_out), _table(bundles)]


def _bundles(visible: Visible, deck: Deck, writer: Writer) -> Iterator[Liasse]:
    taken: set[str] = set()
    for event in visible.evenements:
        inside = [event, *visible.in_event(event)]
        folder = visible.stem(event)
        found = tuple(_envois(visible, deck, writer, folder, [e for e in inside if e.id not in taken]))
        taken |= {e.id for e in inside}
        if found:
            yield Liasse(folder, visible.titre(event), found)
    rest = [e for kind in WORTH_IT for e in visible.of_type(kind) if e.id not in taken]
    found = tuple(_envois(visible, deck, writer, COMMON, rest))
    if found:
        yield Liasse(COMMON, "Ce qui est commun à tout le carnet", found)


def _envois(
    visible: Visible, deck: Deck, writer: Writer, folder: str, entries: Sequence[Entry]
) -> Iterator[Envoi]:
    worth = [e for kind in WORTH_IT for e in entries if e.type == kind]
    for entry in worth:
        card = deck.of(entry)
        if card is None or (entry.type == "portrait" and not entry.body.strip()):
            continue
        name = {"portrait": "portrait-", "evenement": ""}.get(entry.type, "") + visible.stem(entry)
        yield Envoi(
            f"{folder}/{'evenement' if entry.type == 'evenement' else name}",
            entry,
            visible.titre(entry),
            writer.link(entry),
            tuple(writer.post(entry, network) for network in NETWORKS),
            card,
        )


def _files(envoi: Envoi) -> Iterator[Artifact]:
    for post in envoi.posts:
        yield Artifact(f"{envoi.dossier}/{post.network.id}.txt", f"{post.texte}\n".encode())
    yield Artifact(f"{envoi.dossier}/carton.png", envoi.carton.content)
    yield Artifact(f"{envoi.dossier}/carton-alt.txt", f"{envoi.carton.alt}\n".encode())


def _table(bundles: Sequence[Liasse]) -> Artifact:
    """Return every post in one file, for a spreadsheet or a tool that schedules them."""
    rows = [["dossier", "titre", "lien", *(n.id for n in NETWORKS), "carton", "alt", "licence"]]
    for bundle in bundles:
        for envoi in bundle.envois:
            texts = [post.texte for post in envoi.posts]
            card = f"{envoi.dossier}/carton.png"
            alt, licence = envoi.carton.alt, envoi.carton.licence
            cells = [envoi.dossier, envoi.titre, envoi.lien, *texts, card, alt, licence]
            rows.append([spreadsheet.words(cell) for cell in cells])
    return Artifact("publications.csv", spreadsheet.written(rows))
