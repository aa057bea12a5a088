"""A new entry: the file of a kind with what is required filled in and every other key explained.

In: a kind and values by key (``lieu.commune``). Out: the path and the text of a file that validates. The
questions asked on a terminal, the order of keys and the comments come from ``kinds.py``.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from carnet.diagnostics import CarnetError
from carnet.fields import Modele
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS, Fiche
from carnet.sources import COMMON, slug

Ask = Callable[[str, str], str]
"""Asks one question (label, help) and returns the answer."""

DATED_KINDS: Final = frozenset({"verbatim", "photo"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to be written: its workspace path and its text."""

    path: str
    text: str


def required(kind: type[Modele], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys a kind must have, groups opened: ``lieu.commune``."""
    for name, field in kind.model_fields.items():
        needed = field.is_required() or (name == "titre" and getattr(kind, "titre_requis", False))
        if not needed:
            continue
        group = _group(field.annotation)
        if group is not None:
            yield from required(group, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field


def _group(annotation: Any) -> type[Modele] | None:
    found = [annotation, *get_args(annotation)]
    return next((part for part in found if isinstance(part, type) and issubclass(part, Modele)), None)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(_is_list(part) for part in get_args(annotation))


def draft(type_: str, values: Mapping[str, str], evenement: str | None, ask: Ask | None) -> Draft:
    """Return a new entry; what is required and was not given is asked, or refused when nobody can answer."""
    kind = KINDS[type_]
    given = dict(values)
    for key, field in required(kind):
        if key in given:
            continue
        if ask is None:
            raise CarnetError(
                f"il manque « {key} » pour un nouveau {kind.nom_du_type}",
                aide=f"ajoutez --set {key}=… ({field.title})",
                exit_code=2,
            )
        given[key] = ask(field.title or key, field.description or "")
    if type_ == "verbatim" and not {"personne", "locuteur"} & given.keys():
        given["locuteur"] = ask("Qui parle", "par exemple « une médiatrice »") if ask else "à préciser"
    if type_ == "photo" and not {"alt", "decorative"} & given.keys():
        given["alt"] = ask("Texte alternatif", "ce que l’on voit") if ask else "à décrire"
    return Draft(_place(type_, given, evenement), _text(type_, kind, given))


def _place(type_: str, given: Mapping[str, str], evenement: str | None) -> str:
    name = slug(given.get("titre") or given.get("nom") or given.get("texte") or type_)[:60].strip("-")
    if type_ == "portrait":
        return f"portraits/{name}.md"
    if type_ == "evenement":
        return f"entries/{evenement or name}/evenement.md"
    if type_ not in IN_EVENT or (evenement is None and type_ in IN_COMMON) or evenement == COMMON:
        return f"entries/{COMMON}/{name}.md"
    if evenement is None:
        raise CarnetError(
            f"il manque l’évènement où ranger ce {KINDS[type_].nom_du_type}",
            aide="ajoutez --evenement, avec le nom d’un dossier de entries/",
            exit_code=2,
        )
    stem = f"{type_}-{name}" if type_ in DATED_KINDS and not name.startswith(type_) else name
    return f"entries/{evenement}/{stem}.md"


def _text(type_: str, kind: type[Fiche], given: Mapping[str, str]) -> str:
    tree = CommentedMap()
    if type_ not in ("portrait", "evenement"):
        tree["type"] = type_
    order = list(kind.model_fields)
    for key in sorted(given, key=lambda key: _rank(order, key.split(".")[0])):
        _set(tree, kind, key.split("."), given[key], key)
    tree.setdefault("statut", "brouillon")
    lines = ["---", _dumped(tree).rstrip("\n"), *_explained(kind, tree), "---", "", ""]
    return "\n".join(lines)


def _set(tree: CommentedMap, kind: type[Modele], parts: list[str], value: str, whole: str) -> None:
    name, *rest = parts
    field = kind.model_fields.get(name)
    if field is None:
        keys = ", ".join(kind.model_fields)
        raise CarnetError(f"« {whole} » n’est pas un champ", aide=f"les champs sont {keys}", exit_code=2)
    group = _group(field.annotation)
    if rest and group is not None:
        _set(tree.setdefault(name, CommentedMap()), group, rest, value, whole)
    elif _is_list(field.annotation):
        items = CommentedSeq(part.strip() for part in value.split(",") if part.strip())
        items.fa.set_flow_style()
        tree[name] = items
    else:
        tree[name] = _scalar(value)


def _scalar(value: str) -> str | dt.date:
    """Return a date as one, so that it is written without quotes; anything else as it is."""
    try:
        return dt.date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
    except ValueError:
        return value


def _rank(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def _explained(kind: type[Modele], tree: Mapping[str, object]) -> Iterator[str]:
    """Yield a comment for each key that is not filled: what it is, ready to be opened."""
    for name, field in kind.model_fields.items():
        if name not in tree:
            words = " — ".join(part for part in (field.title, field.description) if part)
            yield f"# {name}:    {words}"


def _dumped(tree: CommentedMap) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def write_new(root: Path, new: Draft) -> Path:
    """Write a draft where nothing is; raise ``CarnetError`` when something already is."""
    path = root / new.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(new.text)
    except FileExistsError:
        raise CarnetError(
            f"« {new.path} » existe déjà : il n’a pas été touché",
            aide="choisissez un autre titre, ou ouvrez ce fichier",
            exit_code=2,
        ) from None
    return path
