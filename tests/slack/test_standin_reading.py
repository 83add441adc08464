"""The stand-in Slack shows messages as people see them: words, pings and links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.slack.standin import Slack
from tests.slack.standin.reading.blocks import links_in, pings_in, visible_blocks
from tests.slack.standin.reading.markdown import links_in_markdown, pings_in_markdown, visible_markdown
from tests.slack.standin.reading.mrkdwn import links_in_mrkdwn, pings_in_mrkdwn, visible_mrkdwn


@pytest.mark.parametrize(
    ("text", "shown", "pings", "links"),
    [
        ("*bold* _it_ ~no~ `x`", "bold it no x", [], []),
        ("2 * 3 * 4, a_b_c", "2 * 3 * 4, a_b_c", [], []),
        ("a &lt;b&gt; &amp; c", "a <b> & c", [], []),
        ("<!channel> and <@U1> and <!subteam^S1>", "@channel and @U1 and @S1", ["channel", "U1", "S1"], []),
        ("&lt;!channel&gt; &lt;@U1&gt;", "<!channel> <@U1>", [], []),
        (
            "<https://a.example/x?a=1&amp;b=2|The *Paper*>",
            "The Paper",
            [],
            [("https://a.example/x?a=1&b=2", "The *Paper*")],
        ),
        (
            "see https://a.example/x.",
            "see https://a.example/x.",
            [],
            [("https://a.example/x", "https://a.example/x")],
        ),
    ],
)
def test_mrkdwn(text: str, shown: str, pings: list[str], links: list[tuple[str, str]]) -> None:
    assert visible_mrkdwn(text) == shown
    assert pings_in_mrkdwn(text) == pings
    assert links_in_mrkdwn(text) == links


@pytest.mark.parametrize(
    ("text", "shown", "pings", "links"),
    [
        ("**bold** *it* `x`", "bold it x", [], []),
        ("# Title\n\n- one\n- two\n\n1. first", "Title\n• one\n• two\n1. first", [], []),
        ("> quoted\n> on", "> quoted\n> on", [], []),
        ("[paper](https://a.example/1)", "paper", [], [("https://a.example/1", "paper")]),
        (r"\[1\] <!here>", "[1] <!here>", ["here"], []),
        ("&lt;!here&gt; \\<!channel>", "<!here> <!channel>", [], []),
        ("at https://a.example/1", "at https://a.example/1", [], [("https://a.example/1",) * 2]),
    ],
)
def test_markdown(text: str, shown: str, pings: list[str], links: list[tuple[str, str]]) -> None:
    assert visible_markdown(text) == shown
    assert pings_in_markdown(text) == pings
    assert links_in_markdown(text) == links


def test_blocks() -> None:
    plain: dict[str, Any] = {"type": "plain_text", "text": "<!here> Go"}
    quoted = {"type": "mrkdwn", "text": "*Paper* https://a.example/1 <@U1>", "verbatim": True}
    button = {"type": "button", "text": plain, "url": "https://a.example/2", "action_id": "go"}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain},
        {"type": "section", "text": quoted, "fields": [plain]},
        {"type": "divider"},
        {"type": "context", "elements": [quoted, plain]},
        {"type": "actions", "elements": [button]},
    ]
    assert visible_blocks(blocks).split("\n") == [
        "<!here> Go",
        "Paper https://a.example/1 @U1",
        "<!here> Go",
        "───",
        "Paper https://a.example/1 @U1 <!here> Go",
        "[<!here> Go]",
    ]
    assert pings_in(blocks) == ["U1", "U1"]
    assert links_in(blocks) == [("https://a.example/2", "<!here> Go")]


def test_messages_can_be_looked_at(slack: Slack, tmp_path: Path) -> None:
    alice, channel = slack.user("alice"), slack.channel("news")
    asked = slack.say(channel, alice, "what about <b> & https://a.example/x_y_z ?")
    slack.say(channel, slack.user("bob"), "hey @alice and @channel", asked.ts)
    assert slack.thread(channel, asked.ts)[1].pings == [alice, "channel"]
    shown = slack.snapshot(tmp_path / "seen.html").read_text()
    assert "alice" in shown
    assert "<b>" not in shown
