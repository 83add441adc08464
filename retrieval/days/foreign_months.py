"""Names of months in other languages than English: "января", "Ocak", "février"."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

# Loading every language that dateparser has takes seconds on the first word that is no month.
_LANGUAGES = (
    *("ru", "uk", "de", "fr", "es", "it", "pt", "nl", "pl", "tr"),
    *("ar", "fa", "el", "cs", "sv", "ro", "hu"),
)


@lru_cache(maxsize=256)
def foreign_month(word: str) -> int | None:
    """1 to 12, where dateparser knows the word as a month in one of the languages read; else None.

    The first call loads dateparser, which takes half a second: ask only of a word beside a number.
    """
    # A day that every month has, and a year, so that nothing is filled in.
    found = _parser().get_date_data(f"17 {word} 2020")
    day = found.date_obj
    return day.month if day is not None and (day.day, day.year) == (17, 2020) else None


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=list(_LANGUAGES),
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
        },
    )
