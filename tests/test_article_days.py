from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from retrieval.article import Article
from retrieval.days.article_days import article_days

TEXT = "Three people died early on Sunday, the town hall said on Wednesday."


def written(updated: datetime | None) -> Article:
    return Article(
        id="flood",
        version="0123456789ab",
        published=datetime(2023, 10, 15, tzinfo=UTC),
        published_precision="day",
        modified=updated,
        text=TEXT,
    )


@pytest.mark.parametrize(
    ("updated", "wednesday"),
    [
        (None, date(2023, 10, 11)),
        (datetime(2023, 10, 18, 9, tzinfo=UTC), date(2023, 10, 18)),
    ],
)
def test_an_update_within_days_speaks_of_its_own_week(updated: datetime | None, wednesday: date) -> None:
    days = article_days(written(updated), 0, len(TEXT))
    assert [(one.text, one.day) for one in days] == [
        ("on Sunday", date(2023, 10, 15)),
        ("on Wednesday", wednesday),
    ]


def test_of_a_late_update_no_weekday_is_told() -> None:
    assert article_days(written(datetime(2023, 11, 20, tzinfo=UTC)), 0, len(TEXT)) == ()
