"""A new entry: the file of a kind with what is required filled in and every other key explained.

In: a kind and values by key (``lieu.commune``, ``corps`` for the text). Out: the path and the text of a
file that `carnet verifier` accepts, or what it would say. The order of keys and the comments come from
``kinds.py``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from carnet.asking import BODY, Ask, Known, Question, group_of, is_list, questions
from carnet.cache import cache_of
from carnet.diagnostics import CarnetError, Diagnostic, Report
from carnet.editing.written import group
from carnet.fields import A_COMPLETER, Modele, choices, hint_of
from carnet.frontmatter import Value
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS, Fiche
from carnet.loading import load
from carnet.pipeline import check
from carnet.sources import COMMON, Sources, parse_source, slug

DATED_KINDS: Final = frozenset({"verbatim", "photo"})
RESERVE: Final = (
    "Ôtez le « # » en tête d’une ligne et complétez-la pour vous en servir ; tout se lit : docs/types.md."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to be written: its workspace path and its text."""

    path: str
    text: str


def known_in(sources: Sources, evenement: str | None) -> Known:
    """Return what a new entry may name in a workspace."""
    return Known(load(sources, Report()), evenement)


def draft(
    type_: str, values: Mapping[str, str], evenement: str | None, ask: Ask | None, known: Known
) -> Draft:
    """Return a new entry; what is required and was not given is asked, or refused when nobody can answer.

    Where only the author can say (an alternative, a speaker) and nobody is asked, « à compléter » stands.
    """
    kind = KINDS[type_]
    given = dict(values)
    for question in questions(type_, given, known):
        names = question.key.split("|")
        if ask is not None:
            answer = ask(question)
            given[_meant(names, answer, question)] = answer
        elif len(names) == 1 and names != [BODY]:
            raise CarnetError(
                f"il manque « {question.key} » pour un nouveau {kind.nom_du_type}",
                aide=f"ajoutez --set {question.key}=… ({question.label})",
                exit_code=2,
            )
        else:
            given[_meant(names, A_COMPLETER, question)] = A_COMPLETER
    body = given.pop(BODY, "")
    return Draft(
        _place(type_, {**given, BODY: body}, evenement), _text(type_, kind, given) + body + "\n" * bool(body)
    )


def _meant(names: list[str], answer: str, question: Question) -> str:
    """Return the key an answer is for, when a question may fill one or another."""
    first, *others = names
    if first in ("personne", "transcription") and answer not in question.choix:
        return others[0]
    return first


def _place(type_: str, given: Mapping[str, str], evenement: str | None) -> str:
    words = next((given[key] for key in ("titre", "nom", "texte", BODY, "fichier") if given.get(key)), type_)
    if words == given.get("fichier"):
        words = Path(words).stem
    name = slug(words)[:60].strip("-")
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
    tree: dict[str, Value] = {}
    order = list(kind.model_fields)
    for key in sorted(given, key=lambda key: _rank(order, key.split(".")[0])):
        _set(tree, kind, key.split("."), given[key], key)
    tree.setdefault("statut", "brouillon")
    head = [f"type: {type_}"] if type_ not in ("portrait", "evenement") else []
    lines = [
        line for key in sorted(tree, key=lambda k: _rank(order, k)) for line in _shown(kind, key, tree[key])
    ]
    return "\n".join(["---", *head, *lines, f"# {RESERVE}", *_explained(kind, tree), "---", "", ""])


def _shown(kind: type[Modele], key: str, value: Value) -> list[str]:
    """Return the lines of a key that is filled, explained at the end of the first."""
    first, *rest = group({key: value}, 0)
    return [f"{first}    # {_meaning(kind, key)}", *rest]


def _explained(kind: type[Modele], tree: Mapping[str, object]) -> Iterator[str]:
    """Yield a line for each key that is not filled: what it is, ready to be opened."""
    for name, field in kind.model_fields.items():
        if name in tree:
            continue
        held = group_of(field.annotation)
        if is_list(field.annotation) and not held:
            yield f"# {name}: []    # {_meaning(kind, name)}"
        else:
            inside = f" ({', '.join(held.model_fields)})" if held else ""
            yield f"# {name}:    # {_meaning(kind, name)}{inside}"


def _meaning(kind: type[Modele], key: str) -> str:
    field = kind.model_fields[key]
    words = choices(hint_of(kind, key))
    said = field.description or (", ".join(words) if words else "")
    return " — ".join(part for part in (field.title, said) if part)


def _set(tree: dict[str, Value], kind: type[Modele], parts: list[str], value: str, whole: str) -> None:
    name, *rest = parts
    field = kind.model_fields.get(name)
    if field is None:
        keys = ", ".join(kind.model_fields)
        raise CarnetError(f"« {whole} » n’est pas un champ", aide=f"les champs sont {keys}", exit_code=2)
    held = group_of(field.annotation)
    if rest and held is not None:
        inside = tree.setdefault(name, {})
        assert isinstance(inside, dict)
        _set(inside, held, rest, value, whole)
    elif is_list(field.annotation) and name != "pour":
        tree[name] = [part.strip() for part in value.split(",") if part.strip()]
    else:
        tree[name] = value


def _rank(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def faults(sources: Sources, new: Draft) -> list[Diagnostic]:
    """Return the errors `carnet verifier` would have about a new entry; an empty list when it accepts it."""
    report = Report()
    source = parse_source(new.path, new.text, report)
    if source is not None:
        entries = [s for s in sources.entries if s.path != new.path]
        whole = replace(sources, entries=tuple(sorted([*entries, source], key=lambda s: s.path)))
        check(whole, cache_of(sources.root), report)
    return [d for d in report if d.span.path == new.path and d.gravite == "erreur"]


def write_new(root: Path, new: Draft) -> Path:
    """Write a draft where nothing is; raise ``CarnetError`` when something already is."""
    path = root / new.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(new.text)
    except FileExistsError:
        raise CarnetError(
            f"« {new.path} » existe déjà : il n’a pas été touché",
            aide="choisissez un autre titre, ou ouvrez ce fichier",
            exit_code=2,
        ) from None
    return path
