"""Every entry on one line: what it is, where it stands, what is missing in it.

In: the state of the carnet. Out: ``Line``s, for the board, the lists and what was just brought in.
"""

from dataclasses import dataclass, field

from carnet import wording
from carnet.desk.live import State
from carnet.desk.sheets import event_of, faults_of, name_of, title, type_of
from carnet.kinds import KINDS
from carnet.model import Entry
from carnet.sources import slug


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list: what it is, where it stands, what is missing."""

    path: str
    titre: str
    type: str
    evenement: str
    statut: str
    manques: tuple[str, ...] = field(default=())
    bloque: str = ""

    @property
    def href(self) -> str:
        """Where its form is."""
        return f"/fiche/{self.path.removesuffix('.md')}"


def lines(state: State) -> list[Line]:
    """Return every entry, by event, then kind, then title."""
    found = [line(state, path) for path in state.paths]
    order = list(KINDS)
    return sorted(
        found,
        key=lambda one: (one.evenement, order.index(one.type) if one.type in order else 99, slug(one.titre)),
    )


def line(state: State, path: str) -> Line:
    """Return an entry's line in a list."""
    entry = state.by_path.get(path)
    type_ = type_of(state, path) or ""
    event = state.carnet.entries.get(event_of(path) or "")
    where = (
        state.visible.titre(event)
        if event
        else event_of(path) or ("Personnes" if type_ == "portrait" else "Commun")
    )
    wrong = [fault.told for fault in faults_of(state, path) if fault.blocks]
    if entry is None:
        return Line(
            path, title(state, path), type_, where, "à corriger", tuple(wrong[:3] or ("Fichier illisible.",))
        )
    return Line(
        path, name_of(state, entry), type_, where, wording.choice(entry.fiche.statut),
        (*wrong[:3], *_unsaid(entry)), state.kept_back(entry),
    )  # fmt: skip


def _unsaid(entry: Entry) -> list[str]:
    """Return what a reader would miss, though nothing asks for it."""
    said = bool(entry.body.strip()) or bool(getattr(entry.fiche, "texte", None))
    found = []
    if not said and entry.type not in ("photo", "inventaire", "portrait", "ressource", "son"):
        found.append("Le texte.")
    if entry.type == "portrait" and said and getattr(entry.fiche, "photo", None) is None:
        found.append("Une photo.")
    if entry.type in ("recit", "synthese") and not entry.fiche.themes:
        found.append("Un thème.")
    return found
