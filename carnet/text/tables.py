"""Pipe tables whose rows are longer than their header.

Pandoc ends a table at such a row. Here the header gets as many empty columns as the longest row needs, at the
end of its two lines, so that no line and no column of the text moves.
"""

import re

RULE = re.compile(r"^[ \t>]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$")
BAR = re.compile(r"(?<!\\)\|")


def widened(text: str) -> str:
    """Return a text whose tables have as many columns as their longest row."""
    if "|" not in text:
        return text
    lines = text.split("\n")
    for at in range(1, len(lines)):
        if "|" in lines[at] and RULE.match(lines[at]) and "|" in lines[at - 1]:
            _widen(lines, at)
    return "\n".join(lines)


def _widen(lines: list[str], rule: int) -> None:
    columns = _cells(lines[rule])
    if _cells(lines[rule - 1]) != columns:
        return  # no table
    end = rule + 1
    while end < len(lines) and "|" in lines[end]:
        end += 1
    missing = max((_cells(line) for line in lines[rule + 1 : end]), default=0) - columns
    if missing > 0:
        lines[rule - 1] = _with_last_bar(lines[rule - 1]) + " |" * missing
        lines[rule] = _with_last_bar(lines[rule]) + "-|" * missing


def _cells(line: str) -> int:
    """Return how many cells a row has; its outer bars are optional."""
    inside = line.strip(" \t>").removeprefix("|")
    bars = list(BAR.finditer(inside))
    return len(bars) if bars and bars[-1].end() == len(inside) else len(bars) + 1


def _with_last_bar(line: str) -> str:
    line = line.rstrip()
    return line if line.endswith("|") else f"{line} |"
