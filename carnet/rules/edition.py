"""Rules of this room."""

from carnet.rules.base import Rule

RULES: tuple[Rule, ...] = ()
