"""What is understood of a question, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import QuestionError
from retrieval.asking.question import LONGEST, MOST_TERMS, last_instant, understand


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How many people died?", "number"),
        ("how long did they talk", "number"),
        ("What percentage of members voted?", "number"),
        ("What was the average price?", "number"),
        ("When did the strike begin?", "date"),
        ("Which year was it?", "date"),
        ("Why was it recalled?", "reason"),
        ("What caused the flood?", "reason"),
        ("Who won?", "name"),
        ("Where did they meet?", "name"),
        ("Which team won?", "name"),
        ("What country is that?", "name"),
        ("What did Lavrov demand?", "anything"),
        ("kettle recall", "anything"),
        ("Чего потребовал Лавров?", "anything"),
    ],
)
def test_the_kind_of_thing_wanted(question: str, wants: str) -> None:
    assert understand(question).wants == wants


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("Russia has made demands. What are they?", "What are they?"),
        ("What are they? Russia has made demands.", "What are they?"),
        ("Is it cold? Who won?", "Who won?"),
        ("“Who won?” That I ask.", "“Who won?”"),
        ("Lavrov spoke. Tell me what he said.", "Tell me what he said."),
        ("ماذا طلب لافروف؟", "ماذا طلب لافروف؟"),
        ("ラブロフは何を要求したか？", "ラブロフは何を要求したか？"),
        ("  What\n\tdid he   say? ", "What did he say?"),
        ("strike", "strike"),
    ],
)
def test_the_sentence_that_asks(question: str, ask: str) -> None:
    query = understand(question)
    assert query.ask == ask
    assert query.ask in query.text


def test_what_is_asked_is_not_taken_from_the_background() -> None:
    query = understand("Who died is known. When did the strike begin?")
    assert query.wants == "date"
    assert set(query.ask_content) == {"strike", "begin"}
    assert set(query.ask_content) < set(query.content)


@pytest.mark.parametrize(
    ("question", "lately"),
    [
        ("What happened this week?", True),
        ("Who recently resigned?", True),
        ("What is the latest on the strike?", True),
        ("Who won the marathon?", False),
        ("What is the weakest point?", False),
    ],
)
def test_whether_these_days_are_meant(question: str, lately: bool) -> None:
    assert understand(question).lately is lately


def test_names_are_what_is_capitalised_within() -> None:
    assert set(understand("What did Sergei Lavrov say in 2021 about NATO?").names) == {
        "sergei",
        "lavrov",
        "2021",
        "nato",
    }
    assert understand("What happened to prices?").names == ()


def test_terms_are_each_once_and_not_without_end() -> None:
    query = understand("flood " * 50 + " ".join(f"word{n}" for n in range(150)))
    assert len(query.terms) == len(set(query.terms)) == MOST_TERMS
    assert len(query.content) == MOST_TERMS


@pytest.mark.parametrize("question", ["", " ", "\n", "???", "😀", "\x00\x01", "\ud800", "—…"])
def test_nothing_asked_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="empty") as refused:
        understand(question)
    assert "newsdesk ask" in refused.value.hint


def test_the_longest_question() -> None:
    assert len(understand("ß" * LONGEST).text) == LONGEST == 2000
    assert understand("a " * 1000).text == ("a " * 1000).strip()
    with pytest.raises(QuestionError, match="2,001 characters"):
        understand("ß" * (LONGEST + 1))


@pytest.mark.parametrize(
    "question", ["what \x00 is this?", "what \ud800 is this?", "what 👩‍🚀 is this?", "e\u0301 what?"]
)
def test_odd_characters_do_no_harm(question: str) -> None:
    query = understand(question)
    assert "what" in query.terms
    query.text.encode()


@pytest.mark.parametrize(
    ("as_of", "until"),
    [
        (date(2022, 1, 2), datetime(2022, 1, 2, 23, 59, 59, 999999, tzinfo=UTC)),
        (
            datetime(2022, 1, 2, 8),  # noqa: DTZ001
            datetime(2022, 1, 2, 8, tzinfo=UTC),
        ),
        (datetime(2022, 1, 2, 8, tzinfo=UTC), datetime(2022, 1, 2, 8, tzinfo=UTC)),
        (datetime(2022, 1, 2, 1, tzinfo=timezone(timedelta(hours=3))), datetime(2022, 1, 1, 22, tzinfo=UTC)),
    ],
)
def test_the_last_instant(as_of: date, until: datetime) -> None:
    assert last_instant(as_of) == until
    assert understand("What?", as_of).until == until


def test_now_is_meant_where_no_day_is_given() -> None:
    before = datetime.now(UTC)
    assert before <= understand("What?").until <= datetime.now(UTC)


@given(st.text(max_size=300))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        query = understand(text)
    except QuestionError:
        return
    assert query.ask in query.text
    assert set(query.ask_content) <= set(query.content)
    assert set(query.content) <= set(query.terms)
