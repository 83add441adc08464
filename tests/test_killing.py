"""The killing of `benchmarks.reliability.killing`, in short: a few kills of each kind of work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_whatever_is_killed_nothing_is_lost_and_nothing_wrong(tmp_path: Path) -> None:
    kinds = ("ingest", "watch", "reindex", "change", "remove")
    only = [word for kind in kinds for word in ("--only", kind)]
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.reliability.killing", "1", *only, "--part", tmp_path / "counts"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    counts = json.loads((tmp_path / "counts").read_text())
    assert [counts[f"{kind} killed"] for kind in kinds] == [1] * 5
    assert [counts[f"{kind} faults"] for kind in kinds] == [0] * 5
    assert counts["doctor"] == 5
    assert counts["reindex embedded"] == 0
    wrong = [name for name in counts if " wrong" in name or " refused" in name]
    assert wrong == []
