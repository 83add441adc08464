"""Commands, shortcuts, buttons, the Home tab, and everything that nobody listens for."""

from __future__ import annotations

import pytest

from bot.feedback.feedback_questions import question_set
from bot.slack.record.received import key_of
from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack
from tests.slack.standin.delivery import Ack, Envelope

LAVROV = "what did Lavrov demand?"
VOTED = "Dock workers voted by 87 percent to strike over pay at Port Calder."


@pytest.fixture
def asker(slack: Slack) -> str:
    return slack.user("alice", admin=True)


@pytest.fixture
def news(slack: Slack) -> str:
    return slack.channel("news")


def acknowledged(slack: Slack, envelope: Envelope) -> Ack:
    return slack.wait_for(lambda: next((a for a in slack.acks if a.envelope is envelope), None))


def private(slack: Slack, user: str, word: str) -> Message:
    """The message with a word in it that this user alone sees."""
    return slack.wait_for(lambda: next((m for m in slack.private(user) if word in m.visible_text()), None))


class TestCommand:
    def test_is_answered_to_the_asker_alone_and_can_be_shared_once(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        slack.command(asker, news, "/news", LAVROV)
        answer = private(slack, asker, "Share here")
        assert "guarantees" in answer.visible_text()
        assert slack.in_channel(news) == []
        slack.press(asker, answer, "share")
        slack.press(asker, answer, "share")
        shared = slack.wait_for(lambda: slack.in_channel(news))
        assert "shared by" in shared[0].visible_text()
        assert LAVROV in shared[0].visible_text()
        assert shared[0].pings in ([], [asker])
        slack.wait_for(lambda: answer.deleted)
        assert len(slack.in_channel(news)) == 1

    def test_works_where_the_app_is_not_in_the_channel(
        self, slack: Slack, app: RunningApp, asker: str
    ) -> None:
        elsewhere = slack.channel("elsewhere", joined=False)
        slack.command(asker, elsewhere, "/news", LAVROV)
        answer = private(slack, asker, "Share here")
        slack.press(asker, answer, "share")
        assert "guarantees" in slack.wait_for(lambda: slack.in_channel(elsewhere))[0].visible_text()

    @pytest.mark.parametrize("text", ["", "help", " HELP "])
    def test_tells_how_to_ask(self, slack: Slack, app: RunningApp, asker: str, news: str, text: str) -> None:
        slack.command(asker, news, "/news", text)
        assert "Edit your question" in private(slack, asker, "/news").visible_text()

    def test_opens_the_settings_of_the_channel(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        slack.command(asker, news, "/news", "settings")
        view = slack.wait_for(lambda: slack.modal(asker))
        acknowledged(slack, slack.submit(asker, view, {"when": "every"}))
        assert app.service.channels.settings("T1", news).when == "every"
        question = slack.say(news, asker, LAVROV)
        assert "guarantees" in slack.answer_in(news, question.ts).visible_text()


class TestShortcut:
    def test_tells_what_speaks_for_and_against_each_claim(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        said = slack.say(
            news,
            asker,
            "Dock workers voted by 87 percent to strike over pay at Port Calder. The union demands a pay rise"
            " of 12 percent. Penguins in Antarctica have learnt to play chess this winter.",
        )
        slack.shortcut(asker, said, "check_news")
        told = private(slack, asker, "Borne out").visible_text()
        assert told.index("Borne out") < told.index("Contradicted") < told.index("Nothing found")
        assert "9.5 percent" in told
        assert slack.answers(news, said.ts) == []

    @pytest.mark.parametrize("said", ["Lunch?", "https://news.example.org/a", "<!here>"])
    def test_of_a_message_without_a_claim_says_so(
        self, slack: Slack, app: RunningApp, asker: str, news: str, said: str
    ) -> None:
        slack.shortcut(asker, slack.say(news, asker, said), "check_news")
        assert private(slack, asker, "no claim").buttons() == []

    def test_can_be_judged_and_is_kept_with_its_claims_and_evidence(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        question = slack.mention(news, asker, LAVROV)
        slack.answer_in(news, question.ts)
        said = slack.say(news, asker, f"{VOTED} The union demands a pay rise of 12 percent.", question.ts)
        # In a thread that the app has joined this goes on asking.
        slack.answer_in(news, question.ts, 2)
        slack.wait_for(lambda: not app.service.ledger.unfinished())
        slack.shortcut(asker, said, "check_news")
        report = private(slack, asker, "Borne out")
        slack.press(asker, report, "feedback", value=_negative(report))
        private(slack, asker, "Thank you")
        (kept,) = app.desk.feedback()
        assert (kept.verdict, kept.origin) == ("bad", "slack check")
        assert kept.question == f"{VOTED}\nThe union demands a pay rise of 12 percent."
        assert any("87 percent" in one.quote for one in kept.evidence)
        assert any("9.5 percent" in one.quote for one in kept.evidence)
        assert kept.answer is not None
        for cited in kept.answer.citations:
            assert (
                app.desk.article(cited.article_id, cited.version).text[cited.start : cited.end] == cited.quote
            )
        assert question_set([kept]).questions == []
        # The thread's own conversation knows nothing of it.
        assert sorted(len(app.desk.turns(one.id)) for one in app.desk.conversations()) == [1, 2]
        assert {one.text for one in app.service.ledger.recent("T1", asker)} == {LAVROV, said.text}

    def test_of_a_long_message_tells_that_the_rest_was_not_checked(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        said = slack.say(news, asker, " ".join([VOTED, *["Penguins learnt to play chess this winter."] * 9]))
        slack.shortcut(asker, said, "check_news")
        assert (
            "2 more claims of the message were not checked." in private(slack, asker, "Borne").visible_text()
        )

    def test_that_takes_too_long_is_given_up(
        self, slack: Slack, app: RunningApp, asker: str, news: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.slack.claim_reporting.LONGEST", 0.0)
        slack.shortcut(asker, slack.say(news, asker, VOTED), "check_news")
        private(slack, asker, "took too long")


class TestButtons:
    def test_feedback_is_kept_with_the_question_and_its_answer(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        question = slack.mention(news, asker, LAVROV)
        answer = slack.answer_in(news, question.ts)
        slack.press(asker, answer, "feedback", value=_negative(answer))
        private(slack, asker, "Thank you")
        kept = app.desk.feedback()
        assert [(one.verdict, one.question) for one in kept] == [("bad", LAVROV)]
        assert kept[0].evidence

    def test_more_shows_the_whole_of_an_answer_in_its_place(
        self, slack: Slack, app: RunningApp, asker: str
    ) -> None:
        question = slack.direct(
            asker, "What did Lavrov demand and what did Blinken promise and what did Putin say to Biden?"
        )
        answer = slack.answer_in(question.channel, question.ts)
        before = answer.visible_text()
        assert "More:" in before
        slack.press(asker, answer, "more")
        slack.wait_for(lambda: "More:" not in answer.visible_text())
        assert answer.visible_text().count("[") > before.count("[")
        assert len(slack.answers(question.channel, question.ts)) == 1

    def test_a_button_of_an_answer_that_is_gone_is_acknowledged(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        slack.command(asker, news, "/news", LAVROV)
        answer = private(slack, asker, "Share here")
        for kept in app.desk.conversations():
            app.desk.delete_conversation(kept.id)
        acknowledged(slack, slack.press(asker, answer, "share"))
        private(slack, asker, "no longer have")


class TestHome:
    def test_tells_how_to_ask_what_is_held_and_what_was_asked(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        question = slack.mention(news, asker, LAVROV)
        slack.answer_in(news, question.ts)
        app.do(app.service.finished(key_of("T1", news, question.ts)))
        slack.open_home(asker)
        home = slack.wait_for(lambda: slack.homes.get(asker))
        shown = str(home.body)
        assert "46 articles of 9 outlets" in shown
        assert LAVROV in shown

    def test_a_question_on_it_is_answered_in_the_conversation_with_the_app(
        self, slack: Slack, app: RunningApp, asker: str
    ) -> None:
        slack.open_home(asker)
        home = slack.wait_for(lambda: slack.homes.get(asker))
        slack.press(asker, home, "ask:0")
        direct = slack.direct_with(asker)
        asked = slack.wait_for(lambda: slack.in_channel(direct))[0]
        assert slack.answer_in(direct, asked.ts, 2).visible_text()

    def test_questions_are_suggested_when_the_conversation_is_opened(
        self, slack: Slack, app: RunningApp, asker: str
    ) -> None:
        slack.open_home(asker, tab="messages")
        prompts = slack.wait_for(lambda: slack.prompts.get(slack.direct_with(asker)))
        assert 1 <= len(prompts) <= 4


class TestUnmatched:
    def test_everything_else_is_acknowledged(
        self, slack: Slack, app: RunningApp, asker: str, news: str
    ) -> None:
        said = slack.say(news, asker, "hello")
        slack.app.commands.add("/other")
        slack.app.events.add("reaction_added")
        slack.emit("T1", {"type": "reaction_added", "user": asker, "reaction": "eyes", "event_ts": "1.2"})
        slack.emit("T1", {"type": "app_context_changed", "user": asker, "event_ts": "1.2"})
        slack.command(asker, news, "/other", "x")
        slack.shortcut(asker, said, "of_another_time")
        slack.wait_for(lambda: len(slack.sent) >= 5)
        slack.wait_for(lambda: {id(a.envelope) for a in slack.acks} >= {id(e) for e in slack.sent})
        assert all(not ack.late for ack in slack.acks)


def _negative(answer: Message) -> str:
    buttons = next(b for b in answer.buttons() if b["action_id"] == "feedback")
    return str(buttons["negative_button"]["value"])
