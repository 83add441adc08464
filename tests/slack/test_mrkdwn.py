"""Text from outside in Slack: all of it is seen, and none of it acts."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.mrkdwn import JOINER, address, escaped, link, markdown_safe, plain, plain_line
from tests.slack.hostile import texts
from tests.slack.reading import HIDDEN, mrkdwn_links, read_markdown

any_text = texts | st.text(st.characters(codec=None) | st.sampled_from("\ud800\udfff<>&|*_~`:@#\\[]()!\n\t "))


@given(any_text)
def test_nothing_acts_in_mrkdwn(text: str) -> None:
    assert mrkdwn_links(escaped(text)) == set()


@given(any_text)
def test_all_is_seen_in_mrkdwn(text: str) -> None:
    shown = html.unescape(escaped(text)).replace(JOINER, "")
    back = shown.translate(str.maketrans("∗ˍ∼ˋ›", "*_~`>"))
    assert back == plain(text).translate(str.maketrans("∗ˍ∼ˋ›", "*_~`>"))


@given(any_text)
def test_a_quotation_in_a_stream_reads_as_it_stands(text: str) -> None:
    quote = "\n".join(f"> {line}" for line in markdown_safe(text).split("\n"))
    quotes, _ = read_markdown(quote)
    assert "\n".join(quotes).replace(JOINER, "") == plain(text)


@given(any_text)
def test_nothing_is_hidden_in_plain_text(text: str) -> None:
    assert not HIDDEN.search(plain(text))
    assert plain(plain(text)) == plain(text)
    assert plain_line(plain_line(text)) == plain_line(text)
    assert "\n" not in plain_line(text)


def test_ordinary_text_stays_as_it_is() -> None:
    said = "“It is 3.5% – no more”, he said at 10:30; snake_case and AT&T's 2*3 stay."
    assert plain(said) == said
    assert html.unescape(escaped(said)) == said
    assert escaped("fish & chips <now>") == "fish &amp; chips &lt;now&gt;"


def test_joiners_that_scripts_need_stay() -> None:
    assert plain("می‌خواهم 👨‍👩‍👧") == "می‌خواهم 👨‍👩‍👧"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "https://",
        "https://user:pass@host.example/",
        "https://host.example/a b",
        "https://host.example/a\nb",
        "https://host.example/\u202ex",
        "https://host.example/\x00",
        "https://bбc.example/",
        "https://[",
        "https://host.example/" + "a" * 3000,
        "https://host.example/" + "ü" * 1000,
    ],
)
def test_an_address_nobody_should_be_sent_to(url: str | None) -> None:
    assert address(url) is None
    assert link(url, "Title") == "Title"


def test_an_address_is_encoded() -> None:
    assert (
        address("https://host.example/a|b<c>?q=ü&x=1#y") == "https://host.example/a%7Cb%3Cc%3E?q=%C3%BC&x=1#y"
    )
    assert link("https://host.example/?a=1&b=2", "A <b>\n& | c") == (
        "<https://host.example/?a=1&amp;b=2|A &lt;b&gt; &amp; | c>"
    )
    assert link("https://host.example/", "") == ""
