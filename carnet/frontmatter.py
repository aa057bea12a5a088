"""The strict, located reader of front matter: YAML without tags, anchors or aliases.

In: YAML text whose line numbers are the file's. Out: ``Front``: a tree of dicts, lists, strings and
None, and the place of every key and value. ruamel's event parser does the lexing; no constructor
runs, so « 01000 » stays « 01000 » and nothing can be executed.
"""

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias, Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from carnet.diagnostics import Report, Span

Value: TypeAlias = Union[str, list["Value"], dict[str, "Value"], None]  # noqa: UP007 - recursive
Loc: TypeAlias = tuple[str | int, ...]

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""What no text may hold: it breaks readers' programs, or turns a sentence round."""

MAX_CHARS: Final = 64_000
MAX_DEPTH: Final = 8
MAX_EVENTS: Final = 4_000
UNREADABLE: Final = "écrivez « champ: valeur », la valeur entre guillemets droits s’il le faut"


@dataclass(frozen=True, slots=True)
class Front:
    """Located front matter. ``keys`` and ``values`` give the place of a key or value by its path.

    ``whole`` is False when reading stopped at a fault: what is missing from the tree may be in the file.
    """

    path: str
    tree: dict[str, Value]
    keys: dict[Loc, Span]
    values: dict[Loc, Span]
    whole: bool = True

    def span(self, *loc: str | int, key: bool = False) -> Span:
        """Return the place of a value (or of its key), else of the nearest thing that contains it."""
        if key and loc in self.keys:
            return self.keys[loc]
        while loc:
            if loc in self.values:
                return self.values[loc]
            if loc in self.keys:
                return self.keys[loc]
            loc = loc[:-1]
        return Span(self.path)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file cut in two: ``front`` is padded so that its line numbers are the file's."""

    front: str
    body: str
    body_line: int


