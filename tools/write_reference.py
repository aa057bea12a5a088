"""Write docs/types.md, docs/regles.md and the grid to audit from what the code says once.

Run ``python tools/write_reference.py``; a test fails when the pages are stale.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from carnet.kinds import IN_COMMON, IN_EVENT, KINDS, Fiche
from carnet.rgaa import blank
from carnet.rules import RULES
from carnet.scaffold import START
from carnet.sources import AUDIT
from carnet.wording import kind

DOCS = Path(__file__).parents[1] / "docs"


def types_page() -> str:
    """Return the page of every kind and its keys."""
    lines = [
        "# Les types d’entrée, champ par champ",
        "",
        "<!-- Page écrite par tools/write_reference.py -->",
        "",
    ]
    lines += ["Ce que toute entrée peut dire :", "", *_table(Fiche, frozenset()), ""]
    common = frozenset(Fiche.model_fields)
    for name, model in KINDS.items():
        lines += [
            f"## {kind(name)} (`{name}`)",
            "",
            (model.__doc__ or "").strip(),
            "",
            f"Se range dans {_place(name)}.",
            "",
        ]
        lines += [*_table(model, common), ""]
    return "\n".join(lines).rstrip() + "\n"


def _place(name: str) -> str:
    if name == "portrait":
        return "`portraits/<personne>.md`"
    if name == "evenement":
        return "`entries/<evenement>/evenement.md`"
    places = [
        f"`entries/{folder}/`"
        for folder, names in (("<evenement>", IN_EVENT), ("_commun", IN_COMMON))
        if name in names
    ]
    return " ou ".join(places)


def _table(model: type[Fiche], common: frozenset[str]) -> Iterator[str]:
    yield "| champ | | ce que c’est |"
    yield "|---|---|---|"
    for key, field in model.model_fields.items():
        required = field.is_required() or (key == "titre" and model.titre_requis and model is not Fiche)
        if key in common and not required:
            continue
        words = (field.title or key, field.description or "", _choices(field.annotation))
        told = " — ".join(word for word in words if word)
        yield f"| `{key}` | {'obligatoire' if required else ''} | {told} |"


def _choices(annotation: Any) -> str:
    """Return the values of a choice, "" for anything else."""
    options = [arg for arg in get_args(annotation) if isinstance(arg, str)]
    inner = [_choices(arg) for arg in get_args(annotation) if not isinstance(arg, str)]
    return ", ".join(f"`{option}`" for option in options) or next((found for found in inner if found), "")


def rules_page() -> str:
    """Return the page of every remark."""
    lines = ["# Les remarques, une par une", "", "<!-- Page écrite par tools/write_reference.py -->", ""]
    for rule in sorted(RULES.values(), key=lambda rule: rule.code):
        lines += [f"## {rule.code}", "", f"*{rule.gravite}* — {rule.explication}", ""]
        lines += [
            "À revoir :",
            "",
            "```",
            rule.exemple.rstrip(),
            "```",
            "",
            "Juste :",
            "",
            "```",
            rule.remede.rstrip(),
            "```",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    (DOCS / "types.md").write_text(types_page(), "utf-8")
    (DOCS / "regles.md").write_text(rules_page(), "utf-8")
    (START / AUDIT).write_text(blank(), "utf-8")
