"""An edit that Slack tells of more than once, or at an unlucky moment, leaves no question unanswered."""

from __future__ import annotations

import threading

from bot.slack.record.received import Received, key_of
from tests.slack.deliveries import mentioned
from tests.slack.running_app import PATIENCE, RunningApp
from tests.slack.standin import Slack

LAVROV, COUNCIL = "what did Lavrov demand?", "what did the Sollmark council vote on?"


def test_an_edit_told_of_twice_does_not_stop_the_answer_to_it(slack: Slack, app: RunningApp) -> None:
    news, asker = slack.channel("news"), slack.user("alice")
    question = slack.mention(news, asker, LAVROV)
    answer = slack.answer_in(news, question.ts)
    slack.wait_for(lambda: not app.service.ledger.unfinished())
    # The answer to the edit waits for its turn to be begun.
    begins, let = threading.Event(), threading.Event()
    begin = app.service.ledger.begin

    def slowly(*given: object) -> object:
        begins.set()
        assert let.wait(PATIENCE)
        return begin(*given)  # type: ignore[arg-type]

    app.service.ledger.begin = slowly  # type: ignore[method-assign, assignment]
    slack.edit(question, COUNCIL)
    assert begins.wait(PATIENCE)
    assert question.edited is not None
    edit = mentioned(question, text=COUNCIL, edited=question.edited["ts"])
    assert app.do(app.service.take(edit)) is False
    let.set()
    slack.wait_for(lambda: "14 votes to 9" in answer.visible_text())
    slack.wait_for(lambda: not app.service.ledger.unfinished())


def test_what_an_edit_cut_off_begins_nothing_of_the_edit(slack: Slack, app: RunningApp) -> None:
    news, asker = slack.channel("news"), slack.user("alice")
    ledger = app.service.ledger
    begin, take = ledger.begin, ledger.take
    late, taken = threading.Event(), threading.Event()

    def begun_late(*given: object) -> object:
        """The first: until the edit is written down, as where others hold the file."""
        if not late.is_set():
            late.set()
            assert taken.wait(PATIENCE)
        return begin(*given)  # type: ignore[arg-type]

    def told(received: Received) -> object:
        entry = take(received)
        if received.edited_ts is not None:
            taken.set()
        return entry

    ledger.begin = begun_late  # type: ignore[method-assign, assignment]
    ledger.take = told  # type: ignore[method-assign, assignment]
    question = slack.mention(news, asker, LAVROV)
    assert late.wait(PATIENCE)
    slack.edit(question, COUNCIL)
    assert "14 votes to 9" in slack.answer_in(news, question.ts).visible_text()
    slack.wait_for(lambda: not ledger.unfinished())
    entry = ledger.get(key_of("T1", news, question.ts))
    assert entry is not None
    assert (entry.state, entry.attempts) == ("answered", 1)
