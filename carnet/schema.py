"""JSON Schemas for editors, derived from the kinds.

Out: one schema per kind, one for any entry (its ``type`` chooses, by if/then: a ``oneOf`` would give an
editor one useless error, measured in text.md section 7), one for carnet.yaml. Draft 2020-12.
"""

from typing import Any

from carnet.edition import Edition
from carnet.kinds import IN_EVENT, KINDS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def schemas() -> Schema:
    """Return every schema by name: ``carnet``, ``entree``, and each kind."""
    kinds = {name: _of_kind(name) for name in KINDS}
    return {"carnet": {"$schema": DRAFT, **Edition.model_json_schema()}, "entree": _entry(), **kinds}


def _of_kind(name: str) -> Schema:
    schema = KINDS[name].model_json_schema()
    schema["properties"] = {"type": {"const": name}, **schema["properties"]}
    if KINDS[name].titre_requis:
        schema["required"] = sorted({"titre", *schema.get("required", [])})
    schema["description"] = (KINDS[name].__doc__ or "").strip()
    return {"$schema": DRAFT, **schema}


def _entry() -> Schema:
    """Return the schema of a file of ``entries/``, whose ``type`` says which kind it must follow."""
    names = sorted(IN_EVENT | {"texte", "terme"})
    return {
        "$schema": DRAFT,
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": names}},
        "allOf": [
            {"if": {"properties": {"type": {"const": name}}}, "then": {"$ref": f"#/$defs/{name}"}}
            for name in names
        ],
        "$defs": {name: _of_kind(name) for name in names},
    }
