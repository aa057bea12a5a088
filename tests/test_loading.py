"""From located text to typed entries: kinds, defaults, and every way a value can be wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from carnet import explaining
from carnet.edition import Edition
from carnet.kinds import IN_COMMON, IN_EVENT, KINDS
from tests.conftest import DEFAULTS, Workspace

Make = Callable[..., Workspace]


def test_an_entry_takes_from_above_what_it_leaves_unsaid(make_carnet: Make) -> None:
    """Date from the event; licence, language and authors from the edition."""
    carnet = make_carnet(
        {"entries/nec-essai/r.md": "---\ntype: recit\ntitre: La clé\nresume: Une clé.\n---\n"}
    ).linked()

    entry = carnet["nec-essai/r"]

    assert entry.date is not None
    assert entry.date.isoformat() == "2026-03-12"
    assert (entry.langue, entry.licence, entry.auteurs) == ("fr", "CC-BY-SA-4.0", ("duo",))


def test_prose_is_typeset_and_codes_are_not(make_carnet: Make) -> None:
    """A title gets its French spaces; an id, an address, a licence stay as written."""
    files = {
        "entries/nec-essai/r.md": "---\ntype: ressource\ntitre: Que faire ?\nresume: L'outil.\nnature: outil\n"
        "url: https://example.org/?a=b\n---\n"
    }

    fiche: Any = make_carnet(files).linked()["nec-essai/r"].fiche

    assert fiche.titre == "Que faire\u202f?"
    assert fiche.resume == "L’outil."
    assert fiche.url == "https://example.org/?a=b"


def test_prose_in_another_language_is_left_alone(make_carnet: Make) -> None:
    """``langue: en`` turns French typography off for the entry."""
    files = {
        "entries/nec-essai/r.md": "---\ntype: recit\ntitre: What now?\nresume: 'A key: yes!'\nlangue: en\n---\n"
    }

    assert make_carnet(files).linked()["nec-essai/r"].fiche.titre == "What now?"


@pytest.mark.parametrize("word", ["oui", "true", "non", "false"])
def test_yes_and_no_are_read_in_both_ways(make_carnet: Make, word: str) -> None:
    """Booleans are ``oui``/``non`` or ``true``/``false``."""
    event = DEFAULTS["entries/nec-essai/evenement.md"].replace("statut:", f"annonce: {word}\nstatut:")

    fiche: Any = make_carnet({"entries/nec-essai/evenement.md": event}).linked()["nec-essai"].fiche

    assert fiche.annonce is (word in ("oui", "true"))


def test_bom_and_crlf_are_tolerated(make_carnet: Make) -> None:
    """A file saved by Windows is read, with the same lines."""
    text = "---\ntype: recit\ntitre: La clé\nstatut: fini\nresume: x\n---\n\nIl pleuvait.\n".replace(
        "\n", "\r\n"
    )

    (problem,) = make_carnet({"entries/nec-essai/r.md": b"\xef\xbb\xbf" + text.encode()}).check()

    assert (problem.code, problem.span.line, problem.span.column) == ("valeur-inattendue", 4, 9)


def test_every_kind_has_a_place() -> None:
    """A kind stands in an event's folder, in the common one, or has its own place."""
    assert set(KINDS) == IN_EVENT | IN_COMMON | {"evenement", "portrait"}


def error_types(schema: Any) -> set[str]:
    """Return the types of core schema a model uses, to know which faults it can raise."""
    found = {schema["type"]} if isinstance(schema, dict) and isinstance(schema.get("type"), str) else set()
    parts = (
        schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list | tuple) else ()
    )
    return found.union(*(error_types(part) for part in parts)) if parts else found


FAULTS = {
    "str": {"string_type", "string_too_short"},
    "date": {"jour", "date_from_datetime_parsing", "date_parsing", "date_type"},
    "int": {"int_parsing", "int_type", "greater_than_equal", "less_than_equal"},
    "float": {"float_parsing", "float_type", "greater_than", "greater_than_equal", "less_than_equal"},
    "bool": {"oui_non"},
    "literal": {"literal_error"},
    "tuple": {"tuple_type"},
    "dict": {"dict_type"},
    "model": {"model_type"},
}
WORDS = explaining.EXPLAIN.keys() | {
    "literal_error",
    "int_parsing",
    "int_type",
    "float_parsing",
    "float_type",
    "greater_than",
    "greater_than_equal",
    "less_than_equal",
    "string_too_short",
    "oui_non",
    "forme",
    "adresse",
    "isbn",
    "etape",
}


def test_every_fault_a_field_can_raise_is_said_in_french() -> None:
    """No value can bring out a sentence of the validator's own, in English."""
    models: list[Any] = [*KINDS.values(), Edition]
    used = set().union(*(error_types(TypeAdapter(model).core_schema) for model in models))

    faults = set().union(*(FAULTS.get(kind, set()) for kind in used))

    assert faults <= WORDS


VALUES = {
    "a list for a word": ("titre: [a]\n", "texte-attendu"),
    "a group for a word": ("titre: {a: b}\n", "texte-attendu"),
    "a word for a list": ("themes: inclusion\n", "liste-attendue"),
    "a word for a group": ("titre: x\naccord: oui\n", "groupe-attendu"),
    "a list for a group": ("titre: x\naccord: [oui]\n", "groupe-attendu"),
    "a day that is not": ("titre: x\ndate: 2026-02-30\n", "date-impossible"),
    "a French day": ("titre: x\ndate: 3 mars 2026\n", "date-impossible"),
    "a wrong support": ("titre: x\nsorties: [papier]\n", "valeur-inattendue"),
    "a wrong number": ("titre: x\naccord: {accords_parentaux: trois}\n", "valeur-inattendue"),
    "too many parents": ("titre: x\naccord: {accords_parentaux: 3}\n", "valeur-inattendue"),
    "a maybe": ("titre: x\naccord: {mineur: peut-être}\n", "valeur-inattendue"),
    "a wrong language": ("titre: x\nlangue: français\n", "valeur-inattendue"),
    "a key of a group": ("titre: x\naccord: {suports: [web]}\n", "champ-inconnu"),
    "an empty title": ('titre: ""\n', "valeur-inattendue"),
    "a title of spaces": ('titre: "  "\n', "valeur-inattendue"),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_wrong_value_is_one_french_remark(make_carnet: Make, case: str) -> None:
    """Each wrong value gives its rule, at its own line, in French."""
    lines, code = VALUES[case]

    problems = list(
        make_carnet({"entries/nec-essai/r.md": f"---\ntype: recit\nresume: x\n{lines}---\n"}).check()
    )

    assert code in [d.code for d in problems]
    assert all(d.span.line >= 3 for d in problems if d.code == code)
    for problem in problems:
        assert not {"Input", "should", "valid", "field"} & set(f"{problem.message} {problem.aide}".split())
