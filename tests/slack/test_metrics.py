"""What the running app counts and times, as a monitor reads it."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.desk import Newsdesk
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def read(port: int) -> tuple[str, dict[str, float]]:
    """The whole text, and each sample by its name; those that labels tell apart added up."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return text, found


def test_metrics_tell_what_was_done_and_how_long_it_took(
    slack: Slack, own_sample: Path, loaded: Newsdesk, port: int
) -> None:
    asker, news = slack.user("alice"), slack.channel("news")
    with RunningApp(slack, own_sample, loaded, slack_health_port=port):
        one = slack.mention(news, asker, "what did Lavrov demand?")
        other = slack.direct(asker, "who won the chess olympiad in 1924?")
        slack.command(asker, news, "/news", "what did the Sollmark council vote on?")
        for question in (one, other):
            slack.answer_in(question.channel, question.ts)
        slack.wait_for(lambda: any("14 votes" in told.visible_text() for told in slack.private(asker)))
        slack.wait_for(lambda: read(port)[1]["newsdesk_slack_answer_seconds_count"] == 3)
        text, found = read(port)
        assert httpx.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok", "reasons": []}
        delivered = len(slack.acks)
    told = {
        "received_total": 3,
        "answered_total": 2,
        "declined_total": 1,
        "first_text_seconds_count": 3,
        "answer_seconds_count": 3,
        "connected": 1,
        "waiting": 0,
    }
    assert {name: found[f"newsdesk_slack_{name}"] for name in told} == told
    assert 4 <= found["newsdesk_slack_ack_seconds_count"] <= delivered
    assert 0 < found["newsdesk_slack_first_text_seconds_sum"] < found["newsdesk_slack_answer_seconds_sum"]
    assert found["newsdesk_library_articles"] == 46
    assert found["newsdesk_library_last_ingest_age_seconds"] >= 0
    assert found["newsdesk_library_newest_article_age_seconds"] > 0
    for labelled in ("failed", "dropped", "duplicates"):
        assert f"# TYPE newsdesk_slack_{labelled}_total counter" in text
