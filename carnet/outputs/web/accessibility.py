"""What may be said of the site's accessibility: never more than an audit found.

In: the audit (the grid ``audit-rgaa.yml``, else the one line of ``carnet.yaml``) and the day of the build.
Out: ``Conformite``, from which the declaration and the foot of every page are written. The three
states and their thresholds are those of decree 2019-768, article 5 (RGAA 4.1, « Obligations »); an audit is
worth three years.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from carnet.rgaa import Constat, Critere, Grille
from carnet.visible import Visible

WORTH: Final = dt.timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Conformite:
    """The state of the site, and the audit it rests on; ``auditeur`` is "" when there is none that counts.

    ``taux`` is in percent; ``grille`` is None when only the result of an audit is known.
    """

    etat: str
    taux: float = 0
    auditeur: str = ""
    date: dt.date | None = None
    grille: Grille | None = None
    perime: bool = False

    @property
    def defauts(self) -> list[tuple[Critere, Constat]]:
        """What is not respected and has to be."""
        return [(q, c) for q, c in (self.grille.defauts() if self.grille else ()) if not c.derogation]

    @property
    def derogations(self) -> list[tuple[Critere, Constat]]:
        """What is not respected because mending it would cost out of proportion."""
        return [(q, c) for q, c in (self.grille.defauts() if self.grille else ()) if c.derogation]

    @property
    def pourcentage(self) -> str:
        """The rate as French writes it: « 82,5 % »."""
        return f"{self.taux:g}".replace(".", ",") + "\u00a0%"


def conformite(visible: Visible) -> Conformite:
    """Return what the last audit allows to say on the day of the build."""
    grid, told = visible.carnet.audit, visible.edition.accessibilite.audit
    if grid is not None and grid.entiere:
        assert grid.date is not None
        assert grid.auditeur is not None
        found = Conformite("", grid.taux, grid.auditeur, grid.date, grid)
    elif told is not None:
        found = Conformite("", told.taux, told.auditeur, told.date)
    else:
        return Conformite(UNKNOWN)
    assert found.date is not None
    old = visible.moment.date - found.date > WORTH
    state = UNKNOWN if old else _state(found.taux)
    return Conformite(state, found.taux, found.auditeur, found.date, found.grille, old)


UNKNOWN: Final = "non conforme"
"""What the law asks to say without a valid audit."""


def _state(rate: float) -> str:
    if rate >= 100:
        return "totalement conforme"
    return "partiellement conforme" if rate >= 50 else UNKNOWN
