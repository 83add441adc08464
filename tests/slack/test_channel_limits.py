"""What is set for a channel holds in the running app."""

from __future__ import annotations

from pathlib import Path

from bot.desk import Newsdesk
from config.slack_manifest import slack_manifest
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack

LAVROV = "what did Lavrov demand?"


def test_limits_of_channels_in_the_running_app(
    slack: Slack, own_sample: Path, loaded: Newsdesk, tmp_path: Path
) -> None:
    slack.use_manifest(slack_manifest())
    anna, ben = slack.user("anna"), slack.user("ben")
    one, none, few, every = (slack.channel(name) for name in ("one", "none", "few", "every"))
    file = tmp_path / "channels.toml"
    file.write_text(
        f'[channels.{one}]\noutlets = ["Northern Courier"]\n'
        f'[channels.{none}]\noutlets = ["The Harbor Post"]\n'
        f'[channels.{few}]\nwho = ["{anna}"]\n'
        f'[channels.{every}]\nwhen = "every"\n',
        "utf-8",
    )
    with RunningApp(slack, own_sample, loaded, slack_channels=file):
        asked = {channel: slack.mention(channel, ben, LAVROV) for channel in (one, none, few)}
        unasked = slack.say(every, ben, LAVROV)
        told = slack.answer_in(one, asked[one].ts).visible_text()
        assert "Northern Courier" in told
        assert "Harbour Post" not in told
        nothing = slack.answer_in(none, asked[none].ts).visible_text()
        assert "Lavrov told" not in nothing
        assert not any(outlet in nothing for outlet in ("Harbour Post", "Northern Courier", "Meridian Wire"))
        assert "[1]" in slack.answer_in(every, unasked.ts).visible_text()
        refused = slack.wait_for(lambda: slack.private(ben))[0]
        assert "Only some people may ask" in refused.visible_text()
        assert "[1]" in slack.answer_in(few, slack.mention(few, anna, LAVROV).ts).visible_text()
        assert slack.answers(few, asked[few].ts) == []


def test_what_an_admin_saves_holds_at_once(slack: Slack, own_sample: Path, loaded: Newsdesk) -> None:
    slack.use_manifest(slack_manifest())
    owner, news = slack.user("owner", admin=True), slack.channel("news")
    with RunningApp(slack, own_sample, loaded):
        slack.command(owner, news, "/news", "settings")
        slack.submit(owner, slack.wait_for(lambda: slack.modal(owner)), {"who": "nobody"})
        slack.wait_for(lambda: slack.modal(owner) is None)
        asked = slack.mention(news, owner, LAVROV)
        refused = slack.wait_for(lambda: slack.private(owner))[0]
        assert "does not answer here" in refused.visible_text()
        assert slack.answers(news, asked.ts) == []
