"""What a validator found, said in French at its place in the file.

In: pydantic's error details. Out: a remark. Every error type our fields can raise has its sentence;
a test walks them all.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias, get_args

from pydantic_core import ErrorDetails

from carnet.diagnostics import Report
from carnet.fields import Modele
from carnet.frontmatter import Front, Loc, Value

Explanation: TypeAlias = Callable[[ErrorDetails, Loc, type[Modele], Front, Report], None]


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the closest of ``words``, or None when none is close."""
    found = difflib.get_close_matches(word, list(words), 1, 0.6)
    return found[0] if found else None


def explain(
    fault: ErrorDetails, kind: type[Modele], front: Front, tree: dict[str, Value], report: Report
) -> None:
    """Report one fault of a value."""
    loc = _in_tree(fault["loc"], tree, fault["type"])
    EXPLAIN.get(fault["type"], _unexpected)(fault, loc, kind, front, report)


def _in_tree(loc: Iterable[str | int], tree: Value, type_: str) -> Loc:
    """Keep of pydantic's path what is a key or an index of the file, dropping the names of union options."""
    kept: list[str | int] = []
    value: Value = tree
    parts = list(loc)
    for place, part in enumerate(parts):
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif not (place == len(parts) - 1 and type_ in ("missing", "extra_forbidden")):
            continue
        kept.append(part)
    return tuple(kept)


def _name(loc: Loc) -> str:
    """Return a field's name as its writer knows it: ``lieu.commune``; list positions are left out."""
    return ".".join(str(part) for part in loc if isinstance(part, str)) or "en-tête"


def _models(hint: Any) -> Iterator[type[Modele]]:
    if isinstance(hint, type) and issubclass(hint, Modele):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)


def _keys_at(kind: type[Modele], loc: Loc) -> set[str]:
    """Return the keys that a group of the file may have."""
    kinds = {kind}
    for part in loc:
        if isinstance(part, str):
            hints = [k.model_fields[part].annotation for k in kinds if part in k.model_fields]
            kinds = {model for hint in hints for model in _models(hint)}
    return {key for k in kinds for key in k.model_fields}


def _missing(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    report.add("champ-manquant", front.span(*loc[:-1], key=True), champ=_name(loc))


def _unknown(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    keys = _keys_at(kind, loc[:-1]) | ({"type"} if len(loc) == 1 else set())
    close = nearest(str(loc[-1]), keys)
    remedy = (
        f"le plus proche est « {close} »" if close else f"les champs possibles sont {', '.join(sorted(keys))}"
    )
    owner = _name(loc[:-1]) if len(loc) > 1 else _kind_name(kind)
    report.add("champ-inconnu", front.span(*loc, key=True), champ=loc[-1], type=f"« {owner} »", remede=remedy)


def _kind_name(kind: type[Modele]) -> str:
    return str(getattr(kind, "nom_du_type", "carnet.yaml"))


def _unexpected(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    report.add(
        "valeur-inattendue",
        front.span(*loc),
        valeur=_shown(fault["input"]),
        champ=_name(loc),
        remede=_remedy(fault),
    )


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, str | int | float) else "…"
    return text if len(text) <= 60 else text[:57] + "…"


def _remedy(fault: ErrorDetails) -> str:
    """Return what to write instead."""
    limits = fault.get("ctx", {})
    match fault["type"]:
        case "literal_error":
            return "les valeurs possibles sont " + str(limits["expected"]).replace("'", "").replace(
                " or ", " et "
            )
        case "int_parsing" | "int_type" | "int_from_float":
            return "écrivez un nombre entier"
        case "float_parsing" | "float_type" | "finite_number":
            return "écrivez un nombre, avec un point pour les décimales"
        case "greater_than_equal":
            return f"la plus petite valeur possible est {limits['ge']:g}"
        case "greater_than":
            return f"écrivez un nombre plus grand que {limits['gt']:g}"
        case "less_than_equal":
            return f"la plus grande valeur possible est {limits['le']:g}"
        case "string_too_short":
            return "écrivez au moins un mot"
        case "forme":
            return f"écrivez {fault['msg']}"
        case "oui_non":
            return "écrivez « oui » ou « non »"
        case _:
            return fault["msg"]


def _date(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    report.add("date-impossible", front.span(*loc), valeur=_shown(fault["input"]))


def _list(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    report.add("liste-attendue", front.span(*loc), champ=_name(loc), attendu="une liste")


def _text(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    shape = "une liste" if isinstance(fault["input"], list) else "un groupe de champs"
    report.add("texte-attendu", front.span(*loc), champ=_name(loc), forme=shape)


def _group(fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report) -> None:
    report.add("groupe-attendu", front.span(*loc), champ=_name(loc))


def _absent(field: str) -> Explanation:
    def explain_absence(
        fault: ErrorDetails, loc: Loc, kind: type[Modele], front: Front, report: Report
    ) -> None:
        report.add(
            "champ-manquant", front.span(key=True), aide=f"ajoutez {REMEDY[fault['type']]}", champ=field
        )

    return explain_absence


REMEDY: Final = {
    "titre_absent": "une ligne « titre: … » dans l’en-tête",
    "locuteur_absent": "« personne: » (un fichier de portraits/) ou « locuteur: » (une médiatrice)",
    "inventaire_vide": "au moins une liste « vu », « entendu » ou « ressenti »",
    "alternative_absente": "une ligne « alt: » qui dit ce que l’on voit, ou « decorative: oui »",
    "pseudonyme_absent": "une ligne « pseudonyme: … », ou changez « affichage »",
    "role_absent": "une ligne « fonction: … », ou changez « affichage »",
}

EXPLAIN: Final[dict[str, Explanation]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "jour": _date,
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_type": _date,
    "tuple_type": _list,
    "string_type": _text,
    "model_type": _group,
    "model_attributes_type": _group,
    "dict_type": _group,
    "titre_absent": _absent("titre"),
    "locuteur_absent": _absent("personne"),
    "inventaire_vide": _absent("vu"),
    "alternative_absente": _absent("alt"),
    "pseudonyme_absent": _absent("pseudonyme"),
    "role_absent": _absent("fonction"),
}
