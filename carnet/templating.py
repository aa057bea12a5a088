"""One Jinja environment per target.

Templates are looked for in the workspace's folder of the target, its shared folder, then ours: a
workspace overrides one by placing a file of the same name. They run in Jinja's sandbox, autoescape is
always on and an unknown name is an error.
"""

import os
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
)
from jinja2.sandbox import SandboxedEnvironment

import carnet
from carnet import wording
from carnet.diagnostics import CarnetError


def package_templates() -> Path:
    """Return our own templates: beside the package in the source tree, inside it once installed."""
    package = Path(carnet.__file__).parent
    beside = package.parent / "templates"
    return beside if beside.is_dir() else package / "templates"


def find(workspace: Path, target: str, name: str) -> Path | None:
    """Return the file that wins for a name (a style sheet, a font), workspace first."""
    roots = (workspace / "templates", package_templates())
    places = (root / folder / name for root in roots for folder in (target, "shared"))
    return next((place for place in places if place.is_file()), None)


def _compiled() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept: with the user's caches, or nowhere when she has none.

    Never in the workspace: compiled code is executed as it is, and a workspace may come from anyone.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - may have no home
    folder = Path(home) / "carnet" / "gabarits"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, which asks the same of the same attribute of the same type once.

    Its rule looks at nothing else of an object; a page asks it three hundred times.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may read an attribute."""
        judged = type(obj), attr
        if judged not in self._judged:
            self._judged[judged] = super().is_safe_attribute(obj, attr, value)
        return self._judged[judged]


def environment(workspace: Path, target: str) -> SandboxedEnvironment:
    """Return the environment of a target: ``web``, ``print``, ``epub`` or ``social``."""
    roots = (workspace / "templates", package_templates())
    env = _Sandbox(
        loader=ChoiceLoader(
            [FileSystemLoader(root / folder) for root in roots for folder in (target, "shared")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled(),
    )
    env.filters |= {
        "jour": wording.day,
        "mois": wording.month,
        "heure": wording.hour,
        "duree": wording.duration,
        "instant": wording.clock,
        "poids": wording.weight,
        "format": wording.file_format,
        "licence": wording.licence_name,
        "licence_url": wording.licence_url,
        "choix": wording.choice,
    }
    env.globals |= {"genre": wording.kind, "compte": wording.count, "chapitres": wording.CHAPTER_TITLES}
    return env


def fill(template: Template, **context: object) -> str:
    """Render a template; its fault is told with its file and line, never as a traceback of the reader's."""
    try:
        return template.render(**context)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{template.name}" + (f", ligne {line}" if line else "")
        raise CarnetError(
            f"le gabarit {where} ne peut pas être rempli : {error.message}",
            aide="corrigez-le, ou retirez-le de templates/ pour retrouver celui d’origine",
        ) from error
