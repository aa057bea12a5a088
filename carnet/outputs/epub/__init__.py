"""The EPUB: a visible carnet in, one EPUB 3.3 out.

Read in this order: ``order`` (the plan becomes documents), ``setting`` and ``documents`` (each is set with
its template), ``pages`` (where each printed page starts), ``overlay`` (the voice with the words), ``claims``
(what may be said of accessibility), ``binding`` (all the files), ``proof`` (what validators cannot see),
``container`` (the bytes).
"""

from collections.abc import Sequence

from carnet.media.room import MediaRoom
from carnet.model import Artifact, PrintedPage
from carnet.visible import Visible

NAME = "carnet.epub"


def assemble(visible: Visible, media: MediaRoom, printed: Sequence[PrintedPage] = ()) -> list[Artifact]:
    """Return the book; ``printed`` are the pages of the printed one, that its page list leads to."""
    from carnet.outputs.epub import binding, container, proof

    package = binding.bind(visible, media, printed)
    content = container.write(package)
    proof.check(package, content)
    return [Artifact(NAME, content)]
