"""Values as the YAML a person would type, such that our own reader gives them back unchanged.

In: strings, lists and groups. Out: text. Each string is written plain when that is safe, else between
quotes, else as a block of lines; ``frontmatter.read_front`` is the judge of what is safe.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from carnet.diagnostics import Report
from carnet.frontmatter import Value, read_front

WIDTH: Final = 100
"""How long a list may be and stay on one line."""

HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
SIMPLE: Final = re.compile(r"[^\W\d_][\w’ .()/-]*[\w’.)]|\w")
"""Words that no reader of YAML could take for anything else; most values are such."""

NOTHING: Final = frozenset({"null", "~"})


@lru_cache(maxsize=4096)
def scalar(value: str, *, flow: bool = False, quote: str = "") -> str:
    """Return one string on one line; ``flow`` is inside [ ] or { }; ``quote`` is tried first."""
    if not quote and SIMPLE.fullmatch(value) and value.lower() not in NOTHING:
        return value
    single, double = "'" + value.replace("'", "''") + "'", _escaped(value)
    order = {"'": (single, double), '"': (double,)}.get(quote, (value, double))
    return next((text for text in order if _gives_back(text, value, flow=flow)), double)


def _escaped(value: str) -> str:
    return HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))


def _gives_back(text: str, value: str, *, flow: bool) -> bool:
    """Tell whether our reader, given this text as a value and something after it, reads the value."""
    if "\n" in text or HIDDEN.search(text):
        return False
    report = Report()
    shown = f"a: [{text}, b]\nc: {{d: {text}, e: f}}" if flow else f"a: {text}  # b\nc:\n  - {text}\n"
    tree = read_front(shown, "", report).tree
    wanted: dict[str, Value] = (
        {"a": [value, "b"], "c": {"d": value, "e": "f"}} if flow else {"a": value, "c": [value]}
    )
    return tree == wanted and not len(report)


def inline(value: Value) -> str:
    """Return any value on one line, lists and groups between their brackets."""
    match value:
        case None:
            return '""'
        case str():
            return scalar(value, flow=True)
        case list():
            return f"[{', '.join(inline(item) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{scalar(key, flow=True)}: {inline(v)}" for key, v in value.items()) + "}"


def after_key(value: Value, indent: int) -> list[str]:
    """Return what follows ``key:`` (or a list's dash): the first line's end, then lines of their own.

    ``indent`` is the column of the key, in spaces.
    """
    match value:
        case _ if not value:
            return [' ""' if value is None or value == "" else f" {inline(value)}"]
        case str() if "\n" in value:
            return _lines_of_text(value, indent + 2)
        case str():
            return [f" {scalar(value)}"]
        case list() if all(isinstance(item, str) and "\n" not in item for item in value):
            short = inline(value)
            if indent + len(short) <= WIDTH:
                return [f" {short}"]
            return ["", *(line for item in value for line in item_lines(item, indent + 2))]
        case list():
            return ["", *(line for item in value for line in item_lines(item, indent + 2))]
        case dict():
            return ["", *group(value, indent + 2)]


def group(values: Mapping[str, Value], indent: int) -> Iterator[str]:
    """Yield the lines of a group's keys."""
    for key, value in values.items():
        first, *rest = after_key(value, indent)
        yield f"{' ' * indent}{scalar(key)}:{first}"
        yield from rest


def item_lines(value: Value, indent: int) -> list[str]:
    """Return the lines of one item of a list whose dash stands at ``indent``."""
    if isinstance(value, dict) and value:
        first, *rest = group(value, indent + 2)
        return [f"{' ' * indent}- {first.strip()}", *rest]
    if isinstance(value, list):
        return [f"{' ' * indent}- {inline(value)}"]
    first, *rest = after_key(value, indent)
    return [f"{' ' * indent}-{first}", *rest]


def _lines_of_text(value: str, indent: int) -> list[str]:
    """Return several lines as a block, else as one quoted string with its breaks escaped."""
    sign = {0: "-", 1: ""}.get(len(value) - len(value.rstrip("\n")), "+")
    lines = value[: -1 if value.endswith("\n") else None].split("\n")
    block = [f" |{sign}", *(f"{' ' * indent}{line}" if line else "" for line in lines)]
    report = Report()
    read = read_front("\n".join([f"a:{block[0]}", *(line[indent - 2 :] for line in block[1:])]), "", report)
    safe = read.tree == {"a": value} and not len(report)
    return block if safe and "\r" not in value else [f" {_escaped(value)}"]


def front(values: Mapping[str, Value], comments: Sequence[str] = ()) -> str:
    """Return a whole front matter between its two ``---``, comments last."""
    said = (f"# {line}".rstrip() for line in comments)
    return "\n".join(["---", *group(values, 0), *said, "---", ""])
