"""The form of a kind, derived from its one declaration in ``kinds.py``.

In: a kind. Out: its ``Control``s, in the order a writer needs them: what the kind is about, the agreement,
what files it. A field added there has its control here, its label and its help.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from carnet.fields import Fichier, Liste, Modele, Vers
from carnet.kinds import KINDS, Fiche


class Form(StrEnum):
    """How a field is filled in; the value names the macro of ``templates/desk/controles.html``."""

    LIGNE = "ligne"
    TEXTE = "texte"
    JOUR = "jour"
    NOMBRE = "nombre"
    CASE = "case"
    CHOIX = "choix"
    COCHES = "coches"
    LIGNES = "lignes"
    RENVOI = "renvoi"
    MEDIA = "media"
    GROUPE = "groupe"
    RANGS = "rangs"


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a form. ``nom`` is its key; ``options`` are values of a closed choice.

    ``vers`` are the kinds a reference may name (none: any), ``liste`` the part of ``carnet.yaml`` it
    chooses from. ``dedans`` are the fields of a group or of each row; ``simple`` tells that a row whose
    first field alone is filled is written as a bare text. ``seul``: a single value may be written alone.
    """

    nom: str
    label: str
    aide: str
    forme: Form
    requis: bool = False
    lignes: int = 1
    options: tuple[str, ...] = ()
    vers: tuple[str, ...] = ()
    liste: str = ""
    dedans: tuple["Control", ...] = ()
    simple: bool = False
    seul: bool = False
    defaut: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Controls under one title. ``ouverte`` tells that it is shown at once, else it opens when asked."""

    id: str
    titre: str
    controls: tuple[Control, ...]
    ouverte: bool


COMMON: Final = tuple(name for name in Fiche.model_fields if name not in ("titre", "statut", "accord"))
SHOWING_PEOPLE: Final = ("portrait", "verbatim", "photo", "son")
"""The kinds for which an agreement is asked at once."""
FIRST: Final = {"portrait": ("nom",), "photo": ("fichier", "alt"), "verbatim": ("texte",)}


@cache
def parts(type_: str) -> tuple[Part, ...]:
    """Return the form of a kind."""
    known = {control.nom: control for control in controls(KINDS[type_])}
    own = [c for name, c in known.items() if name not in (*COMMON, "accord", "statut") or c.requis]
    if type_ in ("portrait", "verbatim", "photo"):
        own = [c for c in own if c.nom != "titre"]
    own.sort(key=lambda c: (c.nom not in FIRST.get(type_, ("titre", "resume")), not c.requis))
    rest = [c for c in known.values() if c not in own and c.nom not in ("accord", "statut")]
    return (
        Part("essentiel", "L’essentiel", tuple(own), True),
        Part("accord", "L’accord de la personne", (known["accord"],), type_ in SHOWING_PEOPLE),
        Part("classement", "Classer et régler", tuple(rest), False),
    )


@cache
def controls(kind: type[Modele]) -> tuple[Control, ...]:
    """Return the controls of a group of keys, in the order of its declaration."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_control(kind, name, hints[name]) for name in kind.model_fields)


def leaves(found: tuple[Control, ...], prefix: str = "") -> Iterator[tuple[str, Control]]:
    """Yield every control that holds a value, groups opened: ``lieu.commune``."""
    for control in found:
        if control.forme is Form.GROUPE:
            yield from leaves(control.dedans, f"{prefix}{control.nom}.")
        else:
            yield f"{prefix}{control.nom}", control


def _control(kind: type[Modele], name: str, hint: Any) -> Control:
    field = kind.model_fields[name]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    needed = field.is_required() or (name == "titre" and getattr(kind, "titre_requis", False))
    lines = extra.get("lignes", 1)
    default = field.default if isinstance(field.default, str) else ""
    shape = _shape(hint)
    return Control(
        nom=name,
        label=field.title or name,
        aide=field.description or "",
        requis=needed,
        lignes=lines if isinstance(lines, int) else 1,
        defaut=default,
        **{**shape, "forme": Form.TEXTE if shape["forme"] is Form.LIGNE and lines != 1 else shape["forme"]},
    )


def _shape(hint: Any) -> dict[str, Any]:
    """Return how a type is filled in."""
    hint, marks = _bare(hint)
    for mark in marks:
        if isinstance(mark, Vers):
            return {"forme": Form.RENVOI, "vers": mark.types}
        if isinstance(mark, Fichier):
            return {"forme": Form.MEDIA}
        if isinstance(mark, Liste):
            return {"forme": Form.CHOIX, "liste": mark.nom}
    if get_origin(hint) is Literal:
        return {"forme": Form.CHOIX, "options": get_args(hint)}
    if get_origin(hint) is tuple:
        return _many(get_args(hint)[0], alone=bool(marks))
    if isinstance(hint, type) and issubclass(hint, Modele):
        return {"forme": Form.GROUPE, "dedans": controls(hint)}
    if hint is bool:
        return {"forme": Form.CASE}
    if hint in (int, float):
        return {"forme": Form.NOMBRE}
    return {"forme": Form.JOUR if hint is dt.date else Form.LIGNE}


def _many(item: Any, *, alone: bool) -> dict[str, Any]:
    """Return how a list is filled in: boxes to tick, one line per text, or rows."""
    options = [_shape(part) for part in get_args(item)] if _is_union(item) else [_shape(item)]
    groups = [shape for shape in options if shape["forme"] is Form.GROUPE]
    if groups:
        return {"forme": Form.RANGS, "dedans": groups[0]["dedans"], "simple": len(options) > 1}
    match options[0]["forme"]:
        case Form.CHOIX:
            return {**options[0], "forme": Form.COCHES}
        case Form.RENVOI:
            one = Control(nom="", label="", aide="", **options[0])
            return {"forme": Form.RANGS, "vers": one.vers, "dedans": (one,), "simple": True}
        case _:
            return {"forme": Form.LIGNES, "seul": alone}


def _bare(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without None and its marks."""
    if _is_union(hint):
        (hint,) = [part for part in get_args(hint) if part is not type(None)][:1]
        return _bare(hint)
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        hint, more = _bare(inner)
        return hint, (*marks, *more)
    return hint, ()


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)
