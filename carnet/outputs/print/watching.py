"""WeasyPrint at work: what it complains of is said in French, and what it may use is bounded.

A layout has no end of its own: eight hundred notes in one paragraph, a table of eighty thousand cells or a
height of a kilometre in a workspace's style keep it busy for hours, or fill the memory. Each text is given
computing time and memory by its length, some ten times what its pages take (measured: 0.025 s and 0.6 MB a
page); one that wants more is stopped, and named. A thread looks on, so that this holds on the desk too, where
layouts are made in threads; the system's own limit stands behind it for what is asked all at once.

Meanwhile Python looks less often for values to forget, and not at all among the old: laid-out pages are
millions of them that live as long as the book, and looking through them took a fifth of its time (20.6 s for
389 pages, 16.2 s since; 5 s of 75 for 1,716 pages went into the old alone).
"""

import ctypes
import gc
import logging
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ContextDecorator, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final

from carnet.diagnostics import CarnetError

SECONDS, SECONDS_A_PAGE = 60.0, 0.25
"""The computing time a text is given, of this process: the load of the machine does not count."""

MEMORY, MEMORY_A_PAGE = 1 << 30, 6 << 20
"""The memory a text is given above what was used before it, in bytes."""

GLANCE: Final = 0.05
"""How often the watch looks, in seconds."""

AGAIN: Final = 0.5
"""After how long it insists, in seconds: a library may lose what it is told inside a callback."""

MANY: Final = 100_000
"""How many new values Python makes before it looks for some to forget; 700 unless told."""

NEVER: Final = 1 << 30
"""After how many looks at the rather new it would look at the old as well: a page once laid out is kept."""

PER_PAGE: Final = 1580
"""How much HTML a page holds, about."""

UNLOADED: Final = "Font-face %r cannot be loaded"

