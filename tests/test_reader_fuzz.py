"""Broken files of every sort are read or refused, whatever is wrong in them."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reader_fuzz import READERS, broken

FEW = {"sounds": 6}
"""What starts a program for each file."""


@pytest.mark.parametrize("name", READERS)
def test_a_broken_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    """Never a traceback; ``tools/fuzz_readers.py`` does the same ten thousand times."""
    with READERS[name](tmp_path) as (samples, read):

        @settings(
            max_examples=FEW.get(name, 40), derandomize=True, deadline=None, suppress_health_check=HealthCheck
        )
        @given(st.integers(0, 2**32))
        def tried(seed: int) -> None:
            assert read(broken(samples, random.Random(seed))) in (True, False)

        tried()
        assert any(read(sample) for sample in samples)
