"""What paper says of a sound: where it can be heard, in letters and as a square that a telephone reads.

In: a sound and the carnet's address. Out: an ``Ecoute``, or None when the carnet has no address or the sound
may not be on the site: paper never leads to what is not there.
"""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from carnet.model import Entry
from carnet.outputs.places import Places, places
from carnet.visible import Visible, visible_on

QUIET = 4
"""The blank margin that a QR code wants, in modules (ISO/IEC 18004, 9.1)."""


@dataclass(frozen=True, slots=True)
class Ecoute:
    """Where a sound is: its address, and the same as an SVG image."""

    adresse: str
    qr: Markup


@dataclass(frozen=True)
class Listening:
    """Where the sounds of a carnet can be heard, the day its book is made."""

    visible: Visible

    @cached_property
    def _site(self) -> Visible:
        return visible_on(self.visible.carnet, "web", self.visible.moment)

    @cached_property
    def _places(self) -> Places:
        return places(self._site)

    def of(self, son: Entry) -> Ecoute | None:
        """Return where a sound can be heard."""
        if son.id not in self._site.entries:
            return None
        address = self._places.of(son)
        return Ecoute(address, drawn(address)) if address else None


def drawn(address: str) -> Markup:
    """Return a QR code of middling redundancy as SVG, one unit a module; every dark run is one rectangle."""
    import segno

    code = segno.make(address, error="m", micro=False)
    side = code.symbol_size(border=QUIET)[0]
    runs: list[str] = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img">'
        '<title>Code QR\u00a0: {1}</title><path fill="#000" d="{2}"/></svg>'
    ).format(side, address, "".join(runs))