REMEDY: Final = (
    "partagez ce texte en plusieurs fiches, ou allégez ce qu’il a de démesuré (un tableau de milliers de "
    "cases, des centaines de notes dans un paragraphe)\u00a0; si le carnet a ses propres styles dans "
    "templates/print, revoyez les tailles qu’ils donnent"
)
OURS_OR_YOURS: Final = (
    "si le carnet a ses propres styles ou gabarits dans templates/print, retirez-les un à un\u00a0; sinon, "
    "c’est un défaut de l’outil\u00a0: signalez-le avec ce message"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being laid out, as a message names it: in words, then the name and file of each entry in it."""

    words: str
    files: tuple[tuple[str, str], ...] = ()

    def said(self, identifier: str | None) -> str:
        """Return how a message names it, given the entry that was being laid out when it is known."""
        files = dict(self.files)
        file = files.get(identifier or "") or (next(iter(files.values())) if len(files) == 1 else "")
        return f"{self.words} ({file})" if file else self.words


PAGES: Final = Subject("ces pages")


@contextmanager
def watched(subject: Subject, pages: float = 1.0) -> Iterator[None]:
    """Turn whatever stops WeasyPrint, and what it would only log, into an error said in French.

    ``pages`` is how many pages the subject should take: it is given time and memory for them.
    """
    from weasyprint.urls import FatalURLFetchingError

    ear = _Ear()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(ear)
    watch = _Watch(pages)

    def named(fault: BaseException) -> str:
        often = next(iter(watch.seen.most_common(1)), None)
        return subject.said(often[0] if often else _identifier(_innermost(fault.__traceback__)))

    try:
        with RARELY, watch:
            yield
    except CarnetError:
        raise
    except FatalURLFetchingError as fault:
        raise CarnetError(
            f"le livre demande une ressource qui n’est pas du carnet : {fault}",
            aide="un style ou un gabarit de templates/print la nomme : placez-la dans ce dossier",
        ) from fault
    except (_TooLong, _TooLarge, MemoryError) as fault:
        what = "n’en finit pas" if isinstance(fault, _TooLong) else "demande trop de mémoire"
        raise _stopped(f"la mise en page de {named(fault)} {what}") from fault
    except RecursionError as fault:
        raise _stopped(f"{named(fault)} a trop de blocs les uns dans les autres") from fault
    except Exception as fault:
        said = f"{type(fault).__name__} {fault}".strip()
        raise CarnetError(
            f"la mise en page de {named(fault)} a échoué\u00a0: {said}",
            aide=OURS_OR_YOURS,
            exit_code=1,
        ) from fault
    finally:
        logger.removeHandler(ear)
    if ear.faces:
        raise CarnetError(
            f"une police du livre ne se charge pas : {ear.faces[0]}",
            aide="remplacez son fichier dans templates/print/fonts par un fichier TTF ou OTF entier",
        )
    if ear.heard:
        raise CarnetError(f"la mise en page du livre a échoué : {ear.heard[0]}")


def _stopped(message: str) -> CarnetError:
    return CarnetError(f"{message}\u00a0: elle a été arrêtée", aide=REMEDY, exit_code=1)


class _Ear(logging.Handler):
    """Keeps what WeasyPrint complains of; a face that does not load is only a warning to it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self.faces: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.heard.append(record.getMessage())
        elif record.msg == UNLOADED:
            self.faces.append(record.getMessage())


# --- the entry being laid out -----------------------------------------------------------------------


def _identifier(frame: FrameType | None) -> str | None:
    """Return the public name of the entry being laid out: that of the innermost box that has one."""
    while frame is not None:
        element = getattr(frame.f_locals.get("box"), "element", None)
        if element is not None and element.get("data-entree"):
            return str(element.get("data-entree"))
        frame = frame.f_back
    return None


def _innermost(trace: TracebackType | None) -> FrameType | None:
    """Return where a fault was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame if trace else None


# --- what is to be forgotten -----------------------------------------------------------------------


class _Rarely(ContextDecorator):
    """Makes Python look less often for values to forget, as long as one thread at least is inside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._usual = gc.get_threshold()
                gc.set_threshold(MANY, self._usual[1], NEVER)
            self._inside += 1

    def __exit__(self, *fault: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                gc.set_threshold(*self._usual)


RARELY: Final = _Rarely()
"""Around all that makes a book: between two of its texts too, Python would look through every page."""


# --- the watch --------------------------------------------------------------------------------------


class _TooLong(BaseException):
    """The text has had its time. Not an ``Exception``: libraries swallow those."""


class _TooLarge(BaseException):
    """The text has had its memory."""


class _Watch:
    """Stops the thread that opens it when it has had its time or its memory.

    ``seen`` counts the entries it saw being laid out once half of the time was gone.
    """

    def __init__(self, pages: float) -> None:
        self.seen: Counter[str] = Counter()
        self._seconds = SECONDS + SECONDS_A_PAGE * pages
        self._memory = MEMORY + int(MEMORY_A_PAGE * pages)
        self._done = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._thread = threading.get_ident()
        self._since = time.process_time()
        self._most = _peak() + self._memory
        self._before = _capped(2 * self._memory)
        threading.Thread(target=self._look, name="carnet-mise-en-page", daemon=True).start()

    def __exit__(self, *fault: object) -> None:
        with self._lock:
            self._done.set()
        _restore(self._before)

    def _look(self) -> None:
        pause = GLANCE
        while not self._done.wait(pause):
            spent = time.process_time() - self._since
            if spent > self._seconds / 2 and (seen := _identifier(sys._current_frames().get(self._thread))):
                self.seen[seen] += 1
            stop = _TooLong if spent > self._seconds else _TooLarge if _peak() > self._most else None
            if stop:
                self._stop(stop)
                pause = AGAIN

    def _stop(self, why: type[BaseException]) -> None:
        with self._lock:
            if not self._done.is_set():
                thread = ctypes.c_ulong(self._thread)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(why))


def _peak() -> int:
    """Return the most memory this process ever used, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _capped(more: int) -> tuple[int, int] | None:
    """Ask the system to refuse this process more than so many bytes above what it has; return its old limit.

    A limit is of the whole process: only its main thread sets one, so that the desk's do not undo each other.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    most = used + more
    if before[0] != resource.RLIM_INFINITY:
        most = min(most, before[0])
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    return before


def _restore(before: tuple[int, int] | None) -> None:
    if before is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, before)
