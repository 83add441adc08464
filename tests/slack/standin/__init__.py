"""A stand-in for Slack on loopback, strict as Slack is: Web API, Socket Mode and signed HTTP.

A test does what people do and looks at what they would see; nothing waits by sleeping:

    alice, news = slack.user("alice"), slack.channel("news")
    asked = slack.mention(news, alice, "what did Lavrov demand?")
    answer = await slack.answer(asked)      # slack.answer_in(...) blocks, where the app has its own process
    assert "guarantees" in answer.visible_text()
    assert not answer.pings
    slack.press(alice, answer, "feedback", value="…")

The app is pointed at it by `slack.api_url`, `slack.bot_token` and `slack.app_token`, or gets
signed requests once `slack.app.request_url` is set. Time is put forward by `slack.clock.advance`;
things go wrong by `slack.fail`, `slack.hold`, `slack.limit`, `slack.cut` and `slack.disconnect`.
"""

from __future__ import annotations

from tests.slack.standin.message import Message
from tests.slack.standin.server import Slack

__all__ = ["Message", "Slack"]
