"""Licence arithmetic: what each licence allows, what may be put together, and what that forbids.

In: SPDX ids, ``etalab-2.0`` or ``LicenseRef-…``. Out: ``Terms`` of one licence, ``Whole`` of several. No
entry, no disk: an output, a kit or a card asks with the ids it has. Sources: the legal codes of Creative
Commons 4.0, Licence Ouverte 2.0 (« réutilisation », « compatibilité »), the compatibility list of CC BY-SA
4.0. This helps; it is not legal advice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from carnet.wording import licence_name

Entering = Literal["fondu", "separe", "non"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What one licence allows and asks.

    ``known`` is False for what carnet cannot read: it is then treated as all rights reserved, because
    what nobody could check must not be given as free.
    """

    id: str
    known: bool = True
    attribution: bool = True
    share_alike: bool = False
    commercial: bool = True
    derivatives: bool = True

    @property
    def open(self) -> bool:
        """Whether anyone may reuse, change and sell it: what kits and open data are made of."""
        return self.known and self.commercial and self.derivatives

    @property
    def closed_because(self) -> str:
        """What keeps it out of kits and data, in French; "" when nothing does."""
        if not self.known:
            return "tous droits réservés, ou licence que carnet ne sait pas lire"
        reasons = [
            *([] if self.commercial else ["usage commercial interdit"]),
            *([] if self.derivatives else ["modification interdite"]),
        ]
        return " et ".join(reasons)


FREE: Final = ("CC0-1.0", "PDDL-1.0", "Unlicense", "WTFPL", "0BSD")
CREDITED: Final = (
    "etalab-2.0",
    "ODC-By-1.0",
    "OGL-UK-3.0",
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
)
SHARED: Final = ("ODbL-1.0", "LAL-1.2", "LAL-1.3", "OFL-1.1", "EUPL-1.2", "GFDL-1.3-or-later",
                 "GPL-3.0-only", "GPL-3.0-or-later", "AGPL-3.0-only", "AGPL-3.0-or-later")  # fmt: skip
CC: Final = re.compile(r"CC-BY(?P<nc>-NC)?(?P<nd>-ND)?(?P<sa>-SA)?-(?P<version>\d\.\d)(-[A-Z]+)?")
INTO_CC_BY: Final = frozenset({*FREE, "etalab-2.0", "OGL-UK-3.0", "ODC-By-1.0"})
"""What may be taken into a work under CC BY with its credit (Licence Ouverte 2.0 names these)."""


@cache
def terms(licence: str) -> Terms:
    """Return what a licence allows. An id that is in no table is not trusted (``known`` is False)."""
    if found := CC.fullmatch(licence):
        return Terms(
            licence,
            share_alike=found["sa"] is not None,
            commercial=found["nc"] is None,
            derivatives=found["nd"] is None,
        )
    if licence in FREE:
        return Terms(licence, attribution=False)
    if licence in CREDITED or licence in SHARED:
        return Terms(licence, share_alike=licence in SHARED)
    return Terms(licence, known=False, commercial=False, derivatives=False)


def fused(licences: Iterable[str]) -> str | None:
    """Return the licence of a work that melts these together (a card, a montage), None when none may be made.

    One licence alone keeps its own, even closed: nothing is mixed.
    """
    mixed = sorted(set(licences))
    if len(mixed) == 1:
        return mixed[0]
    asked = [terms(id_) for id_ in mixed if id_ not in FREE]
    if not asked:
        return "CC0-1.0"
    if any(not t.known or not t.derivatives for t in asked):
        return None
    shared = [t for t in asked if t.share_alike]
    if shared:
        return _shared(asked, shared)
    if len(asked) == 1:
        return asked[0].id
    if all(t.id in INTO_CC_BY or CC.fullmatch(t.id) for t in asked):
        return "CC-BY-4.0" if all(t.commercial for t in asked) else "CC-BY-NC-4.0"
    return None


