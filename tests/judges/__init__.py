"""The outside judges, one module each: each takes what a build wrote and returns remarks.

An empty list is a clean bill. A judge that cannot be asked raises ``CarnetError`` with the command
that mends it; the fixtures of ``conftest.py`` turn that into a skip that is said aloud, or into a
failure when ``CARNET_JUGES=exiges``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from carnet import machine
from carnet.diagnostics import CarnetError

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "tools/judges/node_modules"

# Half the start-up time of a Java judge; what it does afterwards is too short to be optimised.
JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m")

# A browser that runs as root, keeps nothing and asks nothing of the network.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One fault a judge found: its code, how serious the judge says it is, where, in its own words."""

    code: str
    severity: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity} {self.code} [{self.place}] {self.message}"


Judge = Callable[..., list[Remark]]
"""What the fixtures of ``conftest.py`` give: a check to call on a file, a folder or an address."""


def installed(path: Path, judge: str) -> Path:
    """Return a file that the set-up installs, or say that it is not there yet."""
    if not path.exists():
        raise CarnetError(f"{judge} n’est pas installé", aide="lancez : make installer-essais")
    return path


def java() -> str:
    """Return the Java program, or say how to install it."""
    return machine.require("java")
