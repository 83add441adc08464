"""An event that a question names is dated by what the library's articles say plainly, and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.asking.question import Query, understand

LATER = date(2022, 1, 20)

ARTICLES = [
    {
        "title": "Harbour envoys part without a deal",
        "outlet": "The Harbour Post",
        "published": "2022-01-11",
        "text": "The Basel talks on Monday ended without a deal. Both sides spoke for seven hours.\n\n"
        "On Tuesday the mayor said the Basel talks had been useful. "
        "The ferry strike began on 4 January 2022.",
    },
    {
        "title": "Quay reopens",
        "outlet": "The Quay Gazette",
        "published": "2022-01-13",
        "text": "The Basel talks were held on Monday, and the quay reopened after them. "
        "The lock collapse was on 5 January 2022, one engineer said.",
    },
    {
        "title": "Lock inquiry",
        "outlet": "The Lock Herald",
        "published": "2022-01-14",
        "text": "The lock collapse of 6 January 2022 is being looked into. "
        "The pier fire will be debated soon.",
    },
]


@pytest.fixture(scope="module")
def desk(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    folder = tmp_path_factory.mktemp("events")
    (folder / "news.json").write_text(json.dumps(ARTICLES), encoding="utf-8")
    with Newsdesk(folder / "library") as desk:
        desk.ingest([folder / "news.json"])
        yield desk


def asked(desk: Newsdesk, question: str, as_of: date = LATER) -> Query:
    return understand(question, as_of, desk._held())


def test_two_articles_date_the_event(desk: Newsdesk) -> None:
    days = asked(desk, "What has the mayor said since the Basel talks?").understood.days
    assert [(day.text, day.start, day.end) for day in days] == [
        ("since the Basel talks", date(2022, 1, 10), None)
    ]


def test_a_day_with_its_year_dates_the_event(desk: Newsdesk) -> None:
    days = asked(desk, "What ran before the ferry strike?").understood.days
    assert [(day.start, day.end) for day in days] == [(None, date(2022, 1, 4))]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("the lock collapse", "two articles give two days"),
        ("the pier fire", "no day is given"),
        ("the Vienna summit", "nobody tells of it"),
    ],
)
def test_what_is_not_plain_is_said_to_be_so(desk: Newsdesk, event: str, reason: str) -> None:
    understood = asked(desk, f"What changed since {event}?").understood
    assert understood.days == (), reason
    assert understood.notes == (
        f"The library does not tell plainly when “{event}” was, so no days were taken from it.",
    )


def test_nothing_later_than_the_day_asked_on_is_used(desk: Newsdesk) -> None:
    assert asked(desk, "What changed since the Basel talks?", date(2022, 1, 9)).understood.days == ()
