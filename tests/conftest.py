"""A workspace written inline, and what the program says and makes of it.

``make_carnet({"portraits/lea.md": "…"})`` lays a minimal carnet (an edition, one theme, one event) with
these files over it, in an empty folder; a value of None takes a default file away.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from carnet.cache import Cache
from carnet.diagnostics import Report
from carnet.kinds import SUPPORTS, Support
from carnet.linking import Carnet
from carnet.pipeline import Options, build, check
from carnet.rewriting import report_rights
from carnet.rights import Moment
from carnet.sources import Sources, read_workspace
from carnet.visible import Visible, visible_on
from carnet.writing import Written

TODAY = dt.date(2026, 11, 25)

DEFAULTS = {
    "carnet.yaml": """\
titre: Carnet d’essai
annee: 2026
description: Un carnet pour essayer.
licence: CC-BY-SA-4.0
contributeurs:
  duo:
    nom: Le duo
themes:
  inclusion:
    titre: Inclusion
""",
    "entries/nec-essai/evenement.md": """\
---
titre: NEC d’essai
statut: publie
debut: 2026-03-12
lieu:
  commune: Essai-sur-Loire
porteur: Association d’essai
thematiques: [inclusion]
---

Une journée pour essayer.
""",
}


@dataclass(frozen=True)
class Workspace:
    """A workspace on disk and the ways a test looks at it."""

    root: Path

    def write(self, files: Mapping[str, str | bytes | None]) -> "Workspace":
        """Add, change or remove files."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def sources(self, report: Report | None = None) -> Sources:
        """Read the written files."""
        return read_workspace(self.root, report if report is not None else Report())

    def linked(self, report: Report | None = None) -> Carnet:
        """Return the whole carnet, linked."""
        report = report if report is not None else Report()
        return self.linked_from(self.sources(report), report)

    def linked_from(self, sources: Sources, report: Report) -> Carnet:
        """Return the whole carnet of these sources, linked."""
        return check(sources, Cache(None), report)

    def check(self, moment: Moment | None = None) -> Report:
        """Return everything ``carnet verifier`` would say."""
        report = Report()
        whole = self.linked(report)
        report_rights(whole, SUPPORTS, moment or Moment(TODAY), report)
        return report

    def visible(self, support: Support = "web", *, drafts: bool = False, date: dt.date = TODAY) -> Visible:
        """Return what may leave on a support."""
        return visible_on(self.linked(), support, Moment(date, drafts))

    def build(
        self, *targets: str, drafts: bool = False, strict: bool = False
    ) -> Mapping[str, Written] | None:
        """Build into ``out/`` and return what was written, or None when nothing was."""
        options = Options(targets, self.root / "out", Moment(TODAY, drafts), strict)
        report = Report()
        return build(self.sources(report), options, report)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes expectations anew."""
    parser.addoption(
        "--reecrire", action="store_true", help="write the expected files anew, then read the diff"
    )


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are being written anew."""
    return bool(request.config.getoption("--reecrire"))


@pytest.fixture
def make_carnet(tmp_path: Path) -> Callable[..., Workspace]:
    """Return a function that lays a workspace from ``{path: text}``."""

    def make(files: Mapping[str, str | bytes | None] | None = None) -> Workspace:
        return Workspace(tmp_path).write({**DEFAULTS, **(files or {})} if files else DEFAULTS)

    return make


@pytest.fixture(autouse=True)
def _no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test the same day, and no colour."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795564800")  # 2026-11-25
    monkeypatch.setenv("NO_COLOR", "1")
