"""English names of days and months: as patterns, as numbers, and the steps from one weekday to another."""

from __future__ import annotations

from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
FULL_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?!\w)"
)
MONTH = rf"(?:{FULL_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?!\w)))"
"""A month's name or its abbreviation; a regular expression without groups, as the others here."""
WEEK = 7
YEARS = range(1000, 9000)
"""Of days that are read; news is of none else, and within them no step leaves the calendar."""


def month_number(name: str) -> int:
    """1 to 12, by a name that `MONTH` matches."""
    return _MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """0 for Monday to 6 for Sunday."""
    return _WEEKDAYS.index(name.lower())


def back(day: date, weekday: int, *, before: bool = False) -> date:
    """The latest day of that weekday, not after the day; before it if so asked."""
    steps = (day.weekday() - weekday) % WEEK
    return day - timedelta(days=WEEK if before and steps == 0 else steps)


def ahead(day: date, weekday: int, *, after: bool = False) -> date:
    """The first day of that weekday, not before the day; after it if so asked."""
    steps = (weekday - day.weekday()) % WEEK
    return day + timedelta(days=WEEK if after and steps == 0 else steps)
