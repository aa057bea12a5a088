"""The types a field can have: how it is read, what it is called, which control edits it.

In: strings and lists from located front matter. Out: checked values. A field is declared once, in
``kinds.py``; validation, JSON Schema, forms and the docs page are derived from that line. French
prose is typeset here, as it is validated, so that no output can forget to do it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    LiteralString,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Loc: TypeAlias = tuple[str | int, ...]

A_COMPLETER: Final = "à compléter"
"""What a new or imported entry says where its author has not spoken yet; never published."""


class Modele(BaseModel):
    """A group of keys. Frozen; a key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def champ(label: str, aide: str = "", *, lignes: int = 1, defaut: object = None, vide: object = None) -> Any:
    """Declare an optional field: its label, its help and how many lines its form control has.

    ``vide`` is a factory result for lists (``()``), ``defaut`` any other default.
    """
    return Field(
        default=defaut if vide is None else vide,
        title=label,
        description=aide or None,
        json_schema_extra={"lignes": lignes} if lignes > 1 else None,
    )


def requis(label: str, aide: str = "", *, lignes: int = 1) -> Any:
    """Declare a field that must be there."""
    return Field(
        title=label, description=aide or None, json_schema_extra={"lignes": lignes} if lignes > 1 else None
    )


# --- words -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Typesetting:
    """What validation needs to know to typeset prose: the language of the entry."""

    typeset: Callable[[str], str]


def _typeset(text: str, info: ValidationInfo) -> str:
    return info.context.typeset(text) if isinstance(info.context, Typesetting) else text


Mot = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A word or code kept exactly as written (URL, id, number)."""

TYPESET: Final = AfterValidator(_typeset)

Texte = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), TYPESET]
"""Words people read: French typography is applied."""


@dataclass(frozen=True, slots=True)
class Forme:
    """Marks a string that matches ``pattern`` whole; ``remedy`` tells how to write one."""

    pattern: str
    remedy: LiteralString

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the string once it is stripped."""
        shape = re.compile(self.pattern)

        def check(value: str) -> str:
            if not shape.fullmatch(value.strip()):
                raise PydanticCustomError("forme", self.remedy)
            return value.strip()

        return core_schema.no_info_after_validator_function(check, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say the pattern to editors."""
        return {**handler(core), "pattern": f"^(?:{self.pattern})$"}


Langue = Annotated[
    str, Forme(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "un code de langue, par exemple fr, en ou pt-BR")
]
"""A BCP 47 language tag."""


def _url(value: str) -> str:
    if not re.match(r"^(https?://|mailto:|tel:)\S+$", value):
        raise PydanticCustomError("adresse", "une adresse commence par https://, http://, mailto: ou tel:")
    return value


Url = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_url)]
"""A link that may leave the carnet; only http, https, mailto and tel."""


# --- numbers, dates, yes and no --------------------------------------------------------------------


def _day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("jour", "une date s’écrit année-mois-jour")
    return value


Jour = Annotated[dt.date, BeforeValidator(_day)]
"""A date, AAAA-MM-JJ."""

OUI: Final = frozenset({"oui", "true"})
NON: Final = frozenset({"non", "false"})


def _yes_no(value: object) -> object:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in OUI or word in NON:
        return word in OUI
    raise PydanticCustomError("oui_non", "attendu « oui » ou « non »")


OuiNon = Annotated[bool, BeforeValidator(_yes_no, json_schema_input_type=Literal["oui", "non", True, False])]
"""``oui``/``non`` or ``true``/``false``."""

_HEURE: Final = r"([01]?\d|2[0-3]) ?[:hH] ?([0-5]\d)?"
Heure = Annotated[str, Forme(rf"{_HEURE}( ?[-–] ?{_HEURE})?", "une heure, par exemple 14 h 30")]
"""A time of day as people write it: 14:30, 14h30, 9 h; or from one to another: 16 h - 19 h 30."""

Instant = Annotated[
    str, Forme(r"(\d+:)?\d{1,2}:\d{2}([.,]\d{1,3})?", "un instant du son, par exemple 0:01:24")
]
"""A position in a recording: h:mm:ss or mm:ss, with optional milliseconds."""


def _licence(value: str) -> str:
    """Return an SPDX id as SPDX writes it; ``packaging`` has the list."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        raise PydanticCustomError(
            "forme",
            "un identifiant SPDX entier, version comprise : CC-BY-SA-4.0, etalab-2.0 ; "
            "ou LicenseRef-Tous-droits-reserves",
        ) from None


Licence = Annotated[
    str,
    Forme(r"[A-Za-z0-9][A-Za-z0-9.+-]*", "un identifiant SPDX comme CC-BY-SA-4.0, ou etalab-2.0"),
    AfterValidator(_licence),
]
"""An SPDX id (``etalab-2.0`` is one) or ``LicenseRef-…`` for terms of one's own: all rights reserved."""


