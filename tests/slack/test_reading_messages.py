"""What is asked in a message, and whether it is meant for the app."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.addressing import asks, goes_on
from bot.slack.question_text import mentions, question_in


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("<@UBOT> what happened?", "what happened?"),
        ("what happened <@UBOT|newsdesk>", "what happened"),
        ("<@UBOT> AT&amp;T &lt; 3?", "AT&T < 3?"),
        ("is <https://a.example/x|this page> right?", "is this page right?"),
        ("is <https://a.example/x> right?", "is https://a.example/x right?"),
        ("<!channel> ask <#C1|news>", "ask news"),
        ("<@UBOT>", ""),
        ("one\n  two", "one\ntwo"),
    ],
)
def test_a_question_is_read_as_a_person_reads_it(text: str, question: str) -> None:
    assert question_in(text, "UBOT") == question


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert "<@UBOT>" not in question_in(f"<@UBOT> {text.replace('@', '')}", "UBOT")
    goes_on(text)
    asks(text)


def test_only_the_bot_itself_is_mentioned() -> None:
    assert mentions("ask <@UBOT>", "UBOT")
    assert not mentions("ask <@UOTHER>", "UBOT")
    assert not mentions("ask <@UBOT>", None)


@pytest.mark.parametrize(
    "text", ["And in December?", "Who said that", "the Harbour Post only", "ok, and then?"]
)
def test_what_goes_on_asking_is_meant_for_it(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["thanks!", "OK great, thank you", ":+1:", "<@U2> look at this", "😀", ""])
def test_thanks_and_words_to_others_are_not(text: str) -> None:
    assert not goes_on(text)


@pytest.mark.parametrize("text", ["What happened?", "who leads the union", "so it failed?"])
def test_a_question_in_a_channel_is_told_from_talk(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["good morning", "I will ask who leads it.", "<@U2> what happened?"])
def test_talk_in_a_channel_is_no_question(text: str) -> None:
    assert not asks(text)
