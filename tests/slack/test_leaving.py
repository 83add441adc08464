"""A workspace that removes the app is forgotten, and no other."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.slack.record.received import Received, key_of
from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack

LAVROV = "what did Lavrov demand?"


def of_another_team() -> Received:
    return Received(
        event_id=None,
        team="T2",
        channel="C2",
        ts="1.2",
        user="U2",
        text=LAVROV,
        kind="mention",
        received_at=datetime.now(UTC),
    )


def test_all_that_was_asked_answered_set_and_judged_there_is_gone(slack: Slack, app: RunningApp) -> None:
    alice, news = slack.user("alice"), slack.channel("news")
    service, desk = app.service, app.desk
    question = slack.mention(news, alice, LAVROV)
    answer = slack.answer_in(news, question.ts)
    slack.press(alice, answer, "feedback", value=_positive(answer))
    slack.wait_for(lambda: len(desk.feedback()) == 1)
    for team in ("T1", "T2"):
        service.channels.change(team, news, service.channels.settings(team, news), alice)
        desk.keep_answer(desk.ask(LAVROV), f"slack:{team}:C9:1.2")
    other = service.ledger.take(of_another_team())
    assert other is not None
    held = slack.hold("chat.startStream", times=1)
    under_way = slack.mention(news, alice, "what did the Sollmark council vote on?")
    slack.wait_for(lambda: held.waiting)
    slack.uninstall("T1")
    held.release()
    slack.wait_for(lambda: service.ledger.get(question_key(question)) is None)
    slack.wait_for(lambda: {one.origin for one in desk.conversations()} == {"slack:T2:C9:1.2"})
    slack.wait_for(lambda: {id(a.envelope) for a in slack.acks} >= {id(e) for e in slack.sent})
    assert service.ledger.get(question_key(under_way)) is None
    assert not service.ledger.joined("T1", news, question.ts)
    assert service.channels.changed("T1", news) is None
    assert service.channels.changed("T2", news) is not None
    assert desk.feedback() == []
    assert service.ledger.get(other.key) == other


def question_key(question: Message) -> str:
    return key_of("T1", question.channel, question.ts)


def _positive(answer: Message) -> str:
    buttons = next(b for b in answer.buttons() if b["action_id"] == "feedback")
    return str(buttons["positive_button"]["value"])
