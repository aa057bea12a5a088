"""A build asked from the desk: ``carnet construire``, its words shown as they come.

In: targets. Out: what the program says. One build at a time; it is the same program, in its own process, so
that the desk answers meanwhile and a build that fails takes nothing with it.
"""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import carnet
from carnet.desk.desk import Hub

TARGETS: Final = {
    "web": "Le site",
    "pdf": "Le PDF",
    "imprime": "Le livre pour l’imprimeur",
    "epub": "L’EPUB",
    "kits": "Les kits à reprendre",
    "reseaux": "Les textes pour les réseaux",
    "donnees": "Les données ouvertes",
}
RESULTS: Final = {
    "web": "site/index.html",
    "pdf": "carnet.pdf",
    "imprime": "carnet-imprimeur.pdf",
    "epub": "carnet.epub",
}
"""What can be opened in the browser once it is built, in ``out/``."""
MOST_LINES: Final = 400


@dataclass
class Making:
    """The last build. ``code`` is None while it runs or when there was none."""

    root: Path
    hub: Hub
    targets: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)
    code: int | None = None
    running: bool = False
    _task: asyncio.Task[None] | None = None

    def start(self, targets: tuple[str, ...]) -> bool:
        """Start a build; False when one is running."""
        if self.running:
            return False
        self.targets, self.lines, self.code, self.running = targets, [], None, True
        self._task = asyncio.create_task(self._run())
        return True

    async def _run(self) -> None:
        process = await asyncio.create_subprocess_exec(
            # -P: a folder of the workspace called « carnet » is not the program.
            sys.executable, "-P", "-c", "from carnet.cli import main; main()",
            "-C", str(self.root), "construire", *self.targets,
            env={**os.environ, "PYTHONPATH": str(Path(carnet.__file__).parents[1])},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                self.lines = [*self.lines, line.decode("utf-8", "replace").rstrip()][-MOST_LINES:]
            self.code = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
            self.running = False
            self.hub.tell(-1)

    async def stop(self) -> None:
        """End with the desk."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
