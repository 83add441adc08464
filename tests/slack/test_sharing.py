"""Share and More: once, whatever comes between, and gone with the question."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from bot.slack import extras
from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack

LAVROV = "what did Lavrov demand?"
LONG = "What did Lavrov demand and what did Blinken promise and what did Putin say to Biden?"


@pytest.fixture
def asker(slack: Slack) -> str:
    return slack.user("alice")


def private(slack: Slack, user: str, word: str) -> Message:
    return slack.wait_for(lambda: next((m for m in slack.private(user) if word in m.visible_text()), None))


def test_two_clicks_around_a_restart_share_an_answer_once(
    slack: Slack, own_sample: Path, loaded: Newsdesk, asker: str
) -> None:
    news = slack.channel("news")
    with RunningApp(slack, own_sample, loaded):
        slack.command(asker, news, "/news", LAVROV)
        answer = private(slack, asker, "Share here")
        # The click is lost on its way back, so that the button stays.
        slack.press(asker, answer, "share")
        slack.wait_for(lambda: answer.deleted)
        answer.deleted = False
    with RunningApp(slack, own_sample, loaded):
        slack.press(asker, answer, "share")
        slack.wait_for(lambda: answer.deleted)
    assert len(slack.in_channel(news)) == 1


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("stands", [True, False])
def test_an_answer_whose_sharing_was_cut_off_is_looked_for(
    slack: Slack, app: RunningApp, asker: str, *, joined: bool, stands: bool
) -> None:
    news = slack.channel("news", joined=joined)
    slack.command(asker, news, "/news", LAVROV)
    answer = private(slack, asker, "Share here")
    (key,) = {b["value"] for b in answer.buttons() if b["action_id"] == "share"}
    if stands:
        slack.press(asker, answer, "share")
        slack.wait_for(lambda: answer.deleted)
        answer.deleted = False
        app.service.ledger.shared(key, "")
    else:
        assert app.service.ledger.sharing(key) is None
    slack.press(asker, answer, "share")
    if joined:
        slack.wait_for(lambda: answer.deleted)
        assert len(slack.in_channel(news)) == 1
    else:
        private(slack, asker, "cannot see whether it stands")
        assert len(slack.in_channel(news)) == int(stands)


def test_what_slack_does_not_take_can_be_shared_later(slack: Slack, app: RunningApp, asker: str) -> None:
    news = slack.channel("news")
    slack.command(asker, news, "/news", LAVROV)
    answer = private(slack, asker, "Share here")
    (key,) = {b["value"] for b in answer.buttons() if b["action_id"] == "share"}
    app.service.ledger.sharing(key)
    app.service.ledger.not_shared(key)
    slack.press(asker, answer, "share")
    slack.wait_for(lambda: answer.deleted)
    assert len(slack.in_channel(news)) == 1


def test_messages_that_more_adds_go_with_the_question(
    slack: Slack, app: RunningApp, asker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.blocks.fitting.ALL_BLOCKS", 3_000)
    question = slack.direct(asker, LONG)
    answer = slack.answer_in(question.channel, question.ts)
    slack.press(asker, answer, "more")
    slack.press(asker, answer, "more")
    slack.wait_for(lambda: len(slack.answers(question.channel, question.ts)) > 1)
    app.do(_idle(app.service.extras))
    shown = slack.answers(question.channel, question.ts)
    texts = [one.visible_text() for one in shown]
    assert len(texts) == len(set(texts))
    slack.delete(question)
    slack.wait_for(lambda: all(one.deleted for one in shown))
    assert slack.answers(question.channel, question.ts) == []


def test_a_question_deleted_while_more_is_added_leaves_nothing(
    slack: Slack, app: RunningApp, asker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.blocks.fitting.ALL_BLOCKS", 3_000)
    question = slack.direct(asker, LONG)
    answer = slack.answer_in(question.channel, question.ts)
    held = slack.hold("chat.postMessage", times=1)
    slack.press(asker, answer, "more")
    slack.wait_for(lambda: held.waiting)
    slack.delete(question)
    slack.wait_for(lambda: answer.deleted)
    held.release()
    app.do(_idle(app.service.extras))
    slack.wait_for(lambda: not slack.answers(question.channel, question.ts))


async def _idle(pressed: extras.Extras) -> None:
    while pressed._doing:
        await asyncio.sleep(0.01)
