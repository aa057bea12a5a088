"""Citations ``[@cle]``: a bibliography and one citeproc call for the whole carnet.

One call, because « 1990a » and « 1990b » are told apart over all that is cited, and because a call for each
entry would cost a hundred times more.
"""

import json
import re
import zlib
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from carnet.cache import Cache, recipe
from carnet.diagnostics import Report, Span
from carnet.text import pandoc
from carnet.text.nodes import Node, walk
from carnet.text.settling import settle_foreign

BIBLIOGRAPHY = "#bibliographie"
"""The key under which ``read_bodies`` returns the list of what is cited."""

STYLE = Path("shared", "citations", "iso690-author-date-fr.csl")
BIBTEX_KEY = re.compile(r"@(?!comment|string|preamble)\w+\s*[{(]\s*([^\s,{}()\"]+)\s*,", re.I)
PANDOC_PLACE = re.compile(r"\(line (\d+), column (\d+)\)")
NOT_IN_FONTS = str.maketrans({"\u2011": "-", "\u1d52": "°"})
"""What citeproc writes and most fonts lack: the no-break hyphen of « 12‑15 », the small o of « nᵒ »."""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The references a carnet may cite: the text of a ``.bib`` or CSL-JSON file, and a CSL style."""

    text: str
    syntax: str
    style: str
    keys: frozenset[str]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """What citeproc made: the inlines of each citation, in order, and the list of what is cited."""

    groups: list[list[Node]]
    entries: list[Node]


def read_bibliography(text: str, *, path: str, report: Report, style: str = "") -> Bibliography | None:
    """Read a bibliography file; ``style`` is the text of a CSL file (default: ISO 690, author-date).

    None when it cannot be read: the error is in the report.
    """
    if "independent-parent" in style:  # pandoc would fetch the parent from the network
        report.add(
            "bibliographie-illisible", Span(path), cause="son style de citation renvoie à un autre style"
        )
        return None
    if not text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        return Bibliography(
            text, "bibtex", style or _default_style(), frozenset(BIBTEX_KEY.findall(text)), path
        )
    try:
        items = json.loads(text)
        found = items if isinstance(items, list) else items.get("items", items.get("references", []))
        keys = frozenset(str(item["id"]) for item in found)
    except json.JSONDecodeError as error:
        span = Span(path, error.lineno, error.colno)
        report.add("bibliographie-illisible", span, cause="ce n’est pas du JSON à cet endroit")
        return None
    except (AttributeError, KeyError, TypeError):
        report.add("bibliographie-illisible", Span(path), cause="une référence n’a pas d’« id »")
        return None
    return Bibliography(json.dumps(found), "csljson", style or _default_style(), keys, path)


@once
def _default_style() -> str:
    """Return the style we ship: beside the package in the repository, inside it when installed."""
    package = Path(__file__).parents[1]
    folder = next(f for f in (package / "templates", package.parent / "templates") if (f / STYLE).is_file())
    return (folder / STYLE).read_text(encoding="utf-8")


def cite(
    groups: list[str], bibliography: Bibliography, *, langue: str, cache: Cache, report: Report
) -> Cited:
    """Make every citation of a carnet, as typed and in order, and the list of what they cite."""
    locale = "fr-FR" if langue.partition("-")[0] == "fr" else langue
    fields = {
        "groups": groups,
        "text": bibliography.text,
        "syntax": bibliography.syntax,
        "style": bibliography.style,
        "lang": locale,
    }
    asked = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    key = Cache.key("citations", pandoc.version(), recipe("text"), asked)
    made = cache.get(key)
    if made is None:
        answer = pandoc.ask("cite.lua", fields)
        if answer.failure:
            _report_failure(answer, bibliography, report)
            return Cited([[] for _ in groups], [])
        made = zlib.compress(json.dumps(answer.fields["ast"]["blocks"], ensure_ascii=False).encode(), 1)
        cache.put(key, made)
    made_by_id = {node["id"]: node for node in settle_foreign(json.loads(zlib.decompress(made)))}
    for node in walk(made_by_id.values()):
        _settle_citation(node)
    texts = [made_by_id.get(f"groupe-{rank + 1}", {"c": []})["c"] for rank in range(len(groups))]
    return Cited([text[0]["c"] if text else [] for text in texts], made_by_id.get("refs", {"c": []})["c"])


def _settle_citation(node: Node) -> None:
    """Turn a link to the bibliography, which another page may hold, into a citation."""
    if node["t"] == "Jump" and node["id"].startswith("ref-"):
        node["t"], node["key"] = "Citation", _key(node.pop("id").removeprefix("ref-"))
    elif node["t"] == "Div" and node["id"].startswith("ref-"):
        node["id"] = "ref-" + _key(node["id"].removeprefix("ref-"))
    elif node["t"] == "Str":
        node["s"] = node["s"].translate(NOT_IN_FONTS)


def _key(written: str) -> str:
    """Return a key as it may stand in an id: « doe:2020 » is « doe-2020 »."""
    return re.sub(r"[^\w-]", "-", written)


def _report_failure(answer: pandoc.Answer, bibliography: Bibliography, report: Report) -> None:
    error = str(answer.fields.get("error", ""))
    place = PANDOC_PLACE.search(error)
    span = Span(bibliography.path, int(place[1]), int(place[2])) if place else Span(bibliography.path)
    if place:
        cause = "une référence est mal écrite à cet endroit"
    elif "XML" in error or "style" in error:
        cause = "le style de citation n’est pas un fichier CSL"
    else:
        cause = answer.failure or "elle n’est pas lisible"
    report.add("bibliographie-illisible", span, cause=cause)
