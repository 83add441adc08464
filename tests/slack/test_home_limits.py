"""The Home tab and suggested questions tell of nothing outside what holds for direct messages."""

from __future__ import annotations

from pathlib import Path

from bot.desk import Newsdesk
from bot.slack.record.received import key_of
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack

LAVROV = "what did Lavrov demand?"


def shown(slack: Slack, user: str) -> str:
    slack.homes.pop(user, None)
    slack.open_home(user)
    return str(slack.wait_for(lambda: slack.homes.get(user)).body)


def test_counts_feeds_and_suggestions_are_those_within_the_limit(
    slack: Slack, own_sample: Path, loaded: Newsdesk, tmp_path: Path
) -> None:
    anna = slack.user("anna")
    file = tmp_path / "channels.toml"
    file.write_text('[direct]\noutlets = ["Northern Courier"]\n', "utf-8")
    with Newsdesk(own_sample) as desk:
        desk.add_feed("https://harbour.example.org/feed.xml")
        mine = desk.articles(outlet="Northern Courier")
        latest = max(article.published for article in mine if article.published)
    with RunningApp(slack, own_sample, loaded, slack_channels=file):
        home = shown(slack, anna)
        assert f"{len(mine)} articles of 1 outlet, the latest of {latest.day} {latest:%B %Y}" in home
        assert "watched" not in home
        asked = slack.direct(anna, "who won the chess olympiad in 1924?")
        told = slack.answer_in(asked.channel, asked.ts).visible_text()
        assert f"Searched {len(mine)} articles of 1 outlet," in told


def test_who_may_not_ask_directly_is_told_so_and_nothing_of_the_library(
    slack: Slack, own_sample: Path, loaded: Newsdesk, tmp_path: Path
) -> None:
    anna, ben, news = slack.user("anna"), slack.user("ben"), slack.channel("news")
    file = tmp_path / "channels.toml"
    file.write_text(f'[direct]\nwho = ["{anna}"]\n', "utf-8")
    with RunningApp(slack, own_sample, loaded, slack_channels=file) as app:
        question = slack.mention(news, ben, LAVROV)
        slack.answer_in(news, question.ts)
        app.do(app.service.finished(key_of("T1", news, question.ts)))
        home = shown(slack, ben)
        assert LAVROV in home
        assert "You may not ask me here" in home
        assert "articles of" not in home
        assert "'ask:0'" not in home
        slack.open_home(ben, tab="messages")
        slack.open_home(anna, tab="messages")
        slack.wait_for(lambda: slack.prompts.get(slack.direct_with(anna)))
        assert slack.direct_with(ben) not in slack.prompts
        assert "46 articles of 9 outlets" in shown(slack, anna)


def test_a_feed_is_counted_where_it_is_named_or_brought_in_what_is_left(
    slack: Slack, own_sample: Path, loaded: Newsdesk, tmp_path: Path
) -> None:
    anna, feed = slack.user("anna"), "https://courts.example.org/rss.xml"
    file = tmp_path / "channels.toml"
    file.write_text(f'[direct]\nfeeds = ["{feed}"]\n', "utf-8")
    with Newsdesk(own_sample) as desk:
        desk.add_feed(feed)
        desk.add_feed("https://other.example.org/rss.xml")
    with RunningApp(slack, own_sample, loaded, slack_channels=file) as app:
        assert "Nothing yet" in shown(slack, anna)
        assert [one.address for one in app.desk.feeds(within=app.service.channels.rules.direct.within)] == [
            feed
        ]
