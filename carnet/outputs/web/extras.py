"""What is made of the whole site besides its pages: one list, in the order of writing.

In: the site. Out: artifacts. An extra is a function of its own module; the way a page tells of it to
programs is ``templates/web/machines.html``, the one place of a page's head that speaks to them.
"""

from collections.abc import Callable, Iterable
from typing import Final

from carnet.model import Artifact
from carnet.outputs.web.search import search
from carnet.outputs.web.site import Site
from carnet.outputs.web.tombstones import tombstones

Extra = Callable[[Site], Iterable[Artifact]]

EXTRAS: Final[tuple[Extra, ...]] = (search, tombstones)
