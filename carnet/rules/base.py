"""What a rule is."""

from dataclasses import dataclass
from enum import StrEnum


class Gravite(StrEnum):
    """How serious a remark is: an error stops a build, a warning does not."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong, and how it is said.

    ``message`` and ``aide`` are ``str.format`` templates filled with the values given to
    ``Report.add``: the fact, then the remedy. ``explication`` is what ``carnet expliquer`` tells,
    with a faulty ``exemple`` and its ``remede``, both shown as they would stand in a file.
    """

    code: str
    gravite: Gravite
    message: str
    aide: str
    explication: str
    exemple: str
    remede: str