def split(text: str) -> Parts | None:
    """Cut a file at its two ``---`` lines; None when there is no whole front matter."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return Parts("\n".join(["", *lines[1:number]]), "\n".join(lines[number + 1 :]), number + 2)
    return None


# What ruamel says, and how it is said to someone who writes: (its problem, the cause, the remedy).
SYNTAX: Final = tuple(
    (re.compile(pattern), cause, remedy)
    for pattern, cause, remedy in (
        (
            r"mapping values are not allowed",
            "« : » au milieu d’une valeur",
            'mettez toute la valeur entre guillemets droits, par exemple titre: "Le marché : une place"',
        ),
        (r"character '\\t'", "une tabulation", "remplacez-la par des espaces"),
        (
            r"character '[@`%]'|cannot start any token",
            "une valeur ne peut pas commencer par ce signe",
            "mettez toute la valeur entre guillemets droits",
        ),
        (
            r"expected <block end>, but found '<scalar>'",
            "du texte suit un guillemet ou une apostrophe fermante",
            "mettez toute la valeur entre guillemets droits doubles, ou doublez l’apostrophe",
        ),
        (
            r"expected <block end>, but found '<block mapping",
            "ce champ est décalé",
            "alignez cette ligne avec celles de son groupe",
        ),
        (
            r"expected <block end>",
            "une liste ou un décalage mal formé",
            "alignez les lignes du groupe, avec une espace après chaque tiret",
        ),
        (
            r"expected ',' or '\]'",
            "une liste « [ … ] » n’est pas fermée",
            "ajoutez « ] » à la fin de la liste",
        ),
        (r"expected ',' or '}'", "un groupe « { … } » n’est pas fermé", "ajoutez « } » à la fin du groupe"),
        (
            r"could not find expected ':'",
            "il manque « : » après le nom du champ",
            "écrivez « champ: valeur »",
        ),
        (
            r"unexpected end of stream",
            "des guillemets ne sont jamais refermés",
            "ajoutez le guillemet manquant",
        ),
        (r"unknown escape|escape sequence", "« \\ » entre guillemets droits doubles", "écrivez « \\\\ »"),
        (r"directive|%YAML", "une ligne qui commence par « % »", "mettez la valeur entre guillemets droits"),
    )
)


def read_front(text: str, path: str, report: Report) -> Front:
    """Read YAML text strictly; every problem goes to ``report`` with its place.

    A value that could not be read is absent from the tree, the rest of it is there.
    """
    if len(text) > MAX_CHARS:
        report.add("entete-trop-grand", Span(path), cause=f"plus de {MAX_CHARS} caractères")
        return Front(path, {}, {}, {}, whole=False)
    if _has_tab_indent(text, path, report):
        return Front(path, {}, {}, {}, whole=False)
    try:
        return _built(text, path, report, pure=False)
    except (YAMLError, ValueError):
        return _explained(text, path, report)


def _built(text: str, path: str, report: Report, *, pure: bool) -> Front:
    """Build the tree from ruamel's events; C's (``pure=False``) are the same, eight times faster."""
    builder = _Builder(path, text.split("\n"), report)
    known = report.errors
    for count, event in enumerate(YAML(typ="safe", pure=pure).parse(text)):
        if count > MAX_EVENTS:
            report.add("entete-trop-grand", builder.at(event), cause=f"plus de {MAX_EVENTS} éléments")
            break
        if not builder.take(event):
            break
    return builder.front(whole=report.errors == known)


def _explained(text: str, path: str, report: Report) -> Front:
    """Read again with the Python parser, whose complaints are the ones we know how to say in French."""
    try:
        return _built(text, path, report, pure=True)
    except MarkedYAMLError as error:
        _report_syntax(error, path, report)
    except ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        report.add("caractere-invisible", Span(path, line, column), caractere=f"U+{code:04X}")
    except (YAMLError, ValueError, RecursionError):
        report.add("entete-illisible", Span(path), cause="l’en-tête est illisible", remede=UNREADABLE)
    return Front(path, {}, {}, {}, whole=False)


def _has_tab_indent(text: str, path: str, report: Report) -> bool:
    """Report tabs used as indentation: YAML forbids them, and its own message is of no help."""
    found = False
    for number, line in enumerate(text.split("\n"), 1):
        margin = line[: len(line) - len(line.lstrip())]
        odd = next((i for i, char in enumerate(margin) if char != " "), None)
        if odd is None or not line.strip():
            continue
        what = "une tabulation" if margin[odd] == "\t" else "une espace insécable"
        report.add(
            "entete-illisible",
            Span(path, number, odd + 1),
            cause=f"{what} au début de la ligne",
            remede="remplacez-la par des espaces ordinaires",
        )
        found = True
    return found


def _report_syntax(error: MarkedYAMLError, path: str, report: Report) -> None:
    mark = error.problem_mark or error.context_mark
    where = Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)
    problem = str(error.problem)
    for pattern, cause, remedy in SYNTAX:
        if pattern.search(problem):
            report.add("entete-illisible", where, cause=cause, remede=remedy)
            return
    report.add(
        "entete-illisible",
        where,
        cause="cette ligne de l’en-tête n’a pas pu être comprise",
        remede=UNREADABLE,
    )


@dataclass
class _Level:
    """One open list or group while reading."""

    value: list[Value] | dict[str, Value]
    loc: Loc
    key: str | None = None


@dataclass
class _Builder:
    """Takes events one by one and builds the located tree."""

    path: str
    lines: list[str]
    report: Report
    stack: list[_Level] = field(default_factory=list)
    root: Value = None
    started: bool = False
    keys: dict[Loc, Span] = field(default_factory=dict)
    values: dict[Loc, Span] = field(default_factory=dict)

    def front(self, *, whole: bool) -> Front:
        """Return what was read; a document that is no group of keys is reported."""
        tree = self.root if isinstance(self.root, dict) else {}
        if self.started and not isinstance(self.root, dict):
            self.report.add("entete-forme", self.values.get((), Span(self.path)))
            whole = False
        return Front(self.path, tree, self.keys, self.values, whole)

    def at(self, event: Event) -> Span:
        return self._span(event.start_mark, event.end_mark)

    def _span(self, start: StringMark, end: StringMark) -> Span:
        length = end.column - start.column if end.line == start.line else 1
        return Span(self.path, start.line + 1, start.column + 1, max(1, length))

    def take(self, event: Event) -> bool:
        """Add one event to the tree; return False when reading must stop."""
        if isinstance(event, NodeEvent) and not self._plain(event):
            return False
        match event:
            case DocumentStartEvent() if self.started:
                self.report.add("entete-forme", self.at(event))
                return False
            case MappingStartEvent() | SequenceStartEvent():
                return self._open(event)
            case MappingEndEvent() | SequenceEndEvent():
                self.stack.pop()
            case ScalarEvent():
                self._scalar(event)
        return True

    def _plain(self, event: NodeEvent) -> bool:
        """Refuse aliases, anchors and tags, which no entry needs and which can explode or execute."""
        if isinstance(event, AliasEvent):
            sign = "*"
        elif event.anchor:
            sign = "&"
        elif str(getattr(event, "ctag", None)) not in ("None", "!"):
            sign = "!"
        else:
            return True
        self.report.add("entete-signe-reserve", self.at(event), signe=sign)
        return False

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self.report.add(
                "entete-trop-grand", self.at(event), cause=f"plus de {MAX_DEPTH} niveaux imbriqués"
            )
            return False
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self.report.add(
                "entete-illisible",
                self.at(event),
                cause="un nom de champ doit être un texte simple",
                remede="mettez la valeur entre guillemets droits si elle commence par « [ » ou « { »",
            )
            return False
        value: list[Value] | dict[str, Value] = {} if isinstance(event, MappingStartEvent) else []
        start = Span(self.path, event.start_mark.line + 1, event.start_mark.column + 1)
        self.stack.append(_Level(value, self._add(value, start)))
        return True

    def _scalar(self, event: ScalarEvent) -> None:
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self._key(event, self.stack[-1])
            return
        value = event.value
        if unseen := CONTROL.search(str(value)):  # written as an escape: « "\\u0007" »
            code = ord(unseen[0])
            self.report.add("caractere-invisible", self.at(event), caractere=f"U+{code:04X}")
            value = CONTROL.sub("", str(value))
        if event.style in (None, "") and isinstance(value, str):
            self._check_comment(event)
            if value in ("", "~", "null"):
                value = None
        self._add(value, self.at(event))

    def _key(self, event: ScalarEvent, level: _Level) -> None:
        key = str(event.value)
        loc = (*level.loc, key)
        if loc in self.keys:
            self.report.add("champ-en-double", self.at(event), champ=key, ligne=self.keys[loc].line)
        else:
            self.keys[loc] = self.at(event)
        level.key = key

    def _check_comment(self, event: ScalarEvent) -> None:
        """Report a value cut by « # » glued to a word, as in « Atelier #3 »."""
        end = event.end_mark
        if end.line != event.start_mark.line or end.line >= len(self.lines):
            return
        rest = self.lines[end.line][end.column :]
        if re.match(r"\s+#\S", rest):
            offset = len(rest) - len(rest.lstrip())
            where = Span(self.path, end.line + 1, end.column + offset + 1, len(rest.strip()))
            self.report.add("diese-ignore", where, reste=rest.strip())

    def _add(self, value: Value, where: Span) -> Loc:
        self.started = True
        if not self.stack:
            self.root = value
            self.values[()] = where
            return ()
        level = self.stack[-1]
        if isinstance(level.value, list):
            loc: Loc = (*level.loc, len(level.value))
            level.value.append(value)
        else:
            assert level.key is not None
            loc = (*level.loc, level.key)
            if level.key not in level.value:
                level.value[level.key] = value
                self.values[loc] = where
            level.key = None
            return loc
        self.values[loc] = where
        return loc
