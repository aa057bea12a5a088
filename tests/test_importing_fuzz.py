"""Broken files of every sort: a draft or a refusal, never a traceback. ``tools/fuzz_import.py`` does it for longer."""

from pathlib import Path

import pytest

from tests.test_docs import tool


@pytest.mark.lent
def test_broken_files_end_in_a_draft_or_a_refusal(tmp_path: Path) -> None:
    """Three hundred files, always the same ones."""
    became, faults = tool("fuzz_import").fuzz(300, 2026, tmp_path)

    assert faults == {}
    assert sum(became.values()) == 300
    assert sum(count for what, count in became.items() if "brouillon" in what) > 120
