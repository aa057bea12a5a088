"""What the shell offers when Tab is pressed: types, events, people, codes, keys and their values.

In: the words typed so far, and the workspace they are about. Out: click's completion items. File names
alone are read, so that it is instant; a workspace that is not there offers nothing.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from carnet.diagnostics import CarnetError
from carnet.fields import Liste, Vers, choices, hint_of, marks
from carnet.kinds import KINDS
from carnet.sources import COMMON, find_root

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def root_of(ctx: click.Context) -> Path | None:
    """Return the workspace of a command line being typed, or None."""
    given = ctx.find_root().params.get("dossier")
    try:
        return find_root(Path(given or ".").resolve())
    except CarnetError:
        return None


def _items(words: Iterable[str], incomplete: str, prefix: str = "") -> list[CompletionItem]:
    return [CompletionItem(prefix + word) for word in sorted(words) if word.startswith(incomplete)]


def types(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the kinds, each with what it is."""
    return [
        CompletionItem(name, help=(kind.__doc__ or "").strip())
        for name, kind in KINDS.items()
        if name.startswith(incomplete)
    ]


def events(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the events."""
    return _items(_events(root_of(ctx)), incomplete)


def people(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the people."""
    return _items(_people(root_of(ctx)), incomplete)


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the codes of remarks."""
    from carnet.rules import RULES

    return _items(RULES, incomplete)


def pairs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the keys of the kind being made, then the values a key may take.

    The kind is read on the line itself: click does not parse a line that stops at an option.
    """
    typed = os.environ.get("COMP_WORDS", "").split()
    kind = next((KINDS[word] for word in typed if word in KINDS), None)
    if kind is None:
        return []
    key, sign, begun = incomplete.partition("=")
    if not sign:
        return _items((f"{name}=" for name in kind.model_fields), key)
    if key not in kind.model_fields:
        return []
    hint, root = hint_of(kind, key), root_of(ctx)
    mark = next(marks(hint), None)
    words: Iterable[str] = choices(hint)
    if isinstance(mark, Vers) and mark.types == ("portrait",):
        words = _people(root)
    elif isinstance(mark, Vers) and mark.types == ("evenement",):
        words = _events(root)
    elif isinstance(mark, Liste):
        words = _declared(root, mark.nom)
    return _items(words, begun, f"{key}=")


def _events(root: Path | None) -> list[str]:
    found = root.glob("entries/*/evenement.md") if root else ()
    return [path.parent.name for path in found if path.parent.name != COMMON]


def _people(root: Path | None) -> list[str]:
    return [path.stem for path in root.glob("portraits/*.md")] if root else []


def _declared(root: Path | None, name: str) -> list[str]:
    """Return the ids of carnet.yaml under a key."""
    from carnet.diagnostics import Report
    from carnet.frontmatter import read_front

    if root is None:
        return []
    try:
        text = (root / "carnet.yaml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    declared = read_front(text, "carnet.yaml", Report()).tree.get(name)
    return list(declared) if isinstance(declared, dict) else []
