"""Follow-ups made to stand alone, and fresh questions left as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.follow_ups import content, figures, judge, turns
from retrieval.answer import Answer, Citation, Source
from retrieval.asking.understood import Days, Understood
from retrieval.dialogue.follow_up import LONGEST, Standing, stand_alone


def cited(n: int, speaker: str | None, title: str, quote: str) -> Citation:
    return Citation(
        ordinal=n,
        article_id=f"a{n}",
        version="v",
        outlet="The Harbour Post",
        title=title,
        url=None,
        published=datetime(2021, 12, 31, tzinfo=UTC),
        start=0,
        end=len(quote),
        quote=quote,
        speaker=speaker,
    )


def answered(*citations: Citation, days: tuple[Days, ...] = ()) -> Answer:
    source = Source(
        article_id="a1",
        version="v",
        outlet="The Harbour Post",
        title=None,
        url=None,
        published=None,
        also=("The Evening Lantern",),
    )
    return Answer(
        question="q",
        kind="quoted",
        text="t",
        confidence=0.9,
        as_of=date(2022, 1, 2),
        citations=citations,
        sources=(source,),
        understood=Understood(days=days),
    )


LAVROV = answered(
    cited(1, "Sergei Lavrov", "Lavrov demands guarantees", "Lavrov demanded “binding” guarantees."),
    cited(2, "Radu Cernavoda", "What the talks will show", "The Geneva meeting will show it."),
)


def after(question: str, *before: str | tuple[str, Answer | None]) -> str:
    return stand_alone(question, [b if isinstance(b, tuple) else (b, None) for b in before]).text


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("Is it treatable?", "What is marsh fever?", "Is marsh fever treatable?"),
        ("What are its symptoms?", "Tell me about marsh fever.", "What are marsh fever’s symptoms?"),
        ("Where do they nest?", "What are kittiwakes?", "Where do kittiwakes nest?"),
        ("What did he promise?", "Who is Martin Okafor-Lind?", "What did Martin Okafor-Lind promise?"),
        ("What are the side effects?", "What is marsh fever?", "What are the side effects of marsh fever?"),
        ("What happened to Anna?", "Who is Anna Holt?", "What happened to Anna Holt?"),
        ("Why was the tunnel closed?", "What is the Brenning Tunnel?", "Why was the Brenning Tunnel closed?"),
        ("and Biden?", "what did Lavrov demand?", "what did Biden demand?"),
        ("what about the union?", "What did the harbour board offer?", "What did the union offer?"),
        ("And the Russian one?", "Who led the American delegation?", "Who led the Russian delegation?"),
        ("why?", "What did Biden demand?", "Why did Biden demand?"),
        ("When?", "Who won the Larkhaven Marathon?", "When somebody won the Larkhaven Marathon?"),
        ("By how much?", "Did the members accept the deal?", "By how much did the members accept the deal?"),
        ("and in Kessen?", "How many people died in Sollmark?", "How many people died in Kessen?"),
        ("and in January?", "what did Lavrov demand?", "what did Lavrov demand in January?"),
        ("What did she say?", "Who is Anna Holt?", "What did Anna Holt say?"),
    ],
)
def test_a_follow_up_stands_alone(question: str, before: str, expected: str) -> None:
    assert after(question, before) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Larkhaven Marathon?",
        "How many people died in Sollmark?",
        "What did the Calder Dock and Ferry Union demand?",
        "What is a sluice gate?",
        "Tell me about lavender plants.",
        "Is melatonin bad for you?",
        "What is mortadella and where is it from?",
        "Is it true that the ferry burned?",
        "Who won the election?",
        "What did the union demand?",
        "ok thanks",
        "那拜登呢？",
        "¿Qué pidió el sindicato?",
    ],
)
def test_a_fresh_question_is_left_alone(question: str) -> None:
    standing = stand_alone(question, [("What did Lavrov demand?", LAVROV), ("And Biden?", LAVROV)])
    assert standing == Standing(question)
    assert not standing.changed


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("tell me more about the second one", "Tell me more about “What the talks will show”."),
        ("[2]", "Tell me more about “What the talks will show”."),
        ("what about the last one?", "Tell me more about “What the talks will show”."),
        ("tell me more", "Tell me more about “Lavrov demands guarantees”."),
        ("who said that?", "Who said “Lavrov demanded binding guarantees”?"),
        ("which outlet said that?", "Which outlet reported “Lavrov demands guarantees”?"),
        ("and the evening lantern?", "what did Lavrov demand, according to The Evening Lantern?"),
        ("what did he say about NATO?", "what did Lavrov say about NATO?"),
        ("and the day after?", "what did Lavrov demand on 1 January 2022?"),
        ("what about the week before?", "what did Lavrov demand from 24 December 2021 to 30 December 2021?"),
        ("and the month after?", "what did Lavrov demand in January 2022?"),
    ],
)
def test_what_was_answered_can_be_pointed_at(question: str, expected: str) -> None:
    assert after(question, ("what did Lavrov demand?", LAVROV)) == expected


def test_days_move_from_those_of_the_last_question() -> None:
    days = Days(text="last week", start=date(2021, 12, 20), end=date(2021, 12, 26))
    said = answered(LAVROV.citations[0], days=(days,))
    before = ("what did Biden tell Putin last week?", said)
    assert after("what about the week before?", before) == (
        "what did Biden tell Putin from 13 December 2021 to 19 December 2021?"
    )
    assert after("and on Friday?", before) == "what did Biden tell Putin on Friday?"


def test_days_at_the_ends_of_the_calendar_do_not_fail() -> None:
    first = answered(days=(Days(text="then", start=date.min, end=date.min),))
    assert after("what about the week before?", ("what happened then?", first))
    last = answered(days=(Days(text="then", start=date.max, end=date.max),))
    assert after("and the month after?", ("what happened then?", last))


def test_a_third_turn_goes_back_to_what_the_conversation_is_about() -> None:
    first = "What is the Brenning Tunnel?"
    second = after("How long is it?", first)
    third = after("Who built it?", first, second)
    assert third == "Who built the Brenning Tunnel?"


def test_what_was_read_into_a_question_is_told() -> None:
    assert stand_alone("Is it treatable?", [("What is marsh fever?", None)]).why == "“it” is marsh fever"


def test_a_thing_in_an_article_cited_is_not_new() -> None:
    question, before = "How long will the insulin last?", [("What happened at Port Calder?", LAVROV)]
    assert stand_alone(question, before).text == question
    read = stand_alone(question, before, lambda citation: "The island has insulin for three weeks.")
    assert read.text == "How long will the insulin last (Port Calder)?"


def test_without_history_nothing_is_changed() -> None:
    assert stand_alone("and Biden?", []) == Standing("and Biden?")
    assert stand_alone("", [("What is marsh fever?", None)]) == Standing("")


def test_a_long_question_has_said_what_it_means() -> None:
    long = "Is it so? " * (LONGEST // 8)
    assert not stand_alone(long, [("What is marsh fever?", None)]).changed


ANY = st.text(max_size=80)
WORDS = (
    *("what", "who", "why", "and", "about", "the", "it", "they", "he", "her", "one", "second", "did", "is"),
    *("Lavrov", "Biden", "strike", "said", "that", "of", "in", "2022", "week", "before", "other", "more"),
    *("?", ",", "“", "”", "(", ")", "[2]"),
)
SHAPED = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(
    st.one_of(ANY, SHAPED),
    st.lists(st.tuples(st.one_of(ANY, SHAPED), st.sampled_from([None, LAVROV])), max_size=6),
)
def test_no_conversation_fails(question: str, before: list[tuple[str, Answer | None]]) -> None:
    standing = stand_alone(question, before)
    assert standing.changed or standing.text == " ".join(question.split())
    assert not question.split() or standing.text.strip()


@given(st.lists(st.one_of(ANY, SHAPED), max_size=4))
def test_a_fresh_question_stays_whatever_went_before(before: list[str]) -> None:
    question = "How many runners finished the Larkhaven Marathon?"
    assert stand_alone(question, [(one, LAVROV) for one in before]) == Standing(question)


def test_a_history_of_any_length_is_read() -> None:
    before: list[tuple[str, Answer | None]] = [
        (f"What did the board say on day {n}?", LAVROV) for n in range(500)
    ]
    assert after("and Biden?", *before) == "What did Biden say on day 499?"


def test_content_words_are_counted_folded() -> None:
    assert content("What are the shark’s two symptoms?") == {"shark", "two", "symptom"}


def test_the_figures_hold_on_both_halves_together(shared_data: Path) -> None:
    found = figures(judge(turns(shared_data / "cast")))
    assert found["turns"] == 479
    assert found["recall"] >= 0.60
    assert found["precision"] >= 0.60
    assert found["kept"] >= 0.90


def test_what_it_began_with_is_added_only_while_the_articles_speak_of_it() -> None:
    before = ["Tell me about the Averne flood.", "What is the Kessen inquiry?"]
    assert after("What are the main findings?", *before) == (
        "What are the main findings of Kessen inquiry, Averne flood?"
    )
    silent = answered(cited(1, None, "Kessen inquiry", "The Kessen inquiry sat until December."))
    assert after("What are the main findings?", (before[0], LAVROV), (before[1], silent)) == (
        "What are the main findings of Kessen inquiry?"
    )


def test_a_place_is_not_a_person() -> None:
    silent = answered(cited(1, None, "Flood", "Three people died in Sollmark."))
    before = ("How many people died in Sollmark?", silent)
    assert after("What did she say?", before) == "What did she say?"
