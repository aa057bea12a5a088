"""What the documents say is true: pages are fresh, the README's two commands and example run."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from carnet.cli import carnet
from carnet.kinds import KINDS
from carnet.rules import RULES
from tests.conftest import Workspace

ROOT = Path(__file__).parents[1]


def tool(name: str) -> ModuleType:
    """Import a script of ``tools/``."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_fresh() -> None:
    """docs/types.md and docs/regles.md are what the code says: run tools/write_reference.py."""
    reference = tool("write_reference")

    assert (ROOT / "docs/types.md").read_text("utf-8") == reference.types_page()
    assert (ROOT / "docs/regles.md").read_text("utf-8") == reference.rules_page()


def test_every_kind_and_rule_has_its_paragraph() -> None:
    """A reader finds each kind and each rule by name."""
    types, rules = ((ROOT / "docs" / name).read_text("utf-8") for name in ("types.md", "regles.md"))

    assert all(f"(`{name}`)" in types for name in KINDS)
    assert all(f"\n## {code}\n" in rules for code in RULES)


def test_every_command_is_told() -> None:
    """Each command is named in the README or the writers' page."""
    told = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/ecrire.md"))

    assert [name for name in carnet.commands if f"carnet {name}" not in told] == []


def test_the_example_of_the_readme_is_a_carnet(make_carnet: Callable[..., Workspace]) -> None:
    """The README's example entry, laid in a minimal carnet, verifies without a remark."""
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```markdown\n(.*?)```", readme, re.DOTALL)

    report = make_carnet({"entries/nec-essai/la-cle.md": example}).check()

    assert [d.message for d in report] == []


def test_the_two_commands_of_the_readme_exist() -> None:
    """The README says ``make`` and ``make test``, and the Makefile makes them."""
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")

    assert "\nmake\n" in readme or "make    " in readme
    assert "make test" in readme
    assert re.search(r"^test:", makefile, re.MULTILINE)