class Lien(Modele):
    """Un lien avec son titre."""

    titre: Texte = requis("Titre du lien")
    url: Url = requis("Adresse")


def seconds(instant: str) -> float:
    """Return an ``Instant`` in seconds."""
    total = 0.0
    for part in instant.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _alone(value: object) -> object:
    return [value] if isinstance(value, str) else value


Textes = Annotated[tuple[Texte, ...], BeforeValidator(_alone)]
"""One text or a list of them, for what is most often one."""


# --- references ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vers:
    """Marks a field that names another entry: of one of these kinds, or of any when there is none."""

    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Liste:
    """Marks a field that names something declared in ``carnet.yaml`` (``themes``, ``contributeurs``)."""

    nom: str


@dataclass(frozen=True, slots=True)
class Fichier:
    """Marks a field that names a file of ``media/``."""


Personne = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("portrait",))]
Evenement = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("evenement",))]
Seance = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("seance",))]
Photo = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("photo",))]
Son = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("son",))]
Verbatim = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("verbatim",))]
Enseignement = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("enseignement",))]
TexteDuCarnet = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers(("texte",))]
Entree = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Vers()]
Theme = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Liste("themes")]
Contributeur = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Liste("contributeurs")]
Media = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Fichier()]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One marked value of a validated model and the path of its key."""

    loc: Loc
    value: str
    mark: Vers | Liste | Fichier


def marked(model: BaseModel, loc: Loc = ()) -> Iterator[Leaf]:
    """Yield every reference a model holds, in the order of its declaration."""
    for place, value, marks in _leaves(model, loc, _references):
        mark = next((m for m in marks if isinstance(m, Vers | Liste | Fichier)), None)
        if mark is not None:
            yield Leaf(place, value, mark)


def prose(model: BaseModel) -> Iterator[tuple[Loc, str]]:
    """Yield the words a model holds for readers (``Texte``), with their place, in order of declaration."""
    for place, value, marks in _leaves(model, (), _worded):
        if TYPESET in marks:
            yield place, value


Fields = Callable[[type[BaseModel]], dict[str, Any]]
"""The fields of a model worth walking, and their declared types."""


def _leaves(model: BaseModel, loc: Loc, fields: Fields) -> Iterator[tuple[Loc, str, tuple[object, ...]]]:
    for name, hint in fields(type(model)).items():
        yield from _leaf(getattr(model, name), hint, (*loc, name), fields)


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


@cache
def _references(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model that may hold a reference, and their types."""
    return {name: hint for name, hint in _hints(model).items() if _may_refer(hint)}


@cache
def _worded(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model that may hold words for readers, and their types."""
    return {name: hint for name, hint in _hints(model).items() if _may_say(hint)}


def _may_say(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, Modele):
        return bool(_worded(hint))
    return hint is TYPESET or any(_may_say(part) for part in get_args(hint))


def _may_refer(hint: Any) -> bool:
    if isinstance(hint, Vers | Liste | Fichier):
        return True
    if isinstance(hint, type) and issubclass(hint, Modele):
        return bool(_references(hint))
    return any(_may_refer(part) for part in get_args(hint))


def marks(hint: Any) -> Iterator[Vers | Liste | Fichier]:
    """Yield what a field's declared type names: entries, what carnet.yaml declares, files."""
    if isinstance(hint, Vers | Liste | Fichier):
        yield hint
    for part in get_args(hint):
        yield from marks(part)


def choices(hint: Any) -> tuple[str, ...]:
    """Return the words a field may take, when its declared type says them."""
    if get_origin(hint) is Literal:
        return tuple(str(word) for word in get_args(hint))
    return next((found for part in get_args(hint) if (found := choices(part))), ())


def hint_of(model: type[BaseModel], name: str) -> Any:
    """Return a field's declared type, with its marks."""
    return _hints(model)[name]


def _leaf(
    value: object, hint: Any, loc: Loc, fields: Fields
) -> Iterator[tuple[Loc, str, tuple[object, ...]]]:
    marks: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *found = get_args(hint)
        marks = tuple(found)
    if isinstance(value, Modele):
        yield from _leaves(value, loc, fields)
    elif get_origin(hint) in (Union, UnionType):
        for option in get_args(hint):
            if _fits(value, option):
                yield from _leaf(value, option, loc, fields)
                return
    elif isinstance(value, tuple) and get_origin(hint) is tuple:
        for index, item in enumerate(value):
            yield from _leaf(item, get_args(hint)[0], (*loc, index), fields)
    elif isinstance(value, str):
        yield loc, value, marks


def _fits(value: object, hint: Any) -> bool:
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    plain = get_origin(plain) or plain
    return isinstance(plain, type) and isinstance(value, plain)
