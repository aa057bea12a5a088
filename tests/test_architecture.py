"""The house keeps its floors: a module imports only from lower ones, and each one stands alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "carnet"

# From the ground up. A module may import from its own room and from any floor below.
FLOORS = (
    ("rules", "cache", "sharing", "progress", "sums", "french", "wording"),
    ("diagnostics",),
    ("frontmatter", "machine", "fields", "standing"),
    ("kinds", "edition", "sources", "explaining", "licences", "spelling", "private", "leafing"),
    ("rgaa",),
    ("model",),
    ("text", "media"),
    ("loading", "plan"),
    ("linking",),
    ("rights", "checking"),
    ("agreements", "gauges"),
    ("visible",),
    ("credits", "hidden"),
    ("rewriting",),
    ("templating",),
    ("outputs", "writing", "schema", "board", "editing"),
    ("withdrawing", "leaks", "parity", "rebuilding"),
    ("targets",),
    ("pipeline",),
    ("asking", "completing"),
    ("editors",),
    ("creating", "formatting", "importing", "scaffold"),
    ("desk",),
    ("commands",),
    ("cli",),
    ("start",),
)
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
HEAVY = {
    "weasyprint",
    "ebooklib",
    "pypandoc",
    "PIL",
    "pikepdf",
    "lxml",
    "fontTools",
    "mutagen",
    "segno",
    "pi_heif",
    "pypdfium2",
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """Return the top-level room of a module of the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, *, top: bool) -> set[str]:
    """Return the modules a file imports: at its top level only, or anywhere."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_lower_floors(path: Path) -> None:
    """No module reaches up, nor sideways out of its room on the same floor without need."""
    room = room_of(path)
    if room == "__init__":
        return
    assert room in FLOOR, f"{room} has no floor: give it one in FLOORS"

    reached = {name.split(".")[1] for name in imports(path, top=False) if name.startswith("carnet.")}
    above = {other for other in reached & set(FLOOR) if FLOOR[other] > FLOOR[room]}

    assert not above, f"{room} (floor {FLOOR[room]}) reaches up to {above}"


@pytest.mark.parametrize("room", ["cli", "pipeline", "loading", "linking", "rights", "visible"])
def test_engines_are_not_imported_before_they_are_needed(room: str) -> None:
    """``--help`` and ``verifier`` start without Pango, Pillow's codecs or pandoc."""
    code = f"import sys, carnet.{room}; print(*(m for m in sys.modules if '.' not in m))"

    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
        ).stdout.split()
    )

    assert not loaded & HEAVY


def test_every_module_is_told_in_the_architecture() -> None:
    """docs/architecture.md names every room."""
    told = (ROOT / "docs/architecture.md").read_text("utf-8")

    assert {room for room in map(room_of, MODULES) if room != "__init__" and f"{room}" not in told} == set()
