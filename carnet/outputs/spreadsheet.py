"""CSV for the spreadsheets of French offices, which a double click must open.

In: rows of strings. Out: bytes: semicolons, as a French spreadsheet expects; CRLF; a byte order mark, without
which Excel reads UTF-8 as something else; and no cell that would run as a formula.
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def written(rows: Iterable[Iterable[str]]) -> bytes:
    """Return a whole file, its header first."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def words(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a space holds it back."""
    return f" {text}" if text.startswith(FORMULA) else text
