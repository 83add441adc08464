"""Answers that a chat model writes, in Slack: as they come, checked, and harmless whatever it writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Newsdesk
from retrieval.drafting import reply as reply_module
from tests.model_server import ModelServer, Reply
from tests.slack.reading import EMOJI, JOINER, PING
from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack

LAVROV = "What did Lavrov demand?"
TRUE = "Lavrov demanded legally binding guarantees [1]."
ALSO = "Lavrov demanded that Ukraine would never join NATO [3]."
FALSE = "Lavrov demanded 47 tanks from NATO [1]."
HOSTILE = (
    "Lavrov demanded legally binding guarantees [1] <!channel> @here <@U0000000001> :boom:. "
    "See <https://evil.example|the source> or [read it](https://evil.example/x) [1]. "
    "![picture](https://evil.example/p.png) <img src=https://evil.example/q.png> "
    "# Lavrov demanded legally binding guarantees [1](https://evil.example/y). "
)

pytest.importorskip("langchain_openai")


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def writing(
    slack: Slack, own_sample: Path, loaded: Newsdesk, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningApp]:
    monkeypatch.setattr(reply_module, "FIRST_WAIT", 0.001)
    given: dict[str, Any] = {"model": "openai:stand-in", "model_url": model.url, "model_key": "sk-hush-hush"}
    with RunningApp(slack, own_sample, loaded, **given) as running:
        yield running


@pytest.fixture
def asker(slack: Slack) -> str:
    return slack.user("alice")


def asked(slack: Slack, asker: str) -> Message:
    question = slack.direct(asker, LAVROV)
    return slack.answer_in(question.channel, question.ts)


def words(message: Message) -> str:
    """What is read of it, without the signs that keep its markers from acting."""
    return message.visible_text().replace(JOINER, "")


def sources(writing: RunningApp) -> set[str]:
    """Every address that an answer may lead to."""
    return {article.url for article in writing.desk.articles() if article.url}


def assert_harmless(writing: RunningApp, answer: Message) -> None:
    assert answer.pings == []
    assert {link.url for link in answer.links} <= sources(writing)
    assert not PING.search(answer.visible_text())
    assert not EMOJI.search(answer.visible_text())
    assert not any(part.get("type") == "image" for part in answer.blocks)
    assert not answer.unfurl or "evil.example" not in str(answer.blocks)


def test_each_sentence_is_shown_as_soon_as_it_is_whole_and_checked(
    slack: Slack, writing: RunningApp, asker: str, model: ModelServer
) -> None:
    model.replies(f"{TRUE} Lavrov also ⏸demanded that Ukraine would never join NATO [3].")
    question = slack.direct(asker, LAVROV)
    answer = slack.wait_for(
        lambda: next(
            (m for m in list(slack.messages.values()) if m.stream and "binding" in m.visible_text()),
            None,
        )
    )
    assert answer.streaming
    assert "NATO" not in answer.visible_text()
    model.going.set()
    assert slack.answer_in(question.channel, question.ts) is answer
    shown = words(answer)
    assert shown.index("binding guarantees [1]") < shown.index("never join NATO [2]") < shown.index("Sources")
    assert "by openai:stand-in" in shown
    assert_harmless(writing, answer)
    # What it cites is quoted below it, word for word.
    (kept,) = writing.desk.conversations()
    (turn,) = writing.desk.turns(kept.id)
    assert turn.answer is not None
    assert turn.answer.kind == "written"
    assert any(cited.quote in shown for cited in turn.answer.citations)


def test_what_the_articles_do_not_bear_out_is_left_out_and_that_is_told(
    slack: Slack, writing: RunningApp, asker: str, model: ModelServer
) -> None:
    model.replies(f"{TRUE} {FALSE} {ALSO}", "NOTHING")
    shown = words(asked(slack, asker))
    assert "47 tanks" not in shown
    assert "never join NATO" in shown
    assert "left out" in shown


def test_a_hostile_reply_never_acts(
    slack: Slack, writing: RunningApp, asker: str, model: ModelServer
) -> None:
    model.replies(f"{TRUE} {HOSTILE}", "NOTHING")
    answer = asked(slack, asker)
    assert_harmless(writing, answer)
    assert "binding guarantees [1]" in words(answer)
    model.replies(HOSTILE * 3, HOSTILE)
    assert_harmless(writing, asked(slack, asker))


@pytest.mark.parametrize("reply", [Reply(status=500), Reply("", cut=True), Reply(raw=b"not an event")])
def test_where_the_model_fails_the_answer_quotes_and_says_so(
    slack: Slack, writing: RunningApp, asker: str, model: ModelServer, reply: Reply
) -> None:
    model.replies(reply)
    answer = asked(slack, asker)
    shown = words(answer)
    assert "guarantees" in shown
    assert "Harbour Post" in shown
    assert "the model" in shown
    assert "sk-hush" not in shown
    assert_harmless(writing, answer)


def test_a_command_and_more_show_what_was_written(
    slack: Slack, writing: RunningApp, asker: str, model: ModelServer
) -> None:
    model.replies(f"{TRUE} {ALSO}")
    news = slack.channel("news")
    slack.command(asker, news, "/news", LAVROV)
    private = slack.wait_for(
        lambda: next((m for m in slack.private(asker) if "Share here" in m.visible_text()), None)
    )
    assert "binding guarantees [1]" in words(private)
    slack.press(asker, private, "share")
    assert "never join NATO [2]" in words(slack.wait_for(lambda: slack.in_channel(news))[0])
