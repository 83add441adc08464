"""What runs commands under which calls fail, where that can be done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.reliability.faults.running import Runner


@contextmanager
def failing_runner(folder: Path) -> Iterator[Runner]:
    """Runs commands; skips the test where calls cannot be made to fail.

    Args:
        folder: an empty one, for its own files.
    """
    if shutil.which("gcc") is None:
        pytest.skip("there is no compiler for the library of failing calls")
    with Runner(folder) as runner:
        if runner.preloaded is None:
            pytest.skip("calls cannot be made to fail here")
        yield runner
