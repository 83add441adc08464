"""What watching costs is measured by a benchmark; here only that it still measures."""

from __future__ import annotations

import pytest

from benchmarks.reliability.watching_costs import main


@pytest.mark.slow
def test_each_way_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    rows = main(["--questions", "2"], kept=False)
    assert [row.measured[-1] for row in rows[1:3]] == ["%", "%"]
    assert len(rows) == 7
    assert "at most 5 % more" in capsys.readouterr().out
