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


def test_a_direct_message_is_answered(slack: Slack, app: RunningApp, asker: str) -> None:
    answer = answered(slack, slack.direct(asker, "what did the Sollmark council vote on?"))
    assert "14 votes to 9" in answer.visible_text()


def test_a_thread_that_was_joined_goes_on_without_a_mention(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    question = slack.mention(news, asker, LAVROV)
    answered(slack, question)
    slack.say(news, asker, "thanks!", question.ts)
    slack.say(news, asker, "When did he say that?", question.ts)
    second = answered(slack, question, 2)
    assert "Lavrov" in second.visible_text()
    assert "Understood as" in second.visible_text()
    assert len(slack.answers(news, question.ts)) == 2


def test_two_threads_do_not_mix(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    one = slack.mention(news, asker, LAVROV)
    other = slack.mention(news, asker, "what do the dockers of Port Calder demand?")
    answered(slack, one)
    answered(slack, other)
    slack.say(news, asker, "What did he say in Geneva?", one.ts)
    assert "Lavrov" in answered(slack, one, 2).visible_text()
    slack.say(news, asker, "Who leads their union?", other.ts)
    assert "Achterberg" in answered(slack, other, 2).visible_text()


def test_what_is_said_in_a_channel_without_a_mention_is_left_alone(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    chat = slack.say(news, asker, LAVROV)
    thread = slack.say(news, asker, "and in this thread?", chat.ts)
    answered(slack, slack.mention(news, asker, "what did the Sollmark council vote on?"))
    assert not slack.answers(news, chat.ts)
    assert not slack.answers(news, thread.ts)


def test_bots_and_system_messages_are_ignored(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    said = [
        slack.other_bot(news, LAVROV, mention=True),
        slack.system(news, asker, "channel_join", f"<@{asker}> has joined the channel"),
        slack.system(news, asker, "channel_topic", f"set the topic: <@{slack.bot()}> {LAVROV}"),
    ]
    answered(slack, slack.mention(news, asker, LAVROV))
    assert [slack.answers(news, one.ts) for one in said] == [[], [], []]


def test_a_decline_says_what_was_searched_and_what_is_nearest(
    slack: Slack, app: RunningApp, asker: str
) -> None:
    told = answered(slack, slack.direct(asker, "who won the chess olympiad in 1924?")).visible_text()
    assert "do not answer that" in told
    assert "Searched 46 articles of 9 outlets" in told
    assert "Nearest article" in told


def test_a_mention_that_asks_nothing_gets_help(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    question = slack.say(news, asker, "@newsdesk")
    assert "/news question" in answered(slack, question).visible_text()


def test_a_duplicate_and_the_second_event_of_a_mention_get_no_second_answer(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    question = slack.mention(news, asker, LAVROV)
    slack.wait_for(lambda: slack.sent)
    slack.duplicate()
    answered(slack, question)
    slack.duplicate()
    slack.duplicate()
    answered(slack, slack.mention(news, asker, "what did the Sollmark council vote on?"))
    assert len(slack.answers(news, question.ts)) == 1


def test_an_edited_question_is_answered_anew_in_place(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    question = slack.mention(news, asker, LAVROV)
    first = answered(slack, question)
    slack.edit(question, "what did the Sollmark council vote on?")
    slack.wait_for(lambda: "14 votes to 9" in first.visible_text())
    assert [one.ts for one in slack.answers(news, question.ts)] == [first.ts]
    slack.say(news, asker, "And how much will it cost?", question.ts)
    assert "million crowns" in answered(slack, question, 2).visible_text()
    assert len(app.desk.conversations()) == 1


def test_a_deleted_question_is_forgotten_with_its_answer(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    question = slack.mention(news, asker, LAVROV)
    answer = answered(slack, question)
    slack.delete(question)
    slack.wait_for(lambda: answer.deleted)
    slack.wait_for(lambda: not app.desk.conversations())
    assert app.service.ledger.at("T1", news, question.ts).text == ""  # type: ignore[union-attr]


def test_hostile_words_neither_ping_nor_link(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    question = slack.mention(news, asker, "what did <!channel> @here Lavrov demand? <https://evil.example|x>")
    answer = answered(slack, question)
    assert answer.pings == []
    assert all("evil.example" not in link.url for link in answer.links)


def test_a_question_edited_while_it_is_answered_gets_one_answer_to_what_it_is_now(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    held = slack.hold("chat.startStream", times=1)
    question = slack.mention(news, asker, LAVROV)
    slack.wait_for(lambda: held.waiting)
    slack.edit(question, "what did the Sollmark council vote on?")
    held.release()
    slack.wait_for(
        lambda: "14 votes to 9" in "".join(m.visible_text() for m in slack.answers(news, question.ts))
    )
    assert len(slack.answers(news, question.ts)) == 1


def test_the_stop_button_stops_an_answer(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    held = slack.hold("assistant.threads.setStatus", times=1)
    question = slack.mention(news, asker, LAVROV)
    slack.wait_for(lambda: held.waiting)
    slack.stop_session(question)
    slack.wait_for(
        lambda: any(a.envelope.payload["event"]["type"] == "agent_session_stopped" for a in slack.acks)
    )
    held.release()
    assert answered(slack, question).visible_text() == "Stopped, as you asked."
    assert slack.sessions[news, question.ts][-1] == "active"


def test_bots_are_answered_where_the_channel_allows_it(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    settings = app.service.channels.settings("T1", news).model_copy(update={"bots": True})
    app.service.channels.change("T1", news, settings, asker)
    assert "guarantees" in answered(slack, slack.other_bot(news, LAVROV, mention=True)).visible_text()


def test_who_may_not_ask_is_told_alone(slack: Slack, app: RunningApp, asker: str, news: str) -> None:
    settings = app.service.channels.settings("T1", news).model_copy(update={"who": ("U0000000999",)})
    app.service.channels.change("T1", news, settings, asker)
    question = slack.mention(news, asker, LAVROV)
    told = slack.wait_for(lambda: slack.private(asker))
    assert "Only some people may ask" in told[0].visible_text()
    assert slack.answers(news, question.ts) == []


def test_a_channel_is_answered_from_its_outlets_alone(
    slack: Slack, app: RunningApp, asker: str, news: str
) -> None:
    settings = app.service.channels.settings("T1", news)
    limited = settings.model_copy(update={"outlets": ("Meridian Wire",)})
    app.service.channels.change("T1", news, limited, asker)
    told = answered(slack, slack.mention(news, asker, LAVROV)).visible_text()
    assert "Meridian Wire" in told
    assert "Harbour Post" not in told
