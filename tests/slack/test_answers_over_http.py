"""The app over HTTP: the same listeners behind signed requests."""

from __future__ import annotations

import socket
from pathlib import Path

from bot.desk import Newsdesk
from config.slack_manifest import EVENTS_PATH
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack


def test_a_mention_and_a_command_are_answered(slack: Slack, own_sample: Path, loaded: Newsdesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    slack.app.socket_mode = False
    slack.app.request_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
    secret = slack.app.signing_secret
    asker, news = slack.user("alice"), slack.channel("news")
    with RunningApp(slack, own_sample, loaded, port=port, slack_signing_secret=secret):
        question = slack.mention(news, asker, "what did Lavrov demand?")
        assert "guarantees" in slack.answer_in(news, question.ts).visible_text()
        slack.command(asker, news, "/news", "what did the Sollmark council vote on?")
        slack.wait_for(lambda: any("14 votes" in one.visible_text() for one in slack.private(asker)))
        slack.wait_for(lambda: {id(a.envelope) for a in slack.acks} >= {id(e) for e in slack.sent})
        assert len(slack.answers(news, question.ts)) == 1
        assert not any(ack.late for ack in slack.acks)
