"""The page where two people's changes stand side by side, field by field.

In: what was posted and the fields that two people changed each in their own way. Out: a form that carries
all that was posted, and asks only for these fields. Nothing is written until they are settled.
"""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from carnet.desk import saving, sheets, words
from carnet.desk.controls import Control, controls
from carnet.desk.desk import desk_of
from carnet.desk.filling import PREFIX
from carnet.desk.live import State
from carnet.desk.saving import Clash
from carnet.desk.sheets import BODY_NAME
from carnet.frontmatter import Loc, Value
from carnet.kinds import KINDS

OWN = ("_choix.", "_vu", "_jeton")
"""The fields of this page itself, which are asked anew."""
LONG = 80
"""From how many characters on two texts may be kept one after the other."""


@dataclass(frozen=True, slots=True)
class Side:
    """A clash as it is shown: the field's name and label, both values in words, whether both may be kept."""

    name: str
    label: str
    mine: str
    theirs: str
    both: bool


def page(
    request: Request,
    state: State,
    form: FormData,
    type_: str,
    path: str,
    clashes: tuple[Clash, ...],
    current: str,
) -> Response:
    """Show the fields that two people changed; ``current`` is the text the other one saved."""
    carried = [(n, v) for n, v in form.multi_items() if isinstance(v, str) and not n.startswith(OWN)]
    return desk_of(request).page(
        request, "conflit.html", sheets.title(state, path), 409, chemin=path, champs=carried,
        cotes=[_side(type_, clash) for clash in clashes], vu=saving.packed(current),
    )  # fmt: skip


def _side(type_: str, clash: Clash) -> Side:
    if not clash.loc:
        return Side(BODY_NAME, words.body(type_)[0], _shown(clash.mine), _shown(clash.theirs), True)
    label = " › ".join(_labels(controls(KINDS[type_]), clash.loc))
    name = PREFIX + ".".join(map(str, clash.loc))
    return Side(name, label, _shown(clash.mine), _shown(clash.theirs), _may_keep_both(clash))


def _may_keep_both(clash: Clash) -> bool:
    match clash.mine, clash.theirs:
        case list(), list():
            return True
        case str() as mine, str() as theirs:
            return max(len(mine), len(theirs)) > LONG
    return False


def _labels(found: tuple[Control, ...], loc: Loc) -> list[str]:
    control = next((c for c in found if c.nom == loc[0]), None)
    if control is None:
        return ["Statut" if loc[0] == "statut" else str(part) for part in loc]
    return [control.label, *(_labels(control.dedans, loc[1:]) if loc[1:] else [])]


def _shown(value: Value) -> str:
    match value:
        case None | "":
            return "(vide)"
        case list():
            return "\n".join(map(_shown, value))
        case dict():
            return ", ".join(f"{key} : {_shown(item)}" for key, item in value.items())
    return str(value)
