"""The judges as fixtures, the example carnet they judge, and the account of who was heard.

``epubcheck``, ``ace``, ``kobo``, ``foliate``, ``nu``, ``verapdf``, ``axe``, ``press``, ``codes`` and
``schema_org`` return remarks;
``exemple`` is the ``out/`` of the example carnet, built once. A judge that cannot be asked skips its
tests and is named on the closing lines; with ``CARNET_JUGES=exiges`` it fails them, and so does a
judge that nobody asked.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import ParamSpec

import pytest

from carnet.diagnostics import CarnetError
from tests.judges import ROOT, Judge, Remark, jvm, weight
from tests.judges import ace as ace_judge
from tests.judges import axe as axe_judge
from tests.judges import foliate as foliate_judge
from tests.judges import kobo as kobo_judge
from tests.judges import nu as nu_judge
from tests.judges import press as press_judge
from tests.judges import reading as reading_judge
from tests.judges import schema_org as schema_judge

P = ParamSpec("P")

REQUIRED = os.environ.get("CARNET_JUGES") == "exiges"
JUDGES = (
    *("EPUBCheck", "Ace", "kobofix", "foliate-js", "Nu"),
    *("veraPDF", "axe", "Ghostscript", "zxing", "schema.org"),
)

heard: set[str] = set()
absent: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder ``juge``."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.juge)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the judges are required, let none of them be left out without a sound."""
    if REQUIRED and session.exitstatus == pytest.ExitCode.OK and heard != set(JUDGES):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which judges were heard, and which were not and why."""
    if silent := [judge for judge in JUDGES if judge not in heard]:
        terminalreporter.section("JUGES NON ENTENDUS", red=True, bold=True)
        for judge in silent:
            terminalreporter.line(f"{judge} : {absent.get(judge, 'aucun test ne lui a rien demandé')}")
    if heard:
        terminalreporter.line(f"juges entendus : {', '.join(sorted(heard))}")


def listening(judge: str, check: Callable[P, list[Remark]]) -> Callable[P, list[Remark]]:
    """Return the same check, that notes who was heard, and skips or fails when the judge cannot speak."""

    def ask(*args: P.args, **kwargs: P.kwargs) -> list[Remark]:
        try:
            remarks = check(*args, **kwargs)
        except CarnetError as error:
            absent[judge] = f"{error.message} ; {error.aide}"
            (pytest.fail if REQUIRED else pytest.skip)(f"{judge} n’a pas jugé : {absent[judge]}")
        heard.add(judge)
        return remarks

    return ask


@pytest.fixture(scope="session")
def epubcheck() -> Iterator[Judge]:
    """EPUBCheck's errors and warnings on a book: ``epubcheck(path)``."""
    judge = jvm.JavaJudge("epubcheck")

    def check(book: Path) -> list[Remark]:
        return judge.ask(path=str(book))

    yield listening("EPUBCheck", check)
    judge.close()


@pytest.fixture(scope="session")
def verapdf() -> Iterator[Judge]:
    """What keeps a PDF from being of some flavours: ``verapdf(path, "ua1", "3a")``."""
    judge = jvm.JavaJudge("verapdf")

    def check(pdf: Path, *flavours: str) -> list[Remark]:
        return judge.ask(path=str(pdf), flavours=flavours)

    yield listening("veraPDF", check)
    judge.close()


@pytest.fixture(scope="session")
def ace() -> Judge:
    """Ace's violations in a book: ``ace(path)``."""
    return listening("Ace", ace_judge.check)


@pytest.fixture(scope="session")
def kobo() -> Judge:
    """What would break a book on a Kobo: ``kobo(path)``."""
    return listening("kobofix", kobo_judge.check)


@pytest.fixture(scope="session")
def nu() -> Judge:
    """Nu's errors and warnings on every page of a folder: ``nu(folder)``."""
    return listening("Nu", nu_judge.check)


@pytest.fixture(scope="session")
def press() -> Judge:
    """What a printer would send back: ``press(pdf, trim, bleed, pages_multiple)``, in millimetres."""
    return listening("Ghostscript", press_judge.check)


@pytest.fixture(scope="session")
def codes() -> Judge:
    """The codes that cannot be read on printed pages: ``codes(pdf, wanted)``."""
    return listening("zxing", press_judge.codes)


@pytest.fixture(scope="session")
def schema_org() -> Judge:
    """What schema.org does not know of some linked data: ``schema_org([(place, thing), …])``."""
    return listening("schema.org", schema_judge.check)


@pytest.fixture(scope="session")
def _browser() -> Iterator[Callable[[], axe_judge.Axe]]:
    """One Chromium for the session, started when it is first asked for."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(axe_judge.started()))


@pytest.fixture(scope="session")
def axe(_browser: Callable[[], axe_judge.Axe]) -> Judge:
    """axe's violations on a page: ``axe(url, width=360, scheme="dark")``; see also ``axe.served``."""

    def check(url: str, *, width: int = 1280, scheme: axe_judge.Scheme = "light") -> list[Remark]:
        return _browser().check(url, width=width, scheme=scheme)

    return listening("axe", check)


@pytest.fixture(scope="session")
def axe_all(_browser: Callable[[], axe_judge.Axe]) -> Judge:
    """axe's violations on many pages, each in many views: ``axe_all(urls, views)``."""

    def check(urls: Iterable[str], views: Sequence[axe_judge.View] = axe_judge.VIEWS) -> list[Remark]:
        return _browser().check_all(urls, views)

    return listening("axe", check)


@pytest.fixture(scope="session")
def foliate(_browser: Callable[[], axe_judge.Axe]) -> Judge:
    """What is wrong with a book as it is read in foliate-js: ``foliate(path)``."""

    def check(book: Path, *, seconds: float = 12.0) -> list[Remark]:
        return foliate_judge.check(_browser().browser, book, seconds=seconds)

    return listening("foliate-js", check)


@pytest.fixture(scope="session")
def reading(_browser: Callable[[], axe_judge.Axe]) -> Judge:
    """What stops a reader without JavaScript nor network: ``reading(site)``; Chromium is axe's own."""

    def check(site: Path) -> list[Remark]:
        return reading_judge.check(_browser().browser, site)

    return listening("axe", check)


@pytest.fixture(scope="session")
def chromium(_browser: Callable[[], axe_judge.Axe]) -> axe_judge.Axe:
    """Return axe's own browser and rules, for a test that works in pages before it has them judged."""
    found: list[axe_judge.Axe] = []

    def start() -> list[Remark]:
        found.append(_browser())
        return []

    listening("axe", start)()
    return found[0]


@pytest.fixture(scope="session")
def weigh(_browser: Callable[[], axe_judge.Axe]) -> Callable[[str], Sequence[weight.Load]]:
    """What a phone loads to show the top of a page: ``weigh(url)``."""
    return lambda url: weight.loads(_browser().browser, url)


@pytest.fixture(scope="session")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example carnet once, whole, and return the folder it was written to."""
    out = tmp_path_factory.mktemp("exemple") / "out"
    run = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "-C", str(ROOT), "construire", "-o", str(out)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return out
