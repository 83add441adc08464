"""The hour in Slack, in little: people ask while trouble comes and goes, and each is answered once."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reliability.slack_hour.run import Hour, run
from benchmarks.reliability.slack_hour.trouble import cited

LITTLE = Hour(
    seconds=10,
    steady=3,
    does=240,
    pause=0.5,
    longest=1.5,
    users=10,
    channels=5,
    retry_after=(0.0, 1.0, 3.0),
    patience=40.0,
    look=0.5,
    # So many questions in seconds would wait for the next minute, as Slack allows 20 streams in one.
    tiers=False,
)


def test_a_fair_model_cites_what_it_was_shown() -> None:
    prompt = (
        "Question\n[1] (The Post, 3 May) The mayor opened the ferry [1] on Monday.\n[2] (The Post) It rained."
    )
    assert cited(prompt) == "The mayor opened the ferry on Monday [1]. It rained [2]."


@pytest.mark.slow
def test_each_question_has_one_answer_in_its_place(own_sample: Path, tmp_path: Path) -> None:
    pytest.importorskip("langchain_openai")
    came = run(LITTLE, own_sample, tmp_path / "newsdesk.log")
    assert came.faults == []
    assert came.figures["ended"]["answered"] > 10
    assert came.figures["citations looked up"] > 10
    assert sum(came.figures["troubles"].values()) > 2
    assert came.life is not None
