"""Who made what, under which licence: the credit line that travels with each item and each derivative.

In: what may leave on a support. Out: ``Credit`` values (title, author, source, licence: the TASL of
Creative Commons) and the arithmetic of the licences of a set of entries. The site, the kits, the cards, the
data and the metadata written in pictures all say it from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from carnet.kinds import FichePhoto, FicheSon
from carnet.licences import Whole, whole
from carnet.model import Entry
from carnet.visible import Visible
from carnet.wording import licence_name, licence_url


@dataclass(frozen=True, slots=True)
class Credit:
    """One item's credit. ``source`` is its carnet, ``adresse`` that carnet's place, "" when it has none."""

    titre: str
    auteur: str
    source: str
    adresse: str
    licence: str

    @property
    def licence_nom(self) -> str:
        """The licence's usual name."""
        return licence_name(self.licence)

    @property
    def licence_adresse(self) -> str:
        """The address of the licence's text, "" when it is not a known one."""
        return licence_url(self.licence)

    @property
    def ligne(self) -> str:
        """The whole credit on one line of plain text: title, author, source, licence."""
        source = self.source + (f" ({self.adresse})" if self.adresse else "")
        licence = self.licence_nom + (f" ({self.licence_adresse})" if self.licence_adresse else "")
        title = self.titre if self.titre.startswith("«") else f"«\u00a0{self.titre}\u00a0»"
        return ", ".join(part for part in (title, self.auteur, source, licence) if part)


def credit_of(visible: Visible, entry: Entry) -> Credit:
    """Return an entry's credit: a photo and a sound have their own author, a text has those who sign it."""
    edition = visible.edition
    own = entry.fiche.credit if isinstance(entry.fiche, FichePhoto | FicheSon) else ""
    signed = ", ".join(author.nom for author in visible.auteurs(entry))
    source = edition.titre + (f", {edition.annee}" if str(edition.annee) not in edition.titre else "")
    return Credit(visible.titre(entry), own or signed, source, edition.url or "", entry.licence)


def licences_of(entries: Iterable[Entry]) -> Whole:
    """Return the arithmetic of the licences of these entries: of a kit, a card, a page, the carnet."""
    return whole(entry.licence for entry in entries)
