"""Citations ``[@cle]``: a bibliography and one citeproc call for the whole carnet."""

from dataclasses import dataclass

from carnet.diagnostics import Report

BIBLIOGRAPHY = "#bibliographie"
"""The key under which ``read_bodies`` returns the list of what is cited."""


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The references a carnet may cite: the text of a ``.bib`` or CSL-JSON file, and a CSL style."""

    text: str
    syntax: str
    style: str
    keys: frozenset[str]


def read_bibliography(text: str, *, path: str, report: Report, style: str = "") -> Bibliography | None:
    """Read a bibliography file; ``style`` is the text of a CSL file (default: ISO 690, author-date).

    None when it cannot be read: the error is in the report.
    """
    raise NotImplementedError
