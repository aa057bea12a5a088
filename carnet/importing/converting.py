"""Documents to pandoc's tree and back to our Markdown: the border with ``carnet.text.pandoc``.

In: the text or the path of a file in a format of pandoc's. Out: its tree as plain values; or the Markdown
of a tree, in the dialect of our bodies. Readers see no other file and no network, and are held to a
deadline and a heap; what they cannot read is a ``RefusedError`` with a French sentence.
"""

import atexit
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from carnet.importing.values import RefusedError
from carnet.text import pandoc

Tree = dict[str, Any]

MARKDOWN: Final = (
    "commonmark_x-smart-raw_attribute-subscript-emoji-tex_math_dollars-fancy_lists-yaml_metadata_block"
    "+autolink_bare_uris+task_lists"
)
"""How a plain Markdown file is read: as our bodies are, its raw HTML kept to be understood."""

WRITTEN: Final = (
    "commonmark_x-raw_html-raw_attribute-smart-subscript-emoji-tex_math_dollars-fancy_lists-task_lists"
)
FORMATS: Final = {
    "docx": "docx+styles",
    "html": "html-smart",
    "org": "org-smart",
    "markdown": MARKDOWN,
    "pad": MARKDOWN + "+hard_line_breaks",
}
OPENING: Final = re.compile(r"^([ >]*:{3,}) \{\.([\w-]+)\}$", re.M)
"""« ::: {.encadre} », which we write « ::: encadre »."""

DEADLINE: Final = 30.0
"""Seconds of processor; a book of 300 pages takes three."""


def read_text(text: str, form: str) -> Tree:
    """Return the tree of a text: ``blocks`` and ``meta``."""
    return _read({"read": FORMATS[form], "text": text})


def read_file(path: Path, form: str) -> Tree:
    """Return the tree of a file on disk."""
    return _read({"read": FORMATS[form], "path": str(path)})


def _read(request: dict[str, Any]) -> Tree:
    tree: Tree = _asked(request)["ast"]
    return tree


@cache
def workers(name: str, *arguments: str) -> pandoc.Pool:
    """Return the worker of this run for a script, shared by every file; it ends with the program."""
    pool = pandoc.Pool(name, *arguments, deadline=DEADLINE)
    atexit.register(pool.__exit__, None, None, None)
    return pool


def _asked(request: dict[str, Any]) -> dict[str, Any]:
    (answer,) = workers("convert.lua").answers([pandoc.Request("", request)])
    if answer.failure:
        raise RefusedError(answer.failure)
    return answer.fields


def write_markdown(blocks: list[Tree], version: list[int]) -> str:
    """Return blocks as our Markdown, paragraphs on one line each."""
    ast = {"pandoc-api-version": version, "meta": {}, "blocks": blocks}
    request = {"write": WRITTEN, "ast": json.dumps(ast, ensure_ascii=False)}
    text: str = _asked(request)["text"]
    kept = (line for line in text.split("\n") if line.strip() not in ("&nbsp;", "<!-- -->"))
    return OPENING.sub(r"\1 \2", "\n".join(kept)).strip("\n")
