"""Give every reader thousands of broken files: each must be read or refused, never a traceback, never a wait.

``nice python tools/fuzz_readers.py 10000 [seed] [reader…]`` says for each reader how many inputs it took and
how many it refused, and shows the first traceback and the slowest input. Inputs are good ones broken at
random: bytes flipped, cut, doubled, pasted from one another. A seed gives the same ones.
"""

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reader_fuzz import READERS, broken  # noqa: E402 - the tree is not installed

DEADLINE = 10.0
"""Seconds of processor that no input may take."""


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
    slowest, first = 0.0, ""
    for _ in range(count):
        given = broken(samples, rng)
        began = time.process_time()
        try:
            ends["read" if read(given) else "refused"] += 1
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            ends["traceback"] += 1
            first = first or f"{given[:300]!r}\n{traceback.format_exc()}"
        took = time.process_time() - began
        slowest = max(slowest, took)
        ends["late"] += took > DEADLINE
    print(f"{name}: {dict(+ends)}, slowest {slowest:.2f} s of processor", flush=True)
    if first:
        print(first)
    return ends["traceback"] + ends["late"]


if __name__ == "__main__":
    main()
