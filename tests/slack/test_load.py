"""Many ask at once while the connection breaks and the app is killed: each is answered exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.slack_load.plan import Load
from benchmarks.slack_load.run import run

SMALL = Load(questions=60, users=10, channels=5, seconds=10.0, cuts=1, kills=1, limits=False)


def test_what_is_asked_is_drawn_alike_each_time_and_is_of_every_kind() -> None:
    planned = SMALL.planned()
    assert planned == SMALL.planned()
    assert len(planned) == SMALL.questions
    assert {one.kind for one in planned} == {"mention", "follow-up", "direct", "command"}
    assert [one.at for one in planned] == sorted(one.at for one in planned)


@pytest.mark.slow
def test_every_question_is_answered_once_through_a_cut_and_a_kill(own_sample: Path, tmp_path: Path) -> None:
    came = run(SMALL, own_sample, tmp_path / "newsdesk.log")
    assert came["faults"] == []
    assert came["answered once"] == SMALL.questions
    assert len(came["connected again after a cut"]) == len(came["connected again after a kill"]) == 1
    assert came["deliveries sent once more by Slack"] > 0
