"""Questions asked in Slack are answered there, over the real socket."""

from __future__ import annotations

import pytest

from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack

LAVROV = "what did Lavrov demand?"


@pytest.fixture
def asker(slack: Slack) -> str:
    return slack.user("alice")


@pytest.fixture
def news(slack: Slack) -> str:
    return slack.channel("news")


def answered(slack: Slack, question: Message, n: int = 1) -> Message:
    return slack.answer_in(question.channel, question.thread, n)


def test_a_mention_is_answered_in_its_thread_by_a_stream(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    question = slack.mention(news, asker, LAVROV)
    answer = answered(slack, question)
    assert "guarantees" in answer.visible_text()
    assert answer.thread_ts == question.ts
    assert slack.calls("chat.startStream")
    assert slack.calls("chat.stopStream")[0].args["blocks"]
    statuses = slack.statuses[news, question.ts]
    assert statuses[0].startswith("searching ")
    assert statuses[-1] == ""
    assert slack.sessions[news, question.ts] == ["processing", "active"]


def test_show(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    import time

    t = time.perf_counter()
    answered(slack, slack.mention(news, asker, LAVROV))
    print("MENTION", time.perf_counter() - t)
    answered(slack, slack.direct(asker, "how many votes were there on the Sollmark bridge?"))
    answered(slack, slack.direct(asker, "who won the chess olympiad in 1924?"))
    slack.command(asker, news, "/news", LAVROV)
    slack.wait_for(lambda: len(slack.private(asker)) > 1)
    print(slack.transcript())
    for c in slack.calls_made:
        print(c.method, c.error)
