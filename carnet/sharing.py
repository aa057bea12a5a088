"""Work shared between the cores, for what it leaves in the cache.

In: tasks, each of which keeps its result in a ``Cache``. Out: nothing: whoever needs a result asks for it as
if it had not been made, and finds it there. So a child that dies, a system without ``fork`` or a cache that
keeps nothing only cost time.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from carnet.progress import Told, untold

FEWEST: Final = 8
"""Below so many tasks, another process costs more than it spares."""


def share(tasks: Sequence[Callable[[], object]], jobs: int, *, what: str = "", told: Told = untold) -> None:
    """Do tasks on ``jobs`` cores and wait for them; a child whose parent was killed stops after its task.

    ``told`` is told of ``what`` they make, as if all cores went at the same pace.
    """
    jobs = min(jobs, len(tasks) // FEWEST)
    if jobs < 2 or not hasattr(os, "fork"):
        return
    children = [pid for rank in range(1, jobs) if (pid := _child(tasks[rank::jobs])) is not None]
    try:
        for rank, task in enumerate(tasks[::jobs]):
            told(what, rank * jobs, len(tasks))
            task()
    finally:
        for pid in children:
            os.waitpid(pid, 0)


def _child(tasks: Sequence[Callable[[], object]]) -> int | None:
    """Start a process that does tasks; what goes wrong in it is met again by whoever needs the result."""
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        return None
    if pid:
        return pid
    with suppress(BaseException):
        for task in tasks:
            if os.getppid() != parent:
                break
            task()
    os._exit(0)
