"""Which days an article's sentences name, worked out against the article's own date."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.days.dateline import dateline_day
from retrieval.days.day_mentions import day_mentions, days_spoken_of

SUNDAY = date(2022, 1, 2)


def days(sentence: str, published: date | None = SUNDAY) -> list[tuple[str, str]]:
    return [(one.text, one.day.isoformat()) for one in day_mentions(sentence, 0, len(sentence), published)]


@pytest.mark.parametrize(
    ("sentence", "text", "day"),
    [
        ("The envoy said on Friday that it was over.", "on Friday", "2021-12-31"),
        ("On Friday, the envoy flew home.", "On Friday", "2021-12-31"),
        ("The leaders spoke by telephone on Thursday.", "on Thursday", "2021-12-30"),
        ("The court ruled Thursday that it was legal.", "Thursday", "2021-12-30"),
        ("The ferry sank last Friday.", "last Friday", "2021-12-31"),
        ("The ferry sank last Sunday.", "last Sunday", "2021-12-26"),
        # The weekday of publication is that day.
        ("It was on Sunday that the ferry sank.", "on Sunday", "2022-01-02"),
        ("The envoy told reporters in Basel on Saturday that it was over.", "on Saturday", "2022-01-01"),
        ("Yesterday the bridge fell.", "Yesterday", "2022-01-01"),
        ("The bridge fell last night.", "last night", "2022-01-01"),
        ("The harbour froze this morning.", "this morning", "2022-01-02"),
        ("The mayor said today that it was over.", "today", "2022-01-02"),
        ("Monday's blaze killed three.", "Monday", "2021-12-27"),
        ("“We met on Friday,” she said.", "on Friday", "2021-12-31"),
        ("The ministers will meet on Wednesday.", "on Wednesday", "2022-01-05"),
        ("The ministers are to meet on Thursday.", "on Thursday", "2022-01-06"),
        ("The ministers are due to meet on Thursday.", "on Thursday", "2022-01-06"),
        ("Talks begin on Monday.", "on Monday", "2022-01-03"),
        ("She said talks on Monday would be hard.", "on Monday", "2022-01-03"),
        ("Monday's summit will decide.", "Monday", "2022-01-03"),
        ("They will vote tomorrow.", "tomorrow", "2022-01-03"),
        ("Next Tuesday the court sits.", "Next Tuesday", "2022-01-04"),
        ("A bomb went off on December 30, killing two.", "December 30", "2021-12-30"),
        ("The envoys will hold talks on Jan. 10.", "Jan. 10", "2022-01-10"),
        ("It opens on Tuesday, February 1 in Basel.", "Tuesday, February 1", "2022-02-01"),
        ("The man was seen on Wednesday, September 1.", "Wednesday, September 1", "2021-09-01"),
    ],
)
def test_a_day_that_needs_the_articles_own(sentence: str, text: str, day: str) -> None:
    assert days(sentence) == [(text, day)]


def test_speech_of_the_past_about_what_is_to_come() -> None:
    sentence = "The envoy said on Friday that talks will begin on Monday."
    assert days(sentence) == [("on Friday", "2021-12-31"), ("on Monday", "2022-01-03")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Talks were due to begin on Monday.",
        "They agreed to meet on Monday.",
        "She announced a strike on Monday.",
        "She said a strike on Monday.",
        "They might meet on Monday.",
        "It happens every Monday.",
        "It is open Monday to Friday.",
        "The Sunday Times wrote so.",
        "Black Friday was quiet.",
        "“Yesterday was hard,” he said.",
        "Today, many people stay at home.",
        "Talks on Monday.",
        "The January 6 hearings began.",
        "The ferry sank on July 6.",
        "The ferry sank last month, and in March.",
        "She will speak on December 20.",
        "It was closed for Saturday.",
        "The ferry sank on 30 February.",
        "",
    ],
)
def test_what_is_not_clear_is_left_out(sentence: str) -> None:
    assert days(sentence) == []


def test_next_weekday_of_the_same_week_is_not_clear() -> None:
    monday = date(2022, 1, 3)
    assert days("Next Tuesday the court sits.", monday) == []


def test_quoted_words_may_have_been_spoken_the_day_before() -> None:
    friday = date(2021, 12, 31)
    assert days("“We will meet on Thursday,” she said.", friday) == []
    assert days("She will meet him on Thursday.", friday) == [("on Thursday", "2022-01-06")]


def test_spans_are_of_the_whole_text() -> None:
    text = "A heading\n\nThe ferry sank on Friday. It will be raised on Monday."
    start = text.index("It will")
    found = day_mentions(text, start, len(text), SUNDAY)
    assert [(text[one.start : one.end], one.text) for one in found] == [("on Monday", "on Monday")]


def test_a_dateline_is_what_days_count_from() -> None:
    text = "BASEL, Jan. 10 (Wire) - Envoys met on Monday. They will meet again on Thursday."
    found = day_mentions(text, 0, len(text), date(2022, 1, 13))
    assert [one.day for one in found] == [date(2022, 1, 10), date(2022, 1, 13)]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("BASEL, Jan 10 - Snow fell.", date(2022, 1, 13), date(2022, 1, 10)),
        ("Jan 13 - Snow fell.", date(2022, 1, 13), date(2022, 1, 13)),
        ("MOSCOW, December 31. /WIRE/. Snow fell.", SUNDAY, date(2021, 12, 31)),
        ("BASEL, 10 January 2022 (Wire) – Snow fell.", None, date(2022, 1, 10)),
        ("BASEL, Jan 10 - Snow fell.", None, None),
        ("BASEL, Feb 30 - Snow fell.", date(2022, 3, 1), None),
        # Not shortly before the publication.
        ("BASEL, Jan 10 - Snow fell.", date(2022, 6, 13), None),
        ("BASEL (Wire) - Snow fell on 5 January.", SUNDAY, None),
        ("", SUNDAY, None),
    ],
)
def test_datelines(text: str, published: date | None, day: date | None) -> None:
    assert dateline_day(text, published) == day


def test_an_article_without_a_day_has_only_days_with_a_year() -> None:
    sentence = "The ferry sank on Friday, and another on 5 May 2021."
    assert days(sentence, None) == []
    assert days_spoken_of(sentence, 0, len(sentence), None) == {date(2021, 5, 5)}


@pytest.mark.parametrize(
    ("sentence", "spoken"),
    [
        ("The ferry sank on Friday.", {date(2021, 12, 31)}),
        ("It sank on 5 May 2021, she said on Friday.", {date(2021, 5, 5), date(2021, 12, 31)}),
        ("It ran from 30 April 2021.", {date(2021, 4, 30)}),
        ("It ran on 5-7 May 2021.", {date(2021, 5, 5), date(2021, 5, 6), date(2021, 5, 7)}),
        ("It ran on 7-5 May 2021 and 4/5/2021.", set()),
        ("It ran in May 2021, and in 2020, on 31 June 2021.", set()),
        ("Паром затонул.", set()),
    ],
)
def test_days_a_sentence_speaks_of(sentence: str, spoken: set[date]) -> None:
    assert days_spoken_of(sentence, 0, len(sentence), SUNDAY) == spoken


WORDS = st.sampled_from(
    [
        *("on", "Friday", "Monday", "said", "will", "met", "“", "”", "next", "last", "yesterday", "Jan. 10"),
        *("Tuesday, March 1", "29 February", "2021-12-30", "and", "to", ",", "was due to", "today", "\n"),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.dates(date(1000, 3, 1), date(8990, 1, 1)) | st.none())
def test_every_mention_is_as_written_and_near(sentence: str, published: date | None) -> None:
    found = day_mentions(sentence, 0, len(sentence), published)
    for one in found:
        assert sentence[one.start : one.end] == one.text
        assert published is None or abs((one.day - published).days) < 3000
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert {one.day for one in found} <= days_spoken_of(sentence, 0, len(sentence), published)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    day_mentions(text, 0, len(text), SUNDAY)
