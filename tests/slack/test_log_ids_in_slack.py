"""One id leads from Slack's event to the lines of the log, the ledger and the feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.feedback.feedback import Occasion
from config.log import start_log, stop_log
from config.settings import load_settings
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack


@pytest.fixture
def log_file() -> Iterator[Path]:
    settings = load_settings(log_format="json")
    start_log(settings)
    yield settings.log_file
    stop_log()


def _lines(file: Path, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [line for line in lines if event in line["event"]]


def _answered(slack: Slack) -> str:
    question = slack.mention(slack.channel("news"), slack.user("alice"), "what did Lavrov demand?")
    said = slack.answer_in(question.channel, question.thread)
    slack.wait_for(lambda: not said.streaming)
    return said.visible_text()


def test_one_id_from_the_event_to_the_feedback(slack: Slack, app: RunningApp, log_file: Path) -> None:
    _answered(slack)
    slack.wait_for(lambda: bool(_lines(log_file, "a question has ended")))
    (taken,), (ended,) = _lines(log_file, "a question is taken"), _lines(log_file, "a question has ended")
    assert ended["question_id"] == taken["question_id"]
    assert ended["place"] == "slack"
    entry = app.service.ledger.get(taken["question_id"])
    assert entry is not None
    assert entry.event_id == taken["event_id"]
    (kept,) = _lines(log_file, "a turn is kept")
    turn = app.desk.turns(kept["conversation"])[-1]
    assert turn.answer is not None
    app.desk.give_feedback(turn.answer, "good", on=Occasion("slack", about=entry.key))
    (given,) = _lines(log_file, "feedback is given")
    assert given["question_id"] == taken["question_id"]


def test_what_went_wrong_is_told_with_it(
    slack: Slack, app: RunningApp, log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(app.desk, "_make_ready", broken)
    said = _answered(slack)
    (failed,) = _lines(log_file, "could not be answered")
    assert f"(Question {failed['question_id']}.)" in said
