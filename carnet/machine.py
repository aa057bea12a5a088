"""What this machine has, what it lacks, and the command that installs it: one table.

In: the machine. Out: findings, their French rendering, and a ``CarnetError`` when something needed
is missing. Standard library only: the set-up reads this table before a virtual environment exists.
"""

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from carnet.diagnostics import CarnetError


class Need(StrEnum):
    """What a tool is wanted for; the value is the heading it is listed under."""

    BUILD = "Pour construire le carnet"
    TESTS = "Pour les essais du projet"


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing the machine must have: how to find it, what is lost without it, where it comes from.

    ``locate`` returns a place (a path, a library, a package) or None, without starting anything;
    ``version`` starts the tool and may return an empty string. ``packages`` gives, for each
    installer of ``INSTALLERS``, the names it knows the tool by.
    """

    name: str
    label: str
    without: str
    need: Need
    locate: Callable[[], str | None]
    version: Callable[[], str]
    packages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one tool: ``place`` is None when it is missing."""

    tool: Tool
    place: str | None
    version: str = ""


def _program(*names: str) -> Callable[[], str | None]:
    """Return a locator of the first program that is there under one of these names."""
    return lambda: next(filter(None, map(shutil.which, names)), None)


def _programs(*names: str) -> Callable[[], str | None]:
    """Return a locator of the first of several programs, all of which must be there."""

    def locate() -> str | None:
        places = [shutil.which(name) for name in names]
        return places[0] if all(places) else None

    return locate


def _answer(locate: Callable[[], str | None], option: str) -> Callable[[], str]:
    """Return a function that asks a program its version and keeps the number."""

    def version() -> str:
        place = locate()
        if place is None:
            return ""
        with suppress(OSError, subprocess.TimeoutExpired):
            run = subprocess.run([place, option], capture_output=True, text=True, timeout=20, check=False)
            number = re.search(r"\d+(?:\.\d+)+", run.stdout + run.stderr)
            return number[0] if number else ""
        return ""

    return version


def _chromium() -> str | None:
    """Find a browser of Chromium's family; ``CARNET_CHROMIUM`` names another one."""
    application = "/Applications/{0}.app/Contents/MacOS/{0}"
    return _program(
        os.environ.get("CARNET_CHROMIUM") or "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        application.format("Google Chrome"),
        application.format("Chromium"),
    )()


def _java() -> str | None:
    """Find the Java runtime: ``JAVA_HOME`` first, as the Java tools do."""
    home = os.environ.get("JAVA_HOME")
    return (home and shutil.which("java", path=str(Path(home, "bin")))) or shutil.which("java")


# What WeasyPrint loads; without the last one it subsets fonts by other means and writes other bytes.
PANGO_LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig", "harfbuzz-subset")


def _library(name: str) -> ctypes.CDLL | None:
    """Load a shared library under the names it has on Linux, macOS and Windows."""
    for file in (
        f"lib{name}.so.0",
        f"lib{name}.so.1",
        f"lib{name}.0.dylib",
        f"lib{name}.1.dylib",
        f"lib{name}.dylib",
        f"lib{name}-0.dll",
        f"lib{name}-1.dll",
    ):
        with suppress(OSError):
            return ctypes.CDLL(file)
    return None


def _atomic() -> str | None:
    """Find what the Node.js inside Playwright loads on Linux, and on Linux alone."""
    return "libatomic" if platform.system() != "Linux" or _library("atomic") else None


def _pango() -> str | None:
    return "libpango" if all(map(_library, PANGO_LIBRARIES)) else None


def _pango_version() -> str:
    library = _library("pango-1.0")
    if library is None:
        return ""
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _distribution(module: str) -> Callable[[], str | None]:
    return lambda: module if importlib.util.find_spec(module) else None


def _distribution_version(name: str) -> Callable[[], str]:
    def version() -> str:
        with suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(name)
        return ""

    return version


def _everywhere(packages: str) -> dict[str, str]:
    return dict.fromkeys(INSTALLERS, packages)


INSTALLERS: Mapping[str, str] = {
    "apt-get": "apt-get install -y --no-install-recommends {}",
    "dnf": "dnf install -y {}",
    "pacman": "pacman -S --noconfirm --needed {}",
    "brew": "brew install {}",
}

