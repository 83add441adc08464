"""What Slack has done without being able to say so is not done once more: one answer, whatever breaks off."""

from __future__ import annotations

import pytest

from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack
from tests.slack.standin.faults import When

LAVROV = "what did Lavrov demand?"


@pytest.mark.parametrize("how", ["before", "after", "garbled"])
@pytest.mark.parametrize("method", ["chat.startStream", "chat.postMessage", "chat.stopStream", "chat.update"])
def test_an_answer_stands_once_whichever_call_breaks_off(
    slack: Slack, app: RunningApp, method: str, how: When
) -> None:
    news, asker = slack.channel("news"), slack.user("alice")
    if method in ("chat.postMessage", "chat.update"):
        # Then it is posted, and not streamed.
        slack.fail("chat.startStream", "method_not_supported_for_channel_type", times=None)
    if method == "chat.update":
        slack.fail("chat.postMessage", drop="after")
    slack.fail(method, drop=how)
    question = slack.mention(news, asker, LAVROV)
    slack.wait_for(lambda: any(one.buttons() for one in slack.answers(news, question.ts)))
    # Once the next question below it is answered nothing more comes of the first.
    slack.say(news, asker, "When did he say that?", question.ts)
    slack.wait_for(lambda: len([one for one in slack.answers(news, question.ts) if one.buttons()]) == 2)
    first, second = slack.answers(news, question.ts)
    assert "guarantees" in first.visible_text()
    assert "Understood as" in second.visible_text()
    assert not first.streaming
    assert not second.streaming


def test_five_hundred_is_no_word_of_what_was_done(slack: Slack, app: RunningApp) -> None:
    slack.fail("chat.startStream", status=502)
    slack.fail("chat.postMessage", status=503, times=2)
    question = slack.direct(slack.user("alice"), LAVROV)
    slack.wait_for(lambda: any(one.buttons() for one in slack.answers(question.channel, question.ts)))
    (answer,) = slack.answers(question.channel, question.ts)
    assert "guarantees" in answer.visible_text()
    assert len(slack.calls("chat.postMessage")) == 3
