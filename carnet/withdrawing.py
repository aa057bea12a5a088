"""A withdrawal: its date written in one line of the person's file, and everything it touches told.

In: a workspace, a person, a day. Out: the new text of her file (comments and order kept: one line is
added) and a ``Reach``: the entries, media and outputs that showed her. The next build holds nothing of her.
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from carnet.diagnostics import CarnetError
from carnet.editing import edit
from carnet.kinds import FichePortrait
from carnet.linking import Carnet
from carnet.model import Entry
from carnet.rights import Moment
from carnet.visible import visible_on
from carnet.wording import day

PRINTED = ("pdf", "imprime", "epub")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a withdrawal touches: paths of entries and media, targets of the last build that hold them."""

    person: Entry
    entries: tuple[str, ...]
    media: tuple[str, ...]
    targets: tuple[str, ...]


def find_person(carnet: Carnet, name: str) -> Entry:
    """Return a portrait by its file name, its id or the person's name."""
    stem = name.removeprefix("portraits/").removesuffix(".md")
    for entry in carnet.entries.values():
        if isinstance(entry.fiche, FichePortrait) and (entry.stem == stem or entry.fiche.nom == name):
            return entry
    known = ", ".join(sorted(e.stem for e in carnet.entries.values() if e.type == "portrait"))
    raise CarnetError(
        f"aucun portrait ne s’appelle « {name} »",
        aide=f"les portraits sont {known or 'à créer'}",
        exit_code=2,
    )


def with_withdrawal(text: str, date: dt.date) -> str:
    """Return a portrait's file with its withdrawal written; every other line is as it was."""
    return edit(text, {("accord", "retrait"): date.isoformat()}, order=list(FichePortrait.model_fields))


def reach(carnet: Carnet, person: Entry, out: Path, moment: Moment) -> Reach:
    """Return what showed a person until now: as the gate opens today, and as the last build recorded it."""
    named = {li.source for li in carnet.links if li.target == person.id}
    shown = visible_on(carnet, "web", Moment(moment.date, drafts=True)).entries
    entries = sorted({person.id, *named} & set(carnet.entries), key=lambda id_: (id_ != person.id, id_))
    media = [
        path for (id_, _), path in sorted(carnet.files.items()) if id_ in {*named, *_photo(carnet, person)}
    ]
    paths = tuple(
        carnet[id_].source.path + ("" if id_ in shown else " (déjà hors du site)") for id_ in entries
    )
    return Reach(person, paths, tuple(dict.fromkeys(media)), _built_with(out, {person.id, *named}))


def _photo(carnet: Carnet, person: Entry) -> set[str]:
    return {li.target for li in carnet.links_of.get(person.id, ()) if li.loc == ("photo",)}


def _built_with(out: Path, ids: set[str]) -> tuple[str, ...]:
    """Return the targets of the last build whose report lists one of these entries."""
    try:
        account = json.loads((out / "rapport.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return ()
    return tuple(name for name, target in account["cibles"].items() if ids & set(target["entrees"]))


def as_text(found: Reach, date: dt.date) -> str:
    """Tell a withdrawal and what it touches."""
    assert isinstance(found.person.fiche, FichePortrait)
    lines = [
        f"Le retrait de {found.person.fiche.nom} est noté au {day(date)} dans {found.person.source.path}.",
        "",
    ]
    lines += ["Ce qui la montrait :", *(f"  {path}" for path in found.entries)]
    if found.media:
        lines += ["", "Ses images et ses sons :", *(f"  {path}" for path in found.media)]
    if found.targets:
        lines += ["", f"La dernière fabrication la contient encore : {', '.join(found.targets)}."]
        lines += ["Refaites-la maintenant : carnet construire"]
        kept = [name for name in found.targets if name in PRINTED]
        if kept:
            lines += [f"Ce qui a déjà été donné ({', '.join(kept)}) ne peut pas être repris : dites-le-lui."]
    lines += ["", "L’historique de git garde les anciennes versions ; les originaux restent dans media/."]
    return "\n".join(lines) + "\n"
