"""The app as a process: stopped, killed, cut off, and busy."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from tests.slack.running_app import PATIENCE, RunningApp
from tests.slack.standin import Message, Slack
from tests.slack.standin.faults import Gate

LAVROV = "what did Lavrov demand?"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def asker(slack: Slack) -> str:
    return slack.user("alice")


@pytest.fixture
def news(slack: Slack) -> str:
    return slack.channel("news")


COMMAND = (sys.executable, "-m", "bot", "slack")


def environment(slack: Slack, library: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NEWSDESK_LIBRARY": str(library),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "NEWSDESK_SLACK_HEALTH_PORT": "0",
        **more,
    }


@contextmanager
def process(slack: Slack, library: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`newsdesk slack` of its own, once it is connected; killed at the end if it still runs."""
    opened = slack.connections_opened
    with subprocess.Popen(
        COMMAND,
        env=environment(slack, library, **more),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            slack.wait_for(lambda: slack.connections_opened > opened)
            yield running
        finally:
            running.kill()


def answered(slack: Slack, question: Message, n: int = 1) -> Message:
    return slack.answer_in(question.channel, question.thread, n)


def test_sigterm_lets_the_answer_under_way_end(slack: Slack, own_sample: Path, asker: str, news: str) -> None:
    with process(slack, own_sample) as running:
        held = slack.hold("chat.stopStream")
        question = slack.mention(news, asker, LAVROV)
        slack.wait_for(lambda: held.waiting)
        running.send_signal(signal.SIGTERM)
        slack.wait_for(lambda: slack.connections == 0)
        held.release()
        assert running.wait(PATIENCE) == 0
    assert "guarantees" in answered(slack, question).visible_text()
    assert len(slack.answers(news, question.ts)) == 1


def test_sigterm_tells_who_waits_and_the_next_process_answers_in_that_place(
    slack: Slack, own_sample: Path, asker: str, news: str
) -> None:
    with process(slack, own_sample, NEWSDESK_SLACK_ANSWERS="1") as running:
        held = slack.hold("assistant.threads.setStatus")
        first = slack.mention(news, asker, LAVROV)
        slack.wait_for(lambda: slack.calls("agents.sessions.setStatus"))
        second = slack.mention(news, slack.user("bob"), "what did the Sollmark council vote on?")
        slack.wait_for(lambda: len(slack.acks) == 4)  # each mention is two events
        running.send_signal(signal.SIGTERM)
        slack.wait_for(lambda: slack.connections == 0)
        held.release()
        assert running.wait(PATIENCE) == 0
    note = answered(slack, second)
    assert "I am being restarted" in note.visible_text()
    assert "guarantees" in answered(slack, first).visible_text()
    with process(slack, own_sample):
        slack.wait_for(lambda: "14 votes to 9" in note.visible_text())
    assert len(slack.answers(news, second.ts)) == 1


def test_a_question_interrupted_by_a_kill_is_answered_once_after_the_restart(
    slack: Slack, own_sample: Path, asker: str, news: str
) -> None:
    """Killed before, at the beginning and at the end of an answer, each process by the one after it."""
    asked: list[Message] = []
    for held_at in ("agents.sessions.setStatus", "chat.startStream", "chat.stopStream", None):
        with process(slack, own_sample) as running:
            for question in asked[-1:]:
                slack.wait_for(partial(whole, slack, question))
            if held_at is None:
                running.send_signal(signal.SIGTERM)  # it ends when what it has begun is done
                assert running.wait(PATIENCE) == 0
                break
            held = slack.hold(held_at, times=1)
            asked.append(slack.mention(news, asker, LAVROV))
            slack.wait_for(partial(reached, held))
            running.send_signal(signal.SIGKILL)
            running.wait(PATIENCE)
            held.release()
    assert [len(slack.answers(news, question.ts)) for question in asked] == [1, 1, 1]
    with Newsdesk(own_sample) as desk:
        assert [kept.turns for kept in desk.conversations()] == [1, 1, 1]


def reached(gate: Gate) -> bool:
    """Whether a call waits there."""
    return bool(gate.waiting)


def whole(slack: Slack, question: Message) -> bool:
    """Whether an answer to it stands complete."""
    said = slack.answers(question.channel, question.ts)
    return "Sources" in "".join(one.visible_text() for one in said) and not any(one.streaming for one in said)


def test_a_command_interrupted_by_a_kill_is_answered_where_the_app_is_no_member(
    slack: Slack, own_sample: Path, asker: str
) -> None:
    elsewhere = slack.channel("elsewhere", joined=False)
    with process(slack, own_sample, NEWSDESK_SLACK_ANSWERS="1") as running:
        held = slack.hold("assistant.threads.setStatus")
        first = slack.mention(slack.channel("news"), asker, LAVROV)
        slack.wait_for(lambda: held.waiting)
        slack.command(asker, elsewhere, "/news", "what did the Sollmark council vote on?")
        slack.wait_for(lambda: any(ack.envelope.type == "slash_commands" for ack in slack.acks))
        running.kill()
        running.wait(PATIENCE)
        held.release()
    with process(slack, own_sample):
        slack.wait_for(lambda: any("14 votes to 9" in told.visible_text() for told in slack.private(asker)))
        answered(slack, first)


def test_a_wrong_token_ends_it_with_one_sentence(slack: Slack, own_sample: Path) -> None:
    ended = subprocess.run(
        [*COMMAND],
        env=environment(slack, own_sample, SLACK_APP_TOKEN="xapp-wrong"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode != 0
    assert "refuses the app-level token" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "xapp-wrong" not in ended.stderr


@pytest.mark.parametrize("silently", [False, True])
def test_a_connection_that_is_cut_is_found_again(
    slack: Slack, app: RunningApp, asker: str, news: str, silently: bool
) -> None:
    answered(slack, slack.mention(news, asker, LAVROV))
    slack.cut(silently=silently)
    question = slack.mention(news, asker, "what did the Sollmark council vote on?")
    slack.wait_for(lambda: slack.connections_opened == 2)
    slack.clock.advance(400)  # to when Slack delivers again what was not acknowledged
    assert "14 votes to 9" in answered(slack, question).visible_text()
    assert slack.connections_opened == 2


def test_slack_may_ask_to_connect_anew(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    slack.disconnect()
    slack.wait_for(lambda: slack.connections_opened == 2)
    question = slack.mention(news, asker, LAVROV)
    assert "guarantees" in answered(slack, question).visible_text()


def test_a_delivery_that_cannot_be_written_down_is_not_acknowledged(
    slack: Slack, app: RunningApp, asker: str, news: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.errors import LibraryError

    take, failures = app.service.ledger.take, iter([True, True])

    def failing(*given: object) -> object:
        if next(failures, False):
            raise LibraryError("The disk is full.")
        return take(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(app.service.ledger, "take", failing)
    question = slack.mention(news, asker, LAVROV)
    slack.wait_for(lambda: len(slack.sent) >= 2)
    slack.clock.advance(3)
    slack.clock.advance(61)
    assert "guarantees" in answered(slack, question).visible_text()
    assert len(slack.answers(news, question.ts)) == 1


def test_fifty_slow_answers_hold_up_no_acknowledgement(
    slack: Slack, own_sample: Path, loaded: Newsdesk, asker: str
) -> None:
    with RunningApp(slack, own_sample, loaded, limit=0.1, slack_waiting=400) as app:
        held = slack.hold("assistant.threads.setStatus")
        for n in range(50):
            slack.mention(slack.channel(f"c{n}"), slack.user(f"user{n}"), LAVROV)
        slack.wait_for(lambda: app.service.queue.waiting + app.service.queue.answering == 50)
        command = slack.command(asker, slack.channel("news"), "/news", "help")
        ack = slack.wait_for(lambda: next((a for a in slack.acks if a.envelope is command), None))
        assert not ack.late
        slack.wait_for(lambda: {id(a.envelope) for a in slack.acks} >= {id(e) for e in slack.sent})
        assert not any(one.late for one in slack.acks)
        slack.fail("*", "is_archived", times=None)
        held.release()


def test_deliveries_at_the_start_do_not_each_ask_slack_who_the_app_is(
    slack: Slack, own_sample: Path, loaded: Newsdesk, asker: str, news: str
) -> None:
    with RunningApp(slack, own_sample, loaded):
        before = len(slack.calls("auth.test"))
        for _ in range(10):
            slack.say(news, asker, "good morning")
        slack.wait_for(lambda: len(slack.acks) == 10)
        assert len(slack.calls("auth.test")) == before


def test_what_ends_the_work_in_one_thread_holds_up_no_other(
    slack: Slack, own_sample: Path, loaded: Newsdesk, asker: str, news: str
) -> None:
    with RunningApp(slack, own_sample, loaded, slack_answers=1):
        posting = slack.hold("chat.postMessage", times=1)
        first = slack.mention(news, asker, "who won the chess olympiad in 1924?")
        slack.wait_for(lambda: posting.waiting)
        ending = slack.hold("agents.sessions.setStatus")
        posting.release()
        second = slack.mention(news, asker, "what is the price of tea on the moon?")
        assert "do not answer" in answered(slack, second).visible_text()
        assert ending.waiting
        ending.release()
        slack.wait_for(lambda: slack.sessions[news, first.ts] == ["processing", "active"])


def test_when_all_places_are_taken_the_asker_is_told(
    slack: Slack, own_sample: Path, loaded: Newsdesk, asker: str, news: str
) -> None:
    with RunningApp(slack, own_sample, loaded, slack_answers=1, slack_waiting=1):
        held = slack.hold("assistant.threads.setStatus")
        slack.mention(news, asker, LAVROV)
        slack.wait_for(lambda: slack.calls("agents.sessions.setStatus"))
        for _ in range(3):
            slack.mention(news, asker, LAVROV)
        told = slack.wait_for(lambda: slack.private(asker))
        assert "waiting already" in told[0].visible_text()
        held.release()