TOOLS: tuple[Tool, ...] = (
    Tool(
        "venv", "module venv de Python", "l’environnement de travail .venv ne peut pas être créé", Need.BUILD,
        _distribution("ensurepip"), platform.python_version,
        {"apt-get": "python3-venv", "dnf": "python3", "pacman": "python", "brew": "python"},
    ),
    Tool(
        "pango", "Pango", "les PDF ne peuvent pas être mis en page", Need.BUILD, _pango, _pango_version,
        _everywhere("pango") | {"apt-get": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"},
    ),
    Tool(
        "ffmpeg", "ffmpeg", "les sons ne peuvent pas être préparés", Need.BUILD,
        _programs("ffmpeg", "ffprobe"), _answer(_program("ffmpeg"), "-version"),
        _everywhere("ffmpeg") | {"dnf": "ffmpeg-free"},
    ),
    Tool(
        "java", "Java", "EPUBCheck, veraPDF et le validateur Nu ne peuvent pas juger", Need.TESTS,
        _java, _answer(_java, "-version"),
        {"apt-get": "default-jre-headless", "dnf": "java-latest-openjdk-headless",
         "pacman": "jre-openjdk-headless", "brew": "openjdk"},
    ),
    Tool(
        "chromium", "Chromium", "axe et Ace ne peuvent pas juger", Need.TESTS,
        _chromium, _answer(_chromium, "--version"),
        _everywhere("chromium") | {"brew": "google-chrome"},
    ),
    Tool(
        "libatomic", "libatomic", "axe ne peut pas juger", Need.TESTS, _atomic, str,
        {"apt-get": "libatomic1", "dnf": "libatomic", "pacman": "gcc-libs", "brew": "gcc"},
    ),
    Tool(
        "node", "Node.js", "Ace, axe et le validateur Nu ne peuvent pas être installés", Need.TESTS,
        _programs("node", "npm"), _answer(_program("node"), "--version"),
        _everywhere("nodejs npm") | {"brew": "node"},
    ),
    Tool(
        "maven", "Maven", "veraPDF ne peut pas être installé", Need.TESTS,
        _program("mvn"), _answer(_program("mvn"), "--version"), _everywhere("maven"),
    ),
    Tool(
        "ghostscript", "Ghostscript", "les encres ne peuvent pas être séparées", Need.TESTS,
        _program("gs"), _answer(_program("gs"), "--version"), _everywhere("ghostscript"),
    ),
    Tool(
        "poppler", "Poppler", "le texte des PDF ne peut pas être relu", Need.TESTS,
        _programs("pdftotext", "pdfinfo", "pdftoppm", "pdffonts", "pdfimages"),
        _answer(_program("pdftotext"), "-v"),
        _everywhere("poppler-utils") | {"pacman": "poppler", "brew": "poppler"},
    ),
    Tool(
        "unzip", "unzip", "les kits ne peuvent pas être rouverts", Need.TESTS,
        _program("unzip"), _answer(_program("unzip"), "-v"), _everywhere("unzip"),
    ),
)  # fmt: skip

ENGINES = (("pypandoc", "pypandoc_binary"), ("WeasyPrint", "weasyprint"), ("EbookLib", "EbookLib"))


def survey(need: Need | None = None, *, versions: bool = True) -> list[Finding]:
    """Look for every tool, or for those of one need; without ``versions`` nothing is started."""
    wanted = [tool for tool in TOOLS if need in (None, tool.need)]
    places = [(tool, tool.locate()) for tool in wanted]
    return [Finding(tool, place, tool.version() if place and versions else "") for tool, place in places]


def missing(findings: Iterable[Finding], need: Need | None = None) -> list[Tool]:
    """Return the tools that were not found, for one need or for all."""
    return [f.tool for f in findings if f.place is None and need in (None, f.tool.need)]


def installer() -> str | None:
    """Return the package manager of this machine, or None when the table knows none of them."""
    return next(filter(shutil.which, INSTALLERS), None)


def install_command(tools: Iterable[Tool]) -> str:
    """Return the exact command that installs these tools here, or an empty string."""
    manager = installer()
    names = " ".join(tool.packages[manager] for tool in tools) if manager else ""
    if not manager or not names:
        return ""
    administrator = manager == "brew" or not hasattr(os, "geteuid") or os.geteuid() == 0
    return ("" if administrator else "sudo ") + INSTALLERS[manager].format(names)


def remedy(tools: Iterable[Tool]) -> str:
    """Return one French sentence that says how to install these tools on this machine."""
    tools = list(tools)
    command = install_command(tools)
    if command:
        return f"lancez : {command}"
    labels = ", ".join(tool.label for tool in tools)
    return f"installez avec le gestionnaire de paquets de cette machine : {labels}"


def require(name: str) -> str:
    """Return where a tool is, or say what is lost without it and the command that installs it."""
    tool = next(tool for tool in TOOLS if tool.name == name)
    place = tool.locate()
    if place is None:
        raise CarnetError(f"{tool.label} manque sur cette machine : {tool.without}", aide=remedy([tool]))
    return place


def as_text(findings: Iterable[Finding]) -> str:
    """Render a survey for `carnet diagnostic`: what is there, what is not, one command for the rest."""
    findings = list(findings)
    engines = [f"{label} {_distribution_version(name)() or 'absent'}" for label, name in ENGINES]
    out = [f"Python {platform.python_version()} sur {platform.system()} ; {', '.join(engines)}."]
    width = max((len(f.tool.label) for f in findings), default=0)
    for need in Need:
        rows = [f for f in findings if f.tool.need is need]
        out += ["", str(need)] if rows else []
        out += [f"  {'✓' if f.place else '✗'} {f.tool.label:{width}}  {_state(f)}" for f in rows]
    absent = missing(findings)
    out += ["", f"Pour installer ce qui manque, {remedy(absent)}" if absent else "Rien ne manque."]
    return "\n".join(out) + "\n"


def _state(finding: Finding) -> str:
    if finding.place is None:
        return f"absent : {finding.tool.without}"
    return finding.version or finding.place
