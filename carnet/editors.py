"""What helps people who write in VS Code or Obsidian: files laid in a new workspace, derived from the kinds.

Out: paths and texts. For VS Code, the schema of carnet.yaml, a snippet per kind, tasks whose remarks are
underlined at their line; for Obsidian, where attachments and new notes go. VS Code does not look inside the
front matter of a Markdown file (redhat-developer/vscode-yaml#207): snippets and remarks stand in for it.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from carnet.asking import is_list, required
from carnet.fields import choices, hint_of
from carnet.kinds import KINDS
from carnet.schema import schemas

REMARKS: Final[dict[str, Any]] = {
    "owner": "carnet",
    "source": "carnet",
    "fileLocation": ["relative", "${workspaceFolder}"],
    "pattern": {
        "regexp": r"^::(error|warning) file=(.*?),line=(\d+),col=(\d+),title=(.*?)::(.*)$",
        "severity": 1,
        "file": 2,
        "line": 3,
        "column": 4,
        "code": 5,
        "message": 6,
    },
}
"""How VS Code reads `carnet verifier --format github`."""

SETTINGS: Final[dict[str, Any]] = {
    "yaml.schemas": {".vscode/carnet.schema.json": "carnet.yaml"},
    "files.eol": "\n",
    "files.encoding": "utf8",
    "files.exclude": {"out/": True, ".cache/": True},
    "search.exclude": {"out/": True, ".cache/": True},
    "[markdown]": {
        "editor.wordWrap": "on",
        "editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"},
        "editor.snippetSuggestions": "top",
        "editor.unicodeHighlight.ambiguousCharacters": False,
    },
}

VAULT: Final[dict[str, Any]] = {
    "attachmentFolderPath": "media",
    "newFileLocation": "folder",
    "newFileFolderPath": "entries/_commun",
    "newLinkFormat": "shortest",
    "useMarkdownLinks": False,
    "alwaysUpdateLinks": True,
    "userIgnoreFilters": ["out/", ".cache/", "prive/"],
}

OWN: Final = {
    "verbatim": ["personne: ${1:portrait de qui parle}"],
    "photo": ["alt: ${9:ce que l’on voit}"],
    "inventaire": ["vu:", "  - ${1:une chose vue}"],
}
"""What a kind needs by one way or another, which its fields alone do not say."""


def files() -> Mapping[str, str]:
    """Return the files to lay, by path."""
    made = {
        ".vscode/settings.json": SETTINGS,
        ".vscode/extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
        ".vscode/tasks.json": {"version": "2.0.0", "tasks": _tasks()},
        ".vscode/carnet.schema.json": schemas()["carnet"],
        ".vscode/fiches.code-snippets": {name: _snippet(name) for name in KINDS},
        ".obsidian/app.json": VAULT,
    }
    return {path: json.dumps(value, ensure_ascii=False, indent=2) + "\n" for path, value in made.items()}


def _tasks() -> list[dict[str, Any]]:
    check: dict[str, Any] = {
        "label": "carnet verifier",
        "command": "carnet",
        "args": ["verifier", "--format", "github"],
        "group": {"kind": "build", "isDefault": True},
        "problemMatcher": REMARKS,
    }
    others: list[dict[str, Any]] = [
        {"label": f"carnet {' '.join(args)}", "command": "carnet", "args": args, "problemMatcher": []}
        for args in (["construire", "web"], ["fmt"], ["etat"])
    ]
    return [{"type": "process", "presentation": {"clear": True}, **task} for task in (check, *others)]


def _snippet(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    lines: list[str] = []
    opened = ""
    for stop, (key, model, field, declared) in enumerate(required(kind), 2):
        group, _, last = key.rpartition(".")
        if group and group != opened:
            lines.append(f"{group}:")
            opened = group
        words = choices(hint_of(model, field))
        held = f"${{{stop}|{','.join(words)}|}}" if words else f"${{{stop}:{_plain(declared.title or key)}}}"
        held = f"[{held}]" if is_list(declared.annotation) and field != "pour" else held
        lines.append(f"{'  ' if group else ''}{last}: {held}")
    head = [] if name in ("portrait", "evenement") else [f"type: {name}"]
    body = ["---", *head, "statut: brouillon", *lines, *OWN.get(name, []), "---", "", "$0"]
    return {"prefix": name, "scope": "markdown", "description": (kind.__doc__ or "").strip(), "body": body}


def _plain(text: str) -> str:
    """Return a label fit for a placeholder, where « } » and « $ » mean something."""
    return text.replace("\\", "").replace("}", "").replace("$", "")
