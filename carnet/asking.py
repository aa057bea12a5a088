"""The questions asked for a new entry: which ones, in what words, and what is a good answer.

In: a kind, what is already given, what the workspace holds. Out: questions in the order of the kind's
declaration, each able to say in one French sentence why an answer will not do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from carnet.diagnostics import Report, Span
from carnet.explaining import explain, nearest
from carnet.fields import Fichier, Liste, Modele, Vers, choices, hint_of, marks
from carnet.frontmatter import Front, Value
from carnet.kinds import KINDS
from carnet.model import Loaded

BODY = "corps"
"""The name under which the text below the front matter is given."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``label`` is what is asked, ``aide`` how to answer, ``choix`` what may be answered.

    ``fault`` returns why an answer will not do, in French, or "" when it will. ``defaut`` is what an empty
    answer means; without one an answer is wanted.
    """

    key: str
    label: str
    aide: str = ""
    choix: tuple[str, ...] = ()
    defaut: str = ""
    fault: Callable[[str], str] = lambda _: ""


Ask = Callable[[Question], str]
"""Asks one question until its answer will do, and returns it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace holds that an answer may name."""

    loaded: Loaded
    evenement: str | None = None

    def named_by(self, mark: Vers | Liste | Fichier) -> tuple[str, ...]:
        """Return the words a reference of this sort may be."""
        if isinstance(mark, Fichier):
            folder = f"media/{self.evenement}/"
            return tuple(path for path in sorted(self.loaded.media) if path.startswith(folder))
        if isinstance(mark, Liste):
            edition = self.loaded.edition
            return tuple(getattr(edition, mark.nom)) if edition else ()
        entries = self.loaded.entries.values()
        return tuple(sorted(e.stem for e in entries if not mark.types or e.type in mark.types))


def required(kind: type[Modele], prefix: str = "") -> Iterator[tuple[str, type[Modele], str, FieldInfo]]:
    """Yield the keys a kind must have, groups opened: ``lieu.commune``, its model, its name, its field."""
    for name, declared in kind.model_fields.items():
        needed = declared.is_required() or (name == "titre" and getattr(kind, "titre_requis", False))
        if not needed:
            continue
        group = group_of(declared.annotation)
        if group is not None:
            yield from required(group, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", kind, name, declared


def group_of(annotation: Any) -> type[Modele] | None:
    """Return the group of keys a field holds, or None."""
    found = [annotation, *get_args(annotation)]
    return next((part for part in found if isinstance(part, type) and issubclass(part, Modele)), None)


def is_list(annotation: Any) -> bool:
    """Tell whether a field holds several values."""
    return get_origin(annotation) is tuple or any(is_list(part) for part in get_args(annotation))


def questions(type_: str, given: Mapping[str, str], known: Known) -> Iterator[Question]:
    """Yield what must be asked for an entry of this kind, given what is already said."""
    kind = KINDS[type_]
    for key, model, name, declared in required(kind):
        if key not in given:
            yield _question(key, model, name, declared, known)
    yield from (q for q in _of_its_own(type_, known) if not given.keys() & set(q.key.split("|")))


def _of_its_own(type_: str, known: Known) -> Iterator[Question]:
    """Yield what a kind needs by one way or another, which its fields alone do not say."""
    people = known.named_by(Vers(("portrait",)))
    match type_:
        case "verbatim":
            aide = "un fichier de portraits/, ou une qualité : « une médiatrice »"
            yield Question("personne|locuteur", "Qui parle", aide, people)
            yield Question("corps|texte", "Les paroles", "telles qu’elles ont été dites")
        case "photo":
            yield Question(
                "alt|decorative", "Texte alternatif", "ce que l’on voit, pour qui ne voit pas l’image"
            )
        case "inventaire":
            yield Question("vu|entendu|ressenti", "Une première chose vue", "les autres se mettent dessous")
        case "son":
            found = tuple(p for p in known.named_by(Fichier()) if p.endswith((".vtt", ".srt")))
            yield Question(
                "transcription|corps", "Ce que l’on entend", "un fichier .vtt ou .srt, ou les mots", found
            )
        case "terme":
            yield Question("corps", "La définition")


def _question(key: str, model: type[Modele], name: str, declared: FieldInfo, known: Known) -> Question:
    hint = hint_of(model, name)
    mark = next(marks(hint), None)
    words = choices(hint) or (known.named_by(mark) if mark else ())
    closed = bool(choices(hint)) or isinstance(mark, Vers | Liste)
    several = is_list(declared.annotation)

    def fault(answer: str) -> str:
        parts = [part.strip() for part in answer.split(",")] if several else [answer]
        if closed and (strange := next((part for part in parts if part not in words), None)) is not None:
            close = nearest(strange, words)
            return f"« {strange} » n’est pas de ceux-ci" + (
                f" ; le plus proche est « {close} »" if close else ""
            )
        return why_not(hint, model, name, parts if several else answer)

    aide = declared.description or ""
    if several:
        aide = f"{aide} ; séparés par des virgules" if aide else "séparés par des virgules"
    return Question(key, declared.title or key, aide, words, _default(name, known), fault)


def why_not(hint: Any, model: type[Modele], name: str, answer: str | Sequence[str]) -> str:
    """Return why a value is not one for a field, in the words `carnet verifier` has for it; else ""."""
    try:
        TypeAdapter(hint).validate_python(answer)
    except ValidationError as error:
        report = Report()
        value: Value = answer if isinstance(answer, str) else list(answer)
        front = Front("", {name: value}, {}, {(name,): Span("")})
        for found in error.errors(include_url=False):
            explain({**found, "loc": (name, *found["loc"])}, model, front, front.tree, report)
        problem = next(iter(report), None)
        return f"{problem.message} — {problem.aide}" if problem else ""
    return ""


def _default(name: str, known: Known) -> str:
    """Return what an empty answer means, when it is plain: the carnet's authors for a credit."""
    edition = known.loaded.edition
    if name == "credit" and edition:
        return ", ".join(person.nom for person in edition.contributeurs.values())
    return ""
