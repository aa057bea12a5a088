"""Every remark the program can make about a carnet: one row per rule.

The tables are grouped by the room that speaks; ``RULES`` is their union and the only thing read
elsewhere. A rule has one directory of test cases, ``tests/cas/<code>/``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from carnet.rules import (
    edition,
    fields,
    linking,
    media,
    outputs,
    printing,
    proofreading,
    reading,
    rights,
    text,
)
from carnet.rules.base import Gravite, Rule

__all__ = ["RULES", "Gravite", "Rule"]


def _table(*groups: tuple[Rule, ...]) -> Mapping[str, Rule]:
    rows = [rule for group in groups for rule in group]
    table = {rule.code: rule for rule in rows}
    assert len(table) == len(rows), "two rules share a code"
    return MappingProxyType(table)


RULES: Mapping[str, Rule] = _table(
    reading.RULES,
    fields.RULES,
    linking.RULES,
    rights.RULES,
    text.RULES,
    proofreading.RULES,
    media.RULES,
    edition.RULES,
    printing.RULES,
    outputs.RULES,
)
