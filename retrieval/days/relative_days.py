"""Days that a question names against the day it is asked on: "last Friday", "two weeks ago", "this month"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.days.day_words import WEEK, WEEKDAY, YEARS, ahead, back, weekday_number

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?:a\s+couple\s+of|an?|\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>day|week|month|year)"
# "Black Friday" and "Sunday Night Football" are names.
_OPENERS = (
    "on",
    "by",
    "did",
    "was",
    "is",
    "does",
    "since",
    "until",
    "before",
    "after",
    "what",
    "who",
    "late",
    "early",
)
_NO_NAME = r"(?!\w|[’']?\s+[A-Z])"


@dataclass(frozen=True, slots=True)
class SpelledDays:
    """A stretch of text and the days it stands for, first and last; they may lie ahead."""

    start: int
    end: int
    first: date
    last: date


def relative_days(text: str, as_of: date) -> list[SpelledDays]:
    """Every such expression in a question, in order, none over another.

    Weeks begin on Monday. On a Saturday or Sunday "last week" is also the week that is just ending.

    Args:
        text: the question.
        as_of: the day it is asked on.
    """
    found: list[SpelledDays] = []
    for pattern, reading in _READINGS:
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            try:
                first, last = reading(match, as_of)
            except (OverflowError, ValueError):
                # A name, or so many years ago that there is no such date.
                continue
            if first.year in YEARS:
                found.append(SpelledDays(*match.span(), first, last))
    return sorted(found, key=lambda one: one.start)


def _count(text: str) -> int:
    word = text.lower().split()[0] if not text.lower().endswith("couple of") else "two"
    return int(word) if word.isdecimal() else _NUMBERS.index(word) + 1 if word in _NUMBERS else 1


def _fixed(offset: int) -> Callable[[re.Match[str], date], tuple[date, date]]:
    return lambda _, as_of: (as_of + timedelta(days=offset),) * 2


def _weekday(match: re.Match[str], as_of: date) -> tuple[date, date]:
    before = match.string[: match.start()].split()
    if (
        not match["which"]
        and before
        and before[-1].split("-")[-1][:1].isupper()
        and before[-1].lower() not in _OPENERS
    ):
        raise ValueError("a name, such as Black Friday")
    weekday, which = weekday_number(match["weekday"]), (match["which"] or "").lower()
    if which == "next":
        day = ahead(as_of, weekday, after=True)
    else:
        day = back(as_of, weekday, before=which in ("last", "past", "this past"))
    return day, day


def _this(match: re.Match[str], as_of: date) -> tuple[date, date]:
    return _unit_of(match["unit"].lower(), as_of)


def _last(match: re.Match[str], as_of: date) -> tuple[date, date]:
    unit = match["unit"].lower()
    first, last = _unit_of(unit, _back_by(1, unit, as_of))
    at_weekend = unit in ("week", "weekend") and as_of.weekday() >= 5
    return first, as_of if at_weekend else last


def _next(match: re.Match[str], as_of: date) -> tuple[date, date]:
    _, end = _unit_of(match["unit"].lower(), as_of)
    return _unit_of(match["unit"].lower(), end + timedelta(days=1))


def _past(match: re.Match[str], as_of: date) -> tuple[date, date]:
    number, unit = _count(match["number"] or "one"), match["unit"].lower()
    if unit == "hour":
        return as_of - timedelta(days=-(-number // 24)), as_of
    return _back_by(number, unit, as_of), as_of


def _ago(match: re.Match[str], as_of: date) -> tuple[date, date]:
    unit = match["unit"].lower()
    day = _back_by(_count(match["number"]), unit, as_of)
    return (day, day) if unit == "day" else _unit_of(unit, day)


def _back_by(number: int, unit: str, day: date) -> date:
    if unit in ("day", "week", "weekend"):
        return day - timedelta(days=number * (1 if unit == "day" else WEEK))
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _unit_of(unit: str, day: date) -> tuple[date, date]:
    """The week, weekend, month or year that a day lies in; the weekend before it on a working day."""
    if unit in ("week", "weekend"):
        monday = back(day, 0)
        if unit == "week":
            return monday, monday + timedelta(days=6)
        saturday = back(day, 5)
        return saturday, saturday + timedelta(days=1)
    if unit == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return (day, day) if unit == "day" else (date(day.year, 1, 1), date(day.year, 12, 31))


def _feast(match: re.Match[str], as_of: date) -> tuple[date, date]:
    name = match["feast"].lower().replace("’", "'")
    month, number = next(day for key, day in _FEASTS.items() if re.fullmatch(key, name))
    if match["year"]:
        day = date(int(match["year"]), month, number)
    else:
        day = date(as_of.year, month, number)
        day = day if day <= as_of else day.replace(year=as_of.year - 1)
    return day, day


_FEASTS = {
    "christmas eve": (12, 24),
    "christmas(?: day)?": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year(?:'s day|'s)?": (1, 1),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
}
_FEAST = (
    r"Christmas\s(?:Eve|Day)|Christmas|Boxing\sDay|New\sYear[’']s\s(?:Eve|Day)|New\sYear(?:[’']s)?"
    r"|Halloween|Valentine[’']s\sDay"
)
_CUES = ("on", "at", "last", "since", "until", "after", "before", "by", "over", "around")
_AFTER_CUE = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in _CUES) + ")"

Reading = Callable[[re.Match[str], date], tuple[date, date]]

_READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"\b[Tt]he day before yesterday\b", _fixed(-2)),
        (r"\b(?:[Yy]esterday|[Ll]ast night)\b", _fixed(-1)),
        (r"\b(?:today|tonight|[Tt]his (?:morning|afternoon|evening))\b|^(?:Today|Tonight)\b", _fixed(0)),
        (r"\b[Tt]omorrow\b", _fixed(1)),
        (
            r"(?<!\b[Ee]very )(?<!\b[Ee]ach )\b(?:(?P<which>(?i:last|next|this past|past|this))\s+)?"
            rf"(?P<weekday>(?i:{WEEKDAY}))(?:\s+(?:morning|afternoon|evening|night))?{_NO_NAME}",
            _weekday,
        ),
        (rf"(?i:\b(?P<number>{_NUMBER})\s+{_UNIT}s?\s+ago\b)", _ago),
        (
            rf"(?i:\b(?:the\s+)?(?:past|last|previous)\s+(?P<number>{_NUMBER})\s+(?P<unit>hour|day|week|month|year)s?\b)",
            _past,
        ),
        (
            r"(?i:\b(?:(?:the|this)\s+past|the\s+last)\s+(?P<number>)(?P<unit>day|week|month|year)\b(?!\s+of\b))",
            _past,
        ),
        (r"(?i:\b(?:last|previous)\s+(?P<unit>week(?:end)?|month|year)\b(?!\s+tonight))", _last),
        (
            r"(?i:\b(?:earlier\s+)?(?:this|the\s+current|at\s+the|over\s+the)\s+(?P<unit>weekend)\b)",
            _this,
        ),
        (r"(?i:(?<!\blater )\b(?:earlier\s+)?(?:this|the\s+current)\s+(?P<unit>week|month|year)\b)", _this),
        (r"(?i:\bnext\s+(?P<unit>week(?:end)?|month|year)\b)", _next),
        (rf"(?i:{_AFTER_CUE}(?P<feast>{_FEAST})\b(?:,?\s+(?P<year>(?:19|20)\d\d))?)", _feast),
    )
)
