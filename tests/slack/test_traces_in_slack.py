"""A question from Slack is one trace, from its turn in the queue to the answer."""

from __future__ import annotations

import opentelemetry.trace
import pytest

from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack
from tests.test_tracing import Traces


def test_handling_has_the_answer_under_it(
    slack: Slack, app: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces = Traces()
    monkeypatch.setattr(opentelemetry.trace, "_TRACER_PROVIDER", traces.provider)
    question = slack.mention(slack.channel("news"), slack.user("alice"), "what did Lavrov demand?")
    slack.answer_in(question.channel, question.thread)
    slack.wait_for(lambda: bool(traces.of("slack.question")))
    handled, answered = traces.one("slack.question"), traces.one("question")
    assert handled.context is not None
    assert answered.parent is not None
    assert answered.parent.span_id == handled.context.span_id
    facts = handled.attributes or {}
    assert facts["newsdesk.question_id"] == (answered.attributes or {})["newsdesk.question_id"]
    assert (answered.attributes or {})["newsdesk.place"] == "slack"
    traces.tell_no_words()
