"""The EPUB: a visible carnet in, one EPUB 3.3 out.

Read in this order: ``order`` (the plan becomes documents), ``setting`` and ``documents`` (each is set with
its template), ``overlay`` (the voice with the words), ``claims`` (what may be said of accessibility),
``binding`` (all the files), ``proof`` (what validators cannot see), ``container`` (the bytes).
"""

from collections.abc import Sequence

from carnet.media.room import MediaRoom
from carnet.model import Artifact
from carnet.outputs.epub.navigation import Page
from carnet.visible import Visible

NAME = "carnet.epub"


def assemble(visible: Visible, media: MediaRoom, pages: Sequence[Page] = ()) -> list[Artifact]:
    """Return the book; ``pages`` is the page list of the printed edition, when there is one."""
    from carnet.outputs.epub import binding, container, proof

    package = binding.bind(visible, media, tuple(pages))
    content = container.write(package)
    proof.check(package, content)
    return [Artifact(NAME, content)]