def _shared(asked: list[Terms], shared: list[Terms]) -> str | None:
    """Return the one share-alike licence everything can go to: they do not mix with one another."""
    families = {_family(t.id) for t in shared}
    if len(families) > 1:
        return None
    newest = max((t for t in shared), key=lambda t: t.id)
    others = [t for t in asked if not t.share_alike]
    if not CC.fullmatch(newest.id):
        return newest.id if all(t.id in INTO_CC_BY for t in others) else None
    if any(not (t.id in INTO_CC_BY or CC.fullmatch(t.id)) for t in others):
        return None
    forbids = any(not t.commercial for t in others)
    return None if forbids and newest.commercial else newest.id


def _family(licence: str) -> str:
    """Return a licence without its version: CC BY-SA lets an adaptation take a later one."""
    return re.sub(r"-\d\.\d(-[A-Z]+)?$", "", licence) if CC.fullmatch(licence) else licence


def entering(licence: str, into: str) -> Entering:
    """Say how something may enter a carnet under ``into``: melted in its text, as an element apart, or not.

    CC BY-SA inside a Licence Ouverte carnet stays apart, with its own licence and credit. What forbids
    selling or changing enters an open carnet only apart too, and never a kit nor the data.
    """
    if fused((licence, into)) == into or (into == "etalab-2.0" and re.fullmatch(r"CC-BY-\d\.\d", licence)):
        return "fondu"  # CC BY asks for its credit, which Licence Ouverte asks for as well
    if not terms(licence).known and licence != into:
        return "non"
    return "separe"


COPY: Final = "Vous pouvez copier, redonner et imprimer ce qui est ici, en entier ou par morceaux."
SHARE: Final = "Ce que vous faites à partir d’un élément sous {} doit rester sous cette licence."
PERSONS: Final = (
    "La licence porte sur les œuvres, jamais sur l’image ni la voix des personnes : "
    "ne les sortez pas de leur sujet."
)


@dataclass(frozen=True, slots=True)
class Whole:
    """Several licences in one place (the carnet, a kit, a page): a collection, each element under its own."""

    licences: tuple[str, ...]

    @property
    def may_sell(self) -> bool:
        """Whether the whole may be sold as it is."""
        return all(terms(id_).commercial for id_ in self.licences)

    @property
    def may_change(self) -> bool:
        """Whether every element may be changed."""
        return all(terms(id_).derivatives for id_ in self.licences)

    @property
    def open(self) -> bool:
        """Whether the whole may go in a kit."""
        return all(terms(id_).open for id_ in self.licences)

    @property
    def share_alike(self) -> tuple[str, ...]:
        """The licences that ask whatever is made from their elements to keep them."""
        return tuple(id_ for id_ in self.licences if terms(id_).share_alike)

    @property
    def melted(self) -> str | None:
        """The licence of a single work made from all of it; None when no licence allows that."""
        return fused(self.licences) if self.licences else None

    @property
    def sentences(self) -> list[str]:
        """What may be done with it and what may not, in plain French, one sentence each."""
        found = [COPY, self._selling, self._changing]
        if any(terms(id_).attribution for id_ in self.licences):
            found.append("Vous devez garder le crédit de chaque élément, et dire si vous l’avez changé.")
        found += [SHARE.format(licence_name(id_)) for id_ in self.share_alike]
        if len(self.licences) > 1:
            found.append(
                f"Une œuvre qui mêle le tout serait sous {licence_name(self.melted)}."
                if self.melted
                else "Tout ne peut pas être fondu en une seule œuvre : gardez les éléments côte à côte."
            )
        return [*found, PERSONS]

    @property
    def _selling(self) -> str:
        if self.may_sell:
            return "Vous pouvez le vendre."
        return f"Vous ne pouvez pas vendre {_those(self, 'commercial')}."

    @property
    def _changing(self) -> str:
        if self.may_change:
            return "Vous pouvez le modifier : couper, traduire, adapter."
        return f"Vous ne pouvez pas modifier {_those(self, 'derivatives')}."


def _those(whole: Whole, right: Literal["commercial", "derivatives"]) -> str:
    names = [licence_name(id_) for id_ in whole.licences if not getattr(terms(id_), right)]
    return "ce qui est sous " + " ou ".join(names)


def whole(licences: Iterable[str]) -> Whole:
    """Return the arithmetic of a collection: its licences once each, in order."""
    return Whole(tuple(sorted(set(licences))))
