"""The kits: for each event, one zip that its organiser may reuse, and from which the carnet can be rebuilt.

In: what may leave on ``kit``, and the media. Out: ``<evenement>.zip``, relative to ``out/kits/``: a BagIt
bag whose payload is an RO-Crate. Read in this order: ``written`` (the entries as Markdown again), ``pages``
(as HTML, DOCX, ODT), ``images`` (photos in three sizes with their credit inside), ``packing`` (everything in
its place), ``telling`` (LISEZ-MOI, CREDITS, the crate's description), ``bagging`` (the bag, then the zip).
``carnet.rebuilding`` goes the other way.
"""

from collections.abc import Iterator, Sequence

from carnet.kinds import FicheEvenement
from carnet.media.room import MediaRoom
from carnet.model import Artifact, Entry
from carnet.visible import Visible


def assemble(visible: Visible, media: MediaRoom, posts: Sequence[Artifact] = ()) -> list[Artifact]:
    """Make the kit of every event that took place, or of the one a build is narrowed to.

    ``posts`` are the files of ``reseaux`` whose entries may be in a kit too, by event.
    """
    from carnet.outputs.kits.bagging import bagged
    from carnet.outputs.kits.packing import packed

    made = []
    for event in held(visible):
        own = {
            p.path.removeprefix(f"{event.id}/"): p.content for p in posts if p.path.startswith(f"{event.id}/")
        }
        files = packed(visible, event, media, own)
        made.append(Artifact(f"{event.id}.zip", bagged(event.id, files, visible)))
    return made


def held(visible: Visible) -> Iterator[Entry]:
    """Yield the events that have a kit: those that are not still to come."""
    for event in visible.evenements:
        assert isinstance(event.fiche, FicheEvenement)
        if not event.fiche.annonce and visible.evenement in (None, event.id):
            yield event
