"""Give every reader thousands of broken files: each must be read or refused, never a traceback, never a wait.

``nice python tools/fuzz_readers.py 10000 [seed] [reader…]`` says for each reader how many inputs it took and
how many it refused, and shows the first traceback, the first input that took too long, and the slowest time.
Inputs are good ones broken at random: bytes flipped, cut, doubled, pasted from one another. A seed gives the
same ones. Time is the processor's, ours and that of every program we start (pandoc, ffmpeg), alive or ended.
"""

import os
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reader_fuzz import READERS, broken  # noqa: E402 - the tree is not installed

DEADLINE = 10.0
"""Seconds of processor that no input may take."""
STUCK = 300
"""Seconds on the clock after which an input is given up: who waits for ever spends no processor."""


class StuckError(BaseException):
    """Not an ``Exception``: no reader can take it for a fault of its file."""


def main() -> None:
    """Read the command line, break and read, tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        for reader in sys.argv[3:] or READERS:
            with READERS[reader](Path(name)) as (samples, read):
                faults += tell(reader, samples, read, count, random.Random(f"{reader} {seed}"))
    sys.exit(bool(faults))


def tell(
    name: str, samples: list[bytes], read: Callable[[bytes], bool], count: int, rng: random.Random
) -> int:
    """Give one reader its inputs and print a line; return how many faults it has."""
    ends: Counter[str] = Counter()
    slowest, first, late = 0.0, "", ""
    for _ in range(count):
        given = broken(samples, rng)
        began = spent()
        try:
            with given_up_after(STUCK):
                ends["read" if read(given) else "refused"] += 1
        except StuckError:
            ends["stuck"] += 1
            late = late or f"{given[:300]!r}"
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            ends["traceback"] += 1
            first = first or f"{given[:300]!r}\n{traceback.format_exc()}"
        took = spent() - began
        slowest = max(slowest, took)
        if took > DEADLINE:
            ends["late"] += 1
            late = late or f"{given[:300]!r}"
    print(f"{name}: {dict(+ends)}, slowest {slowest:.2f} s of processor", flush=True)
    for shown in filter(None, (first, late)):
        print(shown, flush=True)
    return ends["traceback"] + ends["late"] + ends["stuck"]


@contextmanager
def given_up_after(seconds: int) -> Iterator[None]:
    """Raise ``StuckError`` in what takes longer on the clock."""

    def stop(signum: int, frame: object) -> None:
        raise StuckError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def spent() -> float:
    """Return the seconds of processor used so far, by this process, by its ended children, by living ones."""
    times = os.times()
    ended = times.user + times.system + times.children_user + times.children_system
    return ended + sum(map(_used, _children()))


def _children() -> list[int]:
    """Return the processes this one has started and that still run, where the system tells."""
    tasks = Path("/proc/self/task")
    return [int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()]


def _used(pid: int) -> float:
    """Return the seconds of processor of a living process, 0 when it is gone."""
    with suppress(OSError):
        shown = Path(f"/proc/{pid}/stat").read_text()
        user, system = shown.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return 0.0


if __name__ == "__main__":
    main()
