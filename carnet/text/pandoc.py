"""The only module that knows pandoc: persistent workers that survive what they are given.

In: requests. Out: answers, each with the key of its request. A worker is one ``pandoc lua`` process fed a
line per text (nine times cheaper than a process per text). One that takes too long, eats its heap or dies
costs its own request an error; it is started again and the others go on. Workers end with their pool, and
by themselves when this process disappears, because their input closes.
"""

import importlib.metadata
import importlib.util
import json
import os
import selectors
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from carnet.diagnostics import CarnetError

FORMAT = "commonmark_x-smart"
"""The dialect of every body.

``commonmark_x`` reads in linear time (pandoc's own ``markdown`` is exponential on pasted garbage). Smart
quotes are off because typography is ours. All else that the dialect has or has not is decided around pandoc.
Before it reads, ``masking`` takes out renvois, bare addresses, raw HTML, formulas and « p. 14 », which is no
list; after, ``settling`` gives back ``~``, ``:mot:`` and « [Titre] », which are text. Pandoc could not do it:
it cannot switch raw HTML off (jgm/pandoc#8305), it breaks table rows at ``[[..]]``, and it takes 0.3 ms per
text for each extension named here, which was half of the whole time.
"""

HEAP = "512m"
SIZE_LIMIT = 500_000
"""The longest text read, in bytes: a book of 80,000 words in one entry is a mistake or an attack."""

TOO_DEEP = "il emboîte trop de blocs les uns dans les autres"

LUA = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked from a worker; ``key`` comes back with the answer."""

    key: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the fields, or in French why nothing did (``failure`` is "" when all is well)."""

    key: str
    fields: dict[str, Any]
    failure: str = ""


@cache
def program() -> Path:
    """Return pandoc: the one this program was installed with, else the machine's."""
    spec = importlib.util.find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
        if bundled.is_file():
            return bundled
    found = shutil.which("pandoc")
    if found is None:
        raise CarnetError("pandoc manque sur cette machine", aide="pip install pypandoc_binary")
    return Path(found)


@cache
def version() -> str:
    """Return what identifies pandoc in a cache key, without starting it when it was installed with us."""
    try:
        return f"pypandoc_binary {importlib.metadata.version('pypandoc_binary')}"
    except importlib.metadata.PackageNotFoundError:
        shown = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True)
        return shown.stdout.partition("\n")[0]


@cache
def script(name: str) -> str:
    """Return the text of one of our Lua scripts, which is part of the cache keys of what it makes."""
    return (LUA / name).read_text(encoding="utf-8")


class Worker:
    """One persistent process, one request at a time."""

    def __init__(self, name: str, *arguments: str) -> None:
        self._command = [str(program()), "+RTS", f"-M{HEAP}", "-RTS", "lua", str(LUA / name), *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._received = bytearray()
        self.request: Request | None = None
        self.starts = 0
        self._cpu_before = self._wall_before = 0.0

    def send(self, request: Request) -> None:
        """Give a request to an idle worker, starting it when needed; a dead one is seen by ``receive``."""
        if self._process is None:
            self._start()
        self.request = request
        self._received.clear()
        self._cpu_before = self._cpu() or 0.0
        self._wall_before = time.monotonic()
        with suppress(BrokenPipeError):
            self._stdin.write(json.dumps(request.fields, ensure_ascii=False).encode() + b"\n")
            self._stdin.flush()

    def receive(self) -> Answer | None:
        """Read what is there; return the answer when it is whole, or the failure of a dead worker."""
        assert self.request is not None
        chunk = os.read(self.output.fileno(), 1 << 16)
        self._received += chunk
        if chunk and not self._received.endswith(b"\n"):
            return None
        request, self.request = self.request, None
        if not chunk:
            code = self.stop(kill=True)
            heap = code == 251  # GHC's « heap exhausted »
            return Answer(
                request.key, {}, "il demande trop de mémoire" if heap else "sa lecture s’arrête net"
            )
        try:
            fields = json.loads(self._received)
        except RecursionError:
            return Answer(request.key, {}, TOO_DEEP)
        return Answer(request.key, fields, "il n’est pas lisible" if "error" in fields else "")

    def overdue(self, deadline: float) -> Answer | None:
        """Stop a worker that takes too long and return the failure of its request.

        The deadline is processor time where the system tells it, so that a loaded machine refuses
        nothing; a wall clock twelve times longer holds everywhere.
        """
        spent = self._cpu()
        waited = time.monotonic() - self._wall_before
        if waited < 12 * deadline and (spent is None or spent - self._cpu_before < deadline):
            return None
        request, self.request = self.request, None
        assert request is not None
        self.stop(kill=True)
        return Answer(request.key, {}, "sa lecture prend trop de temps")

    def stop(self, *, kill: bool = False) -> int:
        """End the process and return its code."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what was not written yet has nowhere to go
                pipe.close()
        return process.wait()

    @property
    def output(self) -> IO[bytes]:
        """Where answers come out."""
        assert self._process is not None and self._process.stdout is not None
        return self._process.stdout

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process is not None and self._process.stdin is not None
        return self._process.stdin

    def _start(self) -> None:
        self.starts += 1
        nowhere = {"PATH": "/nonexistent", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=nowhere,
        )

    def _cpu(self) -> float | None:
        """Return the processor seconds the process has used, where the system shows them."""
        assert self._process is not None
        try:
            shown = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return None
        user, system = shown.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Pool:
    """Workers that share a list of requests; use it as a context manager."""

    def __init__(self, name: str, *arguments: str, jobs: int = 1, deadline: float = 5.0) -> None:
        self.workers = [Worker(name, *arguments) for _ in range(max(1, jobs))]
        self._deadline = deadline

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.workers:
            worker.stop(kill=kind is not None or worker.request is not None)

    def answers(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Yield an answer for each request, in the order they come.

        A worker gets its next request before its answer is handed on: it works while we do.
        """
        waiting = deque(requests)
        with selectors.DefaultSelector() as selector:
            for worker in self.workers:
                self._next(worker, waiting, selector)
            while selector.get_map():
                ready = {key.data for key, _ in selector.select(timeout=0.5)}
                for worker in [key.data for key in list(selector.get_map().values())]:
                    output = worker.output
                    answer = worker.receive() if worker in ready else worker.overdue(self._deadline)
                    if answer is not None:
                        selector.unregister(output)
                        self._next(worker, waiting, selector)
                        yield answer

    @staticmethod
    def _next(worker: Worker, waiting: deque[Request], selector: selectors.BaseSelector) -> None:
        if waiting:
            worker.send(waiting.popleft())
            selector.register(worker.output, selectors.EVENT_READ, worker)


def ask(name: str, fields: dict[str, Any], *, deadline: float = 60.0) -> Answer:
    """Ask one question to a worker of its own."""
    with Pool(name, deadline=deadline) as pool:
        (answer,) = pool.answers([Request("", fields)])
    return answer
