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
SILENT = "carnet-sans-son.epub"


def assemble(
    visible: Visible, media: MediaRoom, printed: Sequence[PrintedPage] = (), *, sound: bool = True
) -> list[Artifact]:
    """Return the book; ``printed`` are the pages of the printed one, that its page list leads to.

    Without ``sound`` it is the edition of the bookshops that take none: the words of every sound, no sound.
    """
    from carnet.outputs.epub import binding, container, proof
    from carnet.outputs.epub.weighing import weighed

    package = binding.bind(visible, media, printed, sound=sound)
    content = container.write(package)
    proof.check(package, content)
    name = NAME if sound else SILENT
    return [Artifact(name, content, controls=proof.figures(package), findings=weighed(content, visible))]
