"""In Slack too nothing is told that a channel may not see: by questions, buttons or forms, forged or late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from config.settings import load_settings
from config.slack_manifest import slack_manifest
from tests.canaries import HIDDEN_FEED, QUAY, QUESTIONS, Held, held
from tests.slack.running_app import RunningApp
from tests.slack.standin import Message, Slack

MINE, VOTE = QUESTIONS[3], QUESTIONS[9]
CLAIM = "The bridge closed because nine bolts had cracked. Repairs of the bridge will take 31 weeks."


@pytest.fixture
def library(tmp_path: Path, loaded: Newsdesk) -> Iterator[Held]:
    found = held(tmp_path, load_settings(library=tmp_path / "library"), loaded)
    with found.desk:
        yield found


def private(slack: Slack, user: str, word: str) -> Message:
    return slack.wait_for(lambda: next((m for m in slack.private(user) if word in m.visible_text()), None))


def limits(folder: Path, *channels: str) -> Path:
    file = folder / "channels.toml"
    part = f'outlets = ["{QUAY}"]\n'
    file.write_text(f"[direct]\n{part}" + "".join(f"[channels.{one}]\n{part}" for one in channels), "utf-8")
    return file


def test_nothing_hidden_goes_to_slack(slack: Slack, library: Held, loaded: Newsdesk, tmp_path: Path) -> None:
    slack.use_manifest(slack_manifest())
    ben, news = slack.user("ben"), slack.channel("news")
    asked = [CLAIM, HIDDEN_FEED, *QUESTIONS]
    with RunningApp(slack, library.desk.path, loaded, slack_channels=limits(tmp_path, news)) as app:
        first = slack.mention(news, ben, MINE)
        slack.answer_in(news, first.ts)
        for n, question in enumerate(("And who said so?", VOTE), start=2):
            slack.say(news, ben, f"{question}?", first.ts)
            slack.answer_in(news, first.ts, n)
        slack.edit(first, QUESTIONS[7])
        for question in (QUESTIONS[5], QUESTIONS[6]):
            told = slack.direct(ben, question)
            slack.answer_in(told.channel, told.ts)
        slack.command(ben, news, "/news", QUESTIONS[0])
        slack.press(ben, private(slack, ben, "Share here"), "share")
        slack.wait_for(lambda: [m for m in slack.in_channel(news) if "shared by" in m.visible_text()])
        said = slack.say(news, ben, CLAIM)
        slack.shortcut(ben, said, "check_news")
        private(slack, ben, "bolts had cracked")
        slack.open_home(ben)
        slack.open_home(ben, tab="messages")
        slack.command(ben, news, "/news", "settings")
        slack.wait_for(lambda: slack.prompts.get(slack.direct_with(ben)))
        slack.wait_for(lambda: slack.homes.get(ben))
        assert app.desk.articles()
    assert slack.modal(ben) is None
    calls = slack.calls()
    assert len(calls) > 12
    for call in calls:
        assert library.told(vars(call), asked) == set(), call
    shown = [m.visible_text() for m in (*slack.private(ben), *slack.in_channel(news))]
    assert library.told(shown, asked) == set()


def test_an_answer_from_before_the_limit_is_told_no_more(
    slack: Slack, library: Held, loaded: Newsdesk, tmp_path: Path
) -> None:
    slack.use_manifest(slack_manifest())
    ben, news = slack.user("ben"), slack.channel("news")
    with RunningApp(slack, library.desk.path, loaded):
        slack.command(ben, news, "/news", MINE)
        answer = private(slack, ben, "Share here")
        slack.mention(news, ben, MINE)
        assert library.told(answer.visible_text(), (MINE,))
    with RunningApp(slack, library.desk.path, loaded, slack_channels=limits(tmp_path, news)):
        slack.press(ben, answer, "share")
        private(slack, ben, "no longer have that answer")
        assert not any("shared by" in m.visible_text() for m in slack.in_channel(news))


@pytest.mark.parametrize("button", ["share", "feedback"])
def test_the_key_of_another_channel_opens_nothing(
    slack: Slack, library: Held, loaded: Newsdesk, tmp_path: Path, button: str
) -> None:
    slack.use_manifest(slack_manifest())
    ben, news, secret = slack.user("ben"), slack.channel("news"), slack.channel("secret")
    with RunningApp(slack, library.desk.path, loaded, slack_channels=limits(tmp_path, news)) as app:
        slack.command(ben, secret, "/news", MINE)
        hidden = private(slack, ben, "Share here")
        (key,) = {b["value"] for b in hidden.buttons() if b["action_id"] == "share"}
        hidden.deleted = True
        slack.command(ben, news, "/news", QUESTIONS[0])
        mine = private(slack, ben, "two bolts")
        before = len(app.desk.feedback())
        for block in mine.blocks:
            for one in block.get("elements", ()):
                if one.get("action_id") == "share" == button:
                    one["value"] = key
                if one.get("action_id") == "feedback" == button:
                    for side in ("positive_button", "negative_button"):
                        one[side]["value"] = one[side]["value"].split(":")[0] + f":{key}"
        given = {"value": f"not_helpful:{key}"} if button == "feedback" else {}
        if button == "feedback":
            values = [
                one["negative_button"]["value"]
                for block in mine.blocks
                for one in block.get("elements", ())
                if one.get("action_id") == "feedback"
            ]
            given = {"value": values[0]}
        slack.press(ben, mine, button, **given)
        private(slack, ben, "no longer have that answer")
        assert len(app.desk.feedback()) == before
        assert not any("shared by" in m.visible_text() for m in slack.in_channel(news))
