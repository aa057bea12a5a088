"""Remarks about a carnet, and the three ways they are shown: terminal, JSON, GitHub.

In: a rule's code, a place in a file, the values of its sentence. Out: text. Content problems are
collected in a ``Report`` and never raised; ``CarnetError`` is for what the writer cannot mend in a
file (something missing on the machine, a wrong command).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from carnet.rules import RULES, Gravite


class CarnetError(Exception):
    """Something outside the entries stops the work; says what and how to mend it.

    ``exit_code`` is 3 for a machine that lacks something, 2 for a wrong use (contract, section 4).
    """

    def __init__(self, message: str, *, aide: str = "", exit_code: int = 3) -> None:
        super().__init__(message)
        self.message = message
        self.aide = aide
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file: workspace-relative POSIX path, line and column from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark, complete: what, where, how serious, what to do."""

    code: str
    gravite: Gravite
    message: str
    span: Span
    aide: str
    attendu: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Return the contract's JSON object (section 4)."""
        return {
            "code": self.code,
            "gravite": self.gravite.value,
            "message": self.message,
            "fichier": self.span.path,
            "ligne": self.span.line,
            "colonne": self.span.column,
            "aide": self.aide,
        }


@dataclass
class Report:
    """Every remark of one run, in the order they were made.

    ``files`` counts the source files that were read.
    """

    files: int = 0
    _seen: dict[tuple[str, Span, str], Diagnostic] = field(default_factory=dict)

    def add(
        self, code: str, span: Span, /, *, aide: str | None = None, attendu: str = "", **values: object
    ) -> None:
        """Record one remark; the same remark at the same place is kept once.

        ``values`` fill the rule's sentence; ``aide`` replaces the rule's own remedy; ``attendu`` is
        what stands under the caret.
        """
        rule = RULES[code]
        message = rule.message.format(**values)
        remedy = rule.aide.format(**values) if aide is None else aide
        self._seen.setdefault(
            (code, span, message), Diagnostic(code, rule.gravite, message, span, remedy, attendu)
        )

    def take(self, found: Iterable[Diagnostic]) -> None:
        """Record remarks made elsewhere."""
        for d in found:
            self._seen.setdefault((d.code, d.span, d.message), d)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate by file, then line, then column, then code."""
        return iter(sorted(self._seen.values(), key=lambda d: (d.span, d.code, d.message)))

    def __len__(self) -> int:
        return len(self._seen)

    def by_rule(self, code: str) -> list[Diagnostic]:
        """Return the remarks of one rule, in file order."""
        return [d for d in self if d.code == code]

    @property
    def errors(self) -> int:
        """How many remarks stop a build."""
        return sum(d.gravite is Gravite.ERREUR for d in self._seen.values())

    @property
    def warnings(self) -> int:
        """How many remarks do not stop a build."""
        return len(self) - self.errors

    @property
    def has_errors(self) -> bool:
        """Whether anything here stops a build."""
        return self.errors > 0

    def fails(self, *, strict: bool) -> bool:
        """Whether the run ends with exit code 1: an error, or anything at all under ``--strict``."""
        return self.has_errors or (strict and len(self) > 0)


HIDDEN = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey instead of showing."""

RED, YELLOW, BLUE, BOLD, RESET = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


def as_text(report: Report, lines: Mapping[str, list[str]], *, colour: bool = False) -> str:
    """Render every remark for a terminal, each with its source line and a caret.

    ``lines`` gives the text of the files, line by line, as read; a path that is not in it is shown
    without its line. The result ends with a newline unless it is empty.
    """
    return "".join(_block(d, lines, colour) + "\n" for d in report)


def _block(d: Diagnostic, lines: Mapping[str, list[str]], colour: bool) -> str:
    def paint(text: str, *codes: str) -> str:
        return "".join(codes) + text + RESET if colour else text

    tint = RED if d.gravite is Gravite.ERREUR else YELLOW
    out = [
        paint(f"{d.gravite}[{d.code}]", tint, BOLD) + paint(f" : {d.message}", BOLD),
        f"  {paint('-->', BLUE)} {d.span.path}:{d.span.line}:{d.span.column}",
    ]
    source = lines.get(d.span.path, [])
    if 0 < d.span.line <= len(source) and source[d.span.line - 1].strip():
        number = str(d.span.line)
        bar = paint("|", BLUE)
        shown, caret, width = _window(source[d.span.line - 1], d.span.column, d.span.length)
        under = paint("^" * width, tint) + (f" attendu : {d.attendu}" if d.attendu else "")
        out += [
            f"{' ' * len(number)} {bar}",
            f"{paint(number, BLUE)} {bar} {shown}",
            f"{' ' * len(number)} {bar} {' ' * caret}{under}",
        ]
    if d.aide:
        out.append(f"  {paint('=', BLUE)} aide : {d.aide}")
    return "\n".join(out) + "\n"


def _window(line: str, column: int, length: int, limit: int = 100) -> tuple[str, int, int]:
    """Return the part of a long line around a column, the caret's offset in it and its width."""
    line = HIDDEN.sub("\ufffd", line.expandtabs(1).rstrip())
    start = max(0, column - 1 - limit // 2) if len(line) > limit else 0
    shown = ("…" if start else "") + line[start : start + limit] + ("…" if len(line) > start + limit else "")
    caret = column - 1 - start + (1 if start else 0)
    return shown, caret, max(1, min(length, len(shown) - caret))


def plural(count: int, noun: str) -> str:
    """Return « 1 erreur », « 2 erreurs », « aucune erreur » is left to the caller."""
    return f"{count} {noun}" + ("s" if count > 1 else "")


def summary(report: Report, *, wrote: bool | None = None, strict: bool = False) -> str:
    """Return the closing line of a run.

    ``wrote`` says what became of a build: None for a mere check, False when nothing was written.
    """
    found = [plural(report.errors, "erreur")] if report.errors else []
    found += [plural(report.warnings, "avertissement")] if report.warnings else []
    counted = ", ".join(found) or "aucune remarque"
    end = " — rien n’a été écrit." if wrote is False and report.fails(strict=strict) else "."
    first = next(iter(report), None)
    more = f" En savoir plus : carnet expliquer {first.code}" if first else ""
    return f"{counted} dans {plural(report.files, 'fichier')}{end}{more}"


def as_json(report: Report) -> str:
    """Render the contract's JSON document, with a final newline."""
    document = {"diagnostics": [d.as_json() for d in report], "fichiers": report.files}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_github(report: Report) -> str:
    """Render GitHub Actions workflow commands, one per remark."""

    def escape(text: str, extra: str = "") -> str:
        for char in "%\r\n" + extra:
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    level = {Gravite.ERREUR: "error", Gravite.AVERTISSEMENT: "warning"}
    return "".join(
        f"::{level[d.gravite]} file={escape(d.span.path, ',:')},line={d.span.line},col={d.span.column},"
        f"title={escape(d.code, ',:')}::{escape(d.message + (f' — {d.aide}' if d.aide else ''))}\n"
        for d in report
    )
