"""The pages to copy posts from: one per event, and the one that leads to them.

In: bundles of posts. Out: HTML pages that stand alone on a disk.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from carnet import wording
from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.outputs.web.site import as_html
from carnet.templating import environment, fill
from carnet.visible import Visible

if TYPE_CHECKING:
    from carnet.outputs.reseaux import Liasse


def event_page(visible: Visible, media: MediaRoom, bundle: "Liasse") -> Artifact:
    """Make the page of an event."""
    return _page(visible, media, f"{bundle.dossier}/index.html", "evenement.html", liasse=bundle)


def front_page(visible: Visible, media: MediaRoom, bundles: Sequence["Liasse"], kept_out: int) -> Artifact:
    """Make the page that leads to every event's; ``kept_out`` entries are missing for their licence."""
    said = f"{wording.count(kept_out, 'entrée')}" if kept_out else ""
    return _page(visible, media, "index.html", "index.html", liasses=bundles, laissees=said)


def _page(visible: Visible, media: MediaRoom, path: str, template: str, **context: object) -> Artifact:
    env = environment(media.root, "social")
    html = fill(
        env.get_template(template), edition=visible.edition, brouillons=visible.moment.drafts, **context
    )
    return Artifact(path, as_html(html).encode())
