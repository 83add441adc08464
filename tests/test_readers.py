"""Readers while another process writes: the load of `benchmarks.reliability.readers`, for a few seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reliability.readers.figures import figures, rows
from benchmarks.reliability.readers.run import Run
from benchmarks.reliability.results import Row
from tests.postgres import Postgres


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["sqlite", "postgres"])
def test_no_question_fails_and_no_citation_is_wrong_while_another_writes(
    kept: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_VECTORS", "quantised")
    server: Postgres | None = request.getfixturevalue("postgres") if kept == "postgres" else None
    run = Run(tmp_path, minutes=0.1, turn=3, pause=0.05, readers=2, database=server.new() if server else None)
    found = figures(run.outcome(passages=0, mills=60))
    assert (found["failed"], found["wrong"], found["looked at exactly"]) == ({}, {}, 0)
    assert {"added", "changed", "removed"} <= set(found["writer"])
    assert found["looked up"]["as quoted, now"]
    assert all(isinstance(row, Row) for row in rows(found))
