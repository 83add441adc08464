"""Every day, month, year and weekday of a sentence is one that its evidence names or is dated by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from retrieval.days.written_days import WrittenDays, written_days
from retrieval.support.cited import Cited
from retrieval.support.verdict import Failure

YEAR = re.compile(
    r"(?<![\w.,$€£])(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d|\s+[a-z]+s\b(?<!was)(?<!its)(?<!has)(?<!as))"
)
_DECADE = re.compile(r"\b(?:\d{2}){1,2}s\b")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(r"\b(?:" + "|".join(_WEEKDAYS) + r")", re.IGNORECASE)
_DEICTIC = re.compile(
    r"\b(?:yesterday|tomorrow|today|tonight|(?:last|next|this)\s+(?:week|month|year|weekend|summer|autumn|fall"
    r"|winter|spring|night))\b",
    re.IGNORECASE,
)
_REASON = "The evidence does not give this day."


def dated_spans(text: str) -> list[tuple[int, int]]:
    """Where a text writes days, so that their numbers are not taken for figures."""
    spans = [(one.start, one.end) for one in written_days(text)]
    return spans + [match.span() for pattern in (YEAR, _DECADE) for match in pattern.finditer(text)]


def day_failures(text: str, evidence: Sequence[Cited]) -> list[Failure]:
    """Days that no cited evidence writes, means or is dated by.

    Args:
        text: a part of a sentence, without markers.
        evidence: what it cites.
    """
    days = {day for one in evidence for day in _dates(one)}
    months = {month for one in evidence for month in _months(one)} | {(d.year, d.month) for d in days}
    whole = "\n".join(one.whole for one in evidence).lower()
    failures = [
        Failure("day", text[written.start : written.end], _REASON)
        for written in written_days(text)
        if not _known(written, days, months, whole)
    ]
    years = {str(year) for year, _ in months}
    failures += [
        Failure("day", match[0], _REASON)
        for match in YEAR.finditer(text)
        if match[0] not in whole and match[0] not in years
    ]
    weekdays = {_WEEKDAYS[day.weekday()] for day in days}
    failures += [
        Failure("day", match[0], _REASON)
        for match in _WEEKDAY.finditer(text)
        if match[0].lower() not in weekdays and match[0].lower() not in whole
    ]
    failures += [
        Failure("day", match[0], "Name the day itself." if pattern is _DEICTIC else _REASON)
        for pattern in (_DEICTIC, _DECADE)
        for match in pattern.finditer(text)
        if match[0].lower() not in whole
    ]
    return failures


def _dates(one: Cited) -> Iterator[date]:
    yield from one.days
    yield from (day for day in (one.published, one.said_on) if day)
    for written in written_days(one.text):
        if written.days is None:
            continue
        for year in _years(written, one.published):
            try:
                first, last = written.within(year)
            except ValueError:
                continue
            yield from (first + timedelta(days=n) for n in range(min((last - first).days, 31) + 1))


def _years(written: WrittenDays, published: date | None) -> tuple[int, ...]:
    """The year written, else the one that brings the day nearest to the publication."""
    if written.year is not None:
        return (written.year,)
    if published is None or written.month is None:
        return ()
    away = written.month - published.month
    return (published.year + (1 if away < -6 else -1 if away > 6 else 0),)


def _months(one: Cited) -> Iterator[tuple[int, int]]:
    for written in written_days(one.text):
        if written.month is not None:
            yield from ((year, written.month) for year in _years(written, one.published))


def _known(written: WrittenDays, days: set[date], months: set[tuple[int, int]], whole: str) -> bool:
    if written.month is None:
        return str(written.year) in whole or any(year == written.year for year, _ in months)
    if written.days is None:
        return any(month == written.month and written.year in (None, year) for year, month in months)
    return all(
        any((d.month, d.day) == (written.month, n) and written.year in (None, d.year) for d in days)
        for n in written.days
    ) or (written.year is None and not days and _same_words(written, whole))


def _same_words(written: WrittenDays, whole: str) -> bool:
    """Whether undated evidence writes the same day of the same month."""
    return any((w.month, w.days) == (written.month, written.days) for w in written_days(whole))
