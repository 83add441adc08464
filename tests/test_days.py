"""Which days a question names, worked out against the day it is asked on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.asking.question import Held, understand
from retrieval.days.days_named import days_named

SUNDAY = date(2022, 1, 2)
WEDNESDAY = date(2022, 3, 16)

Span = tuple[str | None, str | None]


def spans(question: str, as_of: date = SUNDAY) -> list[Span]:
    return [(iso(day.start), iso(day.end)) for day in days_named(question, as_of).days]


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize(
    ("question", "as_of", "start", "end"),
    [
        ("What happened yesterday?", SUNDAY, "2022-01-01", "2022-01-01"),
        ("What happened last night?", SUNDAY, "2022-01-01", "2022-01-01"),
        ("What was said the day before yesterday?", SUNDAY, "2021-12-31", "2021-12-31"),
        ("What is the news today?", SUNDAY, "2022-01-02", "2022-01-02"),
        ("What happened on Monday?", SUNDAY, "2021-12-27", "2021-12-27"),
        ("What happened on Sunday?", SUNDAY, "2022-01-02", "2022-01-02"),
        ("what happened on monday", SUNDAY, "2021-12-27", "2021-12-27"),
        ("What did he say last Friday?", SUNDAY, "2021-12-31", "2021-12-31"),
        ("What did he say last Sunday?", SUNDAY, "2021-12-26", "2021-12-26"),
        ("What was announced this week?", SUNDAY, "2021-12-27", "2022-01-02"),
        # The week that is just ending is "last week" to whoever asks on a Sunday, and so is the one before.
        ("What did Biden tell Putin last week?", SUNDAY, "2021-12-20", "2022-01-02"),
        ("What did Biden tell Putin last week?", WEDNESDAY, "2022-03-07", "2022-03-13"),
        ("What opened last weekend?", WEDNESDAY, "2022-03-05", "2022-03-06"),
        ("What opened at the weekend?", WEDNESDAY, "2022-03-12", "2022-03-13"),
        ("What closed two weeks ago?", WEDNESDAY, "2022-02-28", "2022-03-06"),
        ("What closed three days ago?", WEDNESDAY, "2022-03-13", "2022-03-13"),
        ("What closed a couple of days ago?", WEDNESDAY, "2022-03-14", "2022-03-14"),
        ("What closed in the past three days?", SUNDAY, "2021-12-30", "2022-01-02"),
        ("What closed over the last 24 hours?", SUNDAY, "2022-01-01", "2022-01-02"),
        ("What closed in the past week?", SUNDAY, "2021-12-26", "2022-01-02"),
        ("What closed over the last year?", WEDNESDAY, "2021-03-16", "2022-03-16"),
        ("What closed earlier this year?", WEDNESDAY, "2022-01-01", "2022-03-16"),
        ("What closed this month?", WEDNESDAY, "2022-03-01", "2022-03-16"),
        ("What closed last month?", WEDNESDAY, "2022-02-01", "2022-02-28"),
        ("What closed last year?", WEDNESDAY, "2021-01-01", "2021-12-31"),
        ("What closed on Christmas Day?", WEDNESDAY, "2021-12-25", "2021-12-25"),
    ],
)
def test_days_told_by_the_day_of_asking(question: str, as_of: date, start: str, end: str) -> None:
    assert spans(question, as_of) == [(start, end)]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What was agreed on October 6, 2021?", "2021-10-06", "2021-10-06"),
        ("What was agreed on Oct. 6?", "2021-10-06", "2021-10-06"),
        ("What was agreed on Oct 6th?", "2021-10-06", "2021-10-06"),
        ("What was agreed on 6 October 2021?", "2021-10-06", "2021-10-06"),
        ("What was agreed on the 6th of October?", "2021-10-06", "2021-10-06"),
        ("what was agreed on 6 october", "2021-10-06", "2021-10-06"),
        ("What was agreed on 2021-10-06?", "2021-10-06", "2021-10-06"),
        ("What was agreed at 2021-10-06T10:15:00+00:00?", "2021-10-06", "2021-10-06"),
        ("What was agreed on 6.10.2021?", "2021-10-06", "2021-10-06"),
        ("What was agreed on Wednesday, October 6th, 2021?", "2021-10-06", "2021-10-06"),
        ("What was agreed on 16/10/2021?", "2021-10-16", "2021-10-16"),
        ("What was agreed on 10/16/2021?", "2021-10-16", "2021-10-16"),
        ("What was agreed on 29 February?", "2020-02-29", "2020-02-29"),
        ("What was agreed in October 2021?", "2021-10-01", "2021-10-31"),
        ("What was agreed in October?", "2021-10-01", "2021-10-31"),
        ("What was agreed in early January?", "2022-01-01", "2022-01-02"),
        ("What was agreed in mid-December?", "2021-12-11", "2021-12-20"),
        ("What was agreed in late December?", "2021-12-21", "2021-12-31"),
        ("What was agreed at the end of March?", "2021-03-21", "2021-03-31"),
        ("What was agreed in 2021?", "2021-01-01", "2021-12-31"),
        ("What was agreed in late 2021?", "2021-10-01", "2021-12-31"),
        ("Что сказал Лавров 5 декабря 2021 года?", "2021-12-05", "2021-12-05"),
        ("3 Ocak 2021 tarihinde ne oldu?", "2021-01-03", "2021-01-03"),
        ("Was geschah am 5. Dezember?", "2021-12-05", "2021-12-05"),
    ],
)
def test_days_as_written(question: str, start: str, end: str) -> None:
    assert spans(question) == [(start, end)]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What changed between 5 and 12 December?", "2021-12-05", "2021-12-12"),
        ("What changed between 5 November and 12 December 2021?", "2021-11-05", "2021-12-12"),
        ("What changed from March to May 2021?", "2021-03-01", "2021-05-31"),
        ("What changed from November to February 2021?", "2020-11-01", "2021-02-28"),
        ("What changed from January to March?", "2021-01-01", "2021-03-31"),
        ("What changed from 28 December to 3 January?", "2021-12-28", "2022-01-02"),
        ("What changed December 5-12, 2021?", "2021-12-05", "2021-12-12"),
        ("What changed 5 December – 12 December?", "2021-12-05", "2021-12-12"),
        ("What changed between Monday and Friday?", "2021-12-27", "2021-12-31"),
        ("What changed since Christmas?", "2021-12-25", None),
        ("What changed since yesterday?", "2022-01-01", None),
        ("What changed from December onwards?", "2021-12-01", None),
        ("What changed after 5 December?", "2021-12-06", None),
        ("What changed after 31 December and before 2 January 2022?", "2022-01-01", "2022-01-01"),
        # The nearest 3 January, not the one of a year ago.
        ("What changed before 3 January?", None, "2022-01-02"),
        ("What changed before 3 December?", None, "2021-12-02"),
        ("What changed until 3 December?", None, "2021-12-03"),
        ("What changed by 5 January 2022?", None, "2022-01-02"),
        ("How many had died as of December 3?", None, "2021-12-03"),
    ],
)
def test_ranges_of_days(question: str, start: str | None, end: str | None) -> None:
    assert spans(question) == [(start, end)]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "the of and",
        "What did Fortune 500 companies do?",
        "Who landed at 12:30?",
        "Did 5 and 12 people die, or 2021 people?",
        "Did Theresa May resign?",
        "May he go?",
        "Did the march go on?",
        "Who was on Sunday Night Football?",
        "How good were the Black Friday deals?",
        "Which deals were there post-Black Friday?",
        "What may be closed later this year?",
        "What is expected to close next month?",
        "What happens every Monday?",
        "What did 1990s music sound like?",
        "Who won 31-17 in version 1.2?",
        "Was it 4.5 or 4.6% or $12,2021?",
        "Who will speak on Monday?",
        "When will they meet in March?",
        "“Who said that on",
        "В 2021 году погибли 12 человек?",
        "50 Cent 2003",
        "2020'de ne oldu?",
    ],
)
def test_what_is_no_day(question: str) -> None:
    named = days_named(question, SUNDAY)
    assert (named.days, named.spans, named.notes) == ((), (), ())


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("What happened on 30 February?", "“30 February” is no day of the calendar, so it was not used."),
        ("What happened on 2022-13-45?", "“2022-13-45” is no day of the calendar, so it was not used."),
        ("What happened on 29 Feb 2021?", "“29 Feb 2021” is no day of the calendar, so it was not used."),
        (
            "What happened on 4/5/2021?",
            "“4/5/2021” can be read in two orders, so it was not used; write it as YYYY-MM-DD.",
        ),
        ("What happened next Tuesday?", "“next Tuesday” lies after 2022-01-02, so it was not used."),
        ("What happened in 2030?", "“2030” lies after 2022-01-02, so it was not used."),
        ("What happened tomorrow?", "“tomorrow” lies after 2022-01-02, so it was not used."),
    ],
)
def test_days_that_cannot_be_used_are_told(question: str, note: str) -> None:
    named = days_named(question, SUNDAY)
    assert named.days == ()
    assert named.notes == (note,)


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("What changed from 12 to 5 December?", "2021-12-05", "2021-12-12"),
        ("What changed from 5 June 2021 until 3 May 2021?", "2021-05-03", "2021-06-05"),
        ("What changed since 5 December and before 2 December?", "2021-12-01", "2021-12-05"),
        ("What changed between yesterday and last Friday?", "2021-12-31", "2022-01-01"),
    ],
)
def test_a_range_turned_round_is_read_the_right_way(question: str, start: str, end: str) -> None:
    named = days_named(question, SUNDAY)
    assert spans(question) == [(start, end)]
    assert len(named.notes) == 1
    assert "turned round" in named.notes[0]
    assert start in named.notes[0]
    assert end in named.notes[0]


@pytest.mark.parametrize(
    ("question", "published"),
    [
        ("What did the article published on October 4, 2021, say?", [True]),
        ("Did the Post's report on October 4, 2021, agree?", [True]),
        ("Did the Post's October 4, 2021, report agree?", [True]),
        ("Did the reports published on October 4, 2021, and November 6, 2021, agree?", [True, True]),
        ("Did the report on the flood on October 4, 2021, name the mayor?", [True]),
        ("What do articles from last week say?", [True]),
        ("What did the mayor say on October 4, 2021?", [False]),
        ("What did an inquiry released last week find?", [False]),
        ("Which report says that the river rose on October 4, 2021?", [False]),
        ("What happened on October 4, 2021, as told in the article of October 6, 2021?", [False, True]),
    ],
)
def test_days_of_publication(question: str, published: list[bool]) -> None:
    assert [day.publication for day in days_named(question, SUNDAY).days] == published


def test_an_event_dates_what_was_since() -> None:
    events = {
        "the Geneva talks": date(2021, 12, 30),
        "the invasion": None,
        "Lavrov's visit": date(2021, 12, 9),
    }
    asked: list[str] = []

    def dated(event: str) -> date | None:
        asked.append(event)
        return events[event]

    since = days_named("What did Lavrov say after the Geneva talks?", SUNDAY, dated)
    before = days_named("What was said before Lavrov's visit?", SUNDAY, dated)
    unknown = days_named("What changed since the invasion?", SUNDAY, dated)
    assert [(day.start, day.end) for day in since.days] == [(date(2021, 12, 30), None)]
    assert [(day.start, day.end) for day in before.days] == [(None, date(2021, 12, 9))]
    assert unknown.days == ()
    assert unknown.notes == (
        "The library does not tell plainly when “the invasion” was, so no days were taken from it.",
    )
    assert asked == ["the Geneva talks", "Lavrov's visit", "the invasion"]


@pytest.mark.parametrize(
    "question",
    [
        "Did prices fall after the deal that the firm struck?",
        "Who was hurt after the attack?",
        "What changed since 5 December?",
    ],
)
def test_what_is_no_event(question: str) -> None:
    def dated(event: str) -> date | None:
        raise AssertionError(event)

    days_named(question, SUNDAY, dated)


def test_the_text_of_a_day_stands_in_the_question() -> None:
    question = "What changed between 5 and 12 December, and on 2 November 2021?"
    named = days_named(question, SUNDAY)
    assert [question[start:end] for start, end in named.spans] == [day.text for day in named.days]
    assert [day.text for day in named.days] == ["5 and 12 December", "2 November 2021"]


def test_a_query_says_what_was_understood() -> None:
    query = understand(
        "What did The Sunday Times say last Friday, and on 30 February?", SUNDAY, Held(("The Sunday Times",))
    )
    assert query.understood.outlets == ("The Sunday Times",)
    assert [day.start for day in query.understood.days] == [date(2021, 12, 31)]
    assert query.understood.notes == ("“30 February” is no day of the calendar, so it was not used.",)


WORDS = st.sampled_from(
    [
        *(
            "since",
            "before",
            "until",
            "from",
            "to",
            "between",
            "and",
            "last",
            "next",
            "this",
            "early",
            "late",
        ),
        *("Friday", "yesterday", "tomorrow", "week", "month", "January", "May", "29 February", "31 April"),
        *(
            "2021",
            "2021-02-29",
            "5",
            "31",
            "12/12/2021",
            "9999 years ago",
            "two weeks ago",
            "weekend",
            "published",
        ),
        *("on", "in", "the", "invasion", "New Year’s Eve", "0001-01-01", "9999-12-31", "“", "?"),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.dates())
@example("since last year", date.min)
@example("before 1 January", date.min)
@example("next year", date.max)
@example("from tomorrow", date.max)
def test_nothing_after_the_day_of_asking(question: str, as_of: date) -> None:
    named = days_named(question, as_of)
    assert len(named.days) == len(named.spans)
    for day, (start, end) in zip(named.days, named.spans, strict=True):
        assert question[start:end] == day.text
        assert day.start is None or day.start <= as_of
        assert day.end is None or day.end <= as_of
        assert day.start is None or day.end is None or day.start <= day.end


@given(st.text(max_size=60))
def test_any_text_can_be_read(question: str) -> None:
    later = SUNDAY + timedelta(days=1)
    assert all(day.start is None or day.start < later for day in days_named(question, SUNDAY).days)
