"""What is being done, for whoever waits at a terminal: one line, rewritten at each step, then wiped.

In: the steps as they come, and how far the long ones are. Out: text on the terminal, and nowhere else:
``SILENT`` is for pipes and programs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 79
"""Columns a line may take: more would start another on the narrowest terminal in use."""


Told = Callable[[str, int, int], None]
"""Tells how far a step is: what is counted (« photos »), how many are done, how many there are."""


def untold(what: str, done: int, total: int) -> None:
    """Tell nothing."""


@dataclass(slots=True)
class Progress:
    """The line of one build of ``steps`` steps. ``write`` puts text on the terminal as it is."""

    steps: int
    write: Callable[[str], object]
    clock: Callable[[], float] = time.monotonic
    _rank: int = 0
    _step: str = ""
    _began: float = field(default=0.0)

    def step(self, what: str) -> None:
        """Say that a step begins; ``what`` fits in half a line."""
        if not self.steps:
            return
        self._began = self._began or self.clock()
        self._rank += 1
        self._step = f"[{self._rank}/{self.steps}] {what}"
        self._line(f"{self._step}…")

    def within(self, what: str, done: int, total: int) -> None:
        """Say how far the step is (``Told``)."""
        if self.steps:
            self._line(f"{self._step}\u00a0: {what}, {done} sur {total}…")

    def done(self, spared: int, asked: int) -> None:
        """Wipe the line, and say how long it took and what the cache spared."""
        if not self.steps:
            return
        self._line("")
        took = max(1, round(self.clock() - self._began))
        said = f"{took} s\u00a0; le cache a épargné {spared} calculs sur {asked}" if asked else f"{took} s"
        self.write(f"{said}\n")

    def wipe(self) -> None:
        """Leave the line empty for what is said next."""
        self._line("")

    def _line(self, text: str) -> None:
        self.write(f"\r{text[:WIDTH]:<{WIDTH}}\r{text[:WIDTH]}")


SILENT: Final = Progress(0, lambda text: None)
"""Says nothing: it has no step."""
