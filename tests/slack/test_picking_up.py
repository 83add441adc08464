"""A question that is written down and that nobody is at any more is taken up again by the same process."""

from __future__ import annotations

import pytest

from tests.slack.deliveries import mentioned
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack


@pytest.mark.parametrize("begun", [False, True], ids=["taken", "begun"])
def test_what_was_cut_off_in_between_is_answered_once(slack: Slack, app: RunningApp, begun: bool) -> None:
    service, news, asker = app.service, slack.channel("news"), slack.user("alice")
    # Nobody is told of this message; the ledger has it as where a lock outlasted who wrote it down.
    said = slack.say(news, asker, "what did Lavrov demand?", subtype="bot_message")
    received = mentioned(said)
    assert service.ledger.take(received) is not None
    if begun:
        assert service.ledger.begin(received.key) is not None
    app.do(service.upkeep.pick_up())
    assert [one.key for one in service.ledger.unfinished()] == [received.key]
    assert slack.answers(news, said.ts) == []
    app.do(service.upkeep.pick_up())
    answer = slack.answer_in(news, said.ts)
    assert "guarantees" in answer.visible_text()
    slack.wait_for(lambda: not service.ledger.unfinished())
    app.do(service.upkeep.pick_up())
    app.do(service.upkeep.pick_up())
    assert len(slack.answers(news, said.ts)) == 1
    assert slack.wait_for(lambda: service.ledger.get(received.key)).state == "answered"


def test_what_is_being_answered_is_left_alone(slack: Slack, app: RunningApp) -> None:
    held = slack.hold("chat.startStream")
    question = slack.mention(slack.channel("news"), slack.user("alice"), "what did Lavrov demand?")
    slack.wait_for(lambda: held.waiting)
    app.do(app.service.upkeep.pick_up())
    app.do(app.service.upkeep.pick_up())
    held.release()
    assert "guarantees" in slack.answer_in(question.channel, question.ts).visible_text()
    slack.wait_for(lambda: not app.service.ledger.unfinished())
    assert len(slack.answers(question.channel, question.ts)) == 1
