"""What the machine has and lacks, and how it is told."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carnet import machine
from carnet.diagnostics import CarnetError
from carnet.machine import INSTALLERS, TOOLS, Finding, Need

ROOT = Path(__file__).resolve().parents[1]
FFMPEG = next(tool for tool in TOOLS if tool.name == "ffmpeg")
PANGO = next(tool for tool in TOOLS if tool.name == "pango")


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretend that only these programs are on the machine."""

    def only(*names: str) -> None:
        monkeypatch.setattr(shutil, "which", lambda name, **_: f"/bin/{name}" if name in names else None)

    return only


def test_every_tool_has_a_name_in_every_package_manager() -> None:
    """No machine of the table is left without a command."""
    assert [tool.name for tool in TOOLS if set(tool.packages) != set(INSTALLERS)] == []


def test_a_missing_tool_is_refused_with_its_command(programs: Callable[..., None]) -> None:
    """What is lost comes first, then the exact command; the exit code is the machine's."""
    programs("ffmpeg", "apt-get")  # ffprobe is missing

    with pytest.raises(CarnetError) as refusal:
        machine.require("ffmpeg")

    assert refusal.value.message == "ffmpeg manque sur cette machine : les sons ne peuvent pas être préparés"
    assert refusal.value.aide.endswith("apt-get install -y --no-install-recommends ffmpeg")
    assert refusal.value.exit_code == 3


def test_a_tool_that_is_there_is_returned(programs: Callable[..., None]) -> None:
    """The caller gets the program it will start."""
    programs("ffmpeg", "ffprobe")

    assert machine.require("ffmpeg") == "/bin/ffmpeg"


@pytest.mark.parametrize(("uid", "command"), [(0, "apt-get install"), (1000, "sudo apt-get install")])
def test_only_an_ordinary_user_is_told_to_use_sudo(
    programs: Callable[..., None], monkeypatch: pytest.MonkeyPatch, uid: int, command: str
) -> None:
    """The command can be pasted as it is."""
    programs("apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: uid)

    assert machine.install_command([PANGO]).startswith(command)


def test_homebrew_is_never_run_by_the_administrator(
    programs: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Homebrew refuses sudo."""
    programs("brew")
    monkeypatch.setattr(os, "geteuid", lambda: 501)

    assert machine.install_command([PANGO, FFMPEG]) == "brew install pango ffmpeg"


def test_an_unknown_system_is_told_the_names(programs: Callable[..., None]) -> None:
    """Without a known package manager the tools are still named."""
    programs()

    assert machine.remedy([PANGO, FFMPEG]).endswith("de cette machine : Pango, ffmpeg")


def test_a_survey_without_versions_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The set-up asks at every `make`: it must cost nothing."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a program was started"))

    assert len(machine.survey(versions=False)) == len(TOOLS)


def test_a_survey_is_rendered_with_one_command_for_all_that_is_missing(programs: Callable[..., None]) -> None:
    """What is there shows its version, what is not shows what is lost."""
    programs("dnf")

    text = machine.as_text([Finding(PANGO, "libpango", "1.50.12"), Finding(FFMPEG, None)])

    assert "  ✓ Pango   1.50.12\n" in text
    assert "  ✗ ffmpeg  absent : les sons ne peuvent pas être préparés\n" in text
    assert text.endswith("dnf install -y ffmpeg-free\n")


def test_a_complete_machine_is_told_so() -> None:
    """Nothing is asked of someone who lacks nothing."""
    assert machine.as_text([Finding(PANGO, "libpango", "1.50.12")]).endswith("Rien ne manque.\n")


def test_missing_tools_are_told_by_need() -> None:
    """A judge that is missing does not keep anyone from building."""
    findings = [Finding(replace(PANGO, need=Need.TESTS), None), Finding(FFMPEG, "/bin/ffmpeg")]

    assert machine.missing(findings, Need.BUILD) == []
    assert [tool.name for tool in machine.missing(findings)] == ["pango"]


def test_the_table_needs_no_installed_library() -> None:
    """The set-up reads it with the machine's Python, before anything is installed."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from carnet import machine; machine.survey()"

    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
