"""Two processes that ingest and two that answer over one library, each killed: nothing lost or double."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.team.load import Load
from tests.chroma_run import ChromaRun, chroma_command
from tests.postgres import Postgres
from tests.site_server import SiteServer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chroma_command() is None, reason="the command chroma is not there"),
]


def test_whatever_is_killed_nothing_is_lost_double_or_wrong(postgres: Postgres, tmp_path: Path) -> None:
    with SiteServer() as site, ChromaRun(tmp_path / "chroma") as chroma:
        figures = Load(0.35, site, postgres, chroma, tmp_path, servers=False, rounds=1).run()
    assert figures["lost"] == figures["double"] == figures["wrong"] == figures["faults"] == []
    assert figures["held"]["articles"] == figures["published"]["articles"] > 5
    assert sorted(figures["kills"]) == ["answers 1", "answers 2", "ingests 1", "ingests 2"]
    assert figures["ended by themselves"] == []
    assert figures["questions"]["answered"] > 0
