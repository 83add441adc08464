"""Days that a sentence names for what it reports, as sets of days that can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.accounts.account import Account, Clause
from retrieval.saying.saying_verbs import VERB

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})(?:,?\s+(?P<y1>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(?P<y2>\d{{4}}))?"
    rf"|(?P<m3>{_MONTH})\s+(?P<y3>\d{{4}})"
    r"|(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|(?<=\bin )(?P<y4>(?:19|20)\d\d))\b"
)
# "said on Friday" tells when it was said; what came about may have been any day.
_TOLD = re.compile(rf"\b{VERB}\b|\b(?:saying|telling|statement|interview)\b")
_AHEAD = re.compile(r"\b(?:will|would|due|to be|is to|are to|scheduled|plans?|planned|expected|next)\b")
_WEEK = 7


@dataclass(frozen=True)
class EventDay:
    """A day, month or year as written.

    Args:
        start: first code point, in the article's text.
        end: one past the last.
        days: first and last day of each time that can be meant.
        clause: the part of the sentence it stands in.
    """

    start: int
    end: int
    days: tuple[tuple[date, date], ...]
    clause: Clause

    @property
    def ahead(self) -> bool:
        """Whether it is told of as something to come."""
        return _AHEAD.search(self.clause.text) is not None

    def seen_from(self, published: date) -> tuple[date, date]:
        """Of the times that can be meant, the one that the tense points to from the day of publication."""
        ahead = [time for time in self.days if time[1] >= published]
        back = [time for time in self.days if time[0] <= published]
        return min(ahead) if ahead and (self.ahead or not back) else max(back)

    def agrees(self, other: EventDay) -> bool:
        """Whether one time can be meant by both."""
        return any(a <= d and c <= b for a, b in self.days for c, d in other.days)


def event_days(account: Account) -> list[EventDay]:
    """The times a sentence names, those on which something was said left out; none where it is undated."""
    published = account.day
    if published is None:
        return []
    return [day for clause in account.clauses for day in _days(clause, published)]


def _days(clause: Clause, published: date) -> Iterator[EventDay]:
    if _TOLD.search(clause.text):
        return
    for found in _DAY.finditer(clause.text):
        meant = _meant(found, published)
        if meant:
            yield EventDay(clause.start + found.start(), clause.start + found.end(), meant, clause)


def _meant(found: re.Match[str], published: date) -> tuple[tuple[date, date], ...]:
    if found["weekday"]:
        wanted = _WEEKDAYS.index(found["weekday"][:3].lower())
        around = (published + timedelta(days=n) for n in range(-_WEEK, _WEEK + 1))
        return tuple((day, day) for day in around if day.weekday() == wanted)
    if found["y4"]:
        year = int(found["y4"])
        return ((date(year, 1, 1), date(year, 12, 31)),)
    month = _MONTHS.index((found["m1"] or found["m2"] or found["m3"])[:3].lower()) + 1
    if found["m3"]:
        first = date(int(found["y3"]), month, 1)
        return ((first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)),)
    return _dated(int(found["d1"] or found["d2"]), month, found["y1"] or found["y2"], published)


def _dated(day: int, month: int, year: str | None, published: date) -> tuple[tuple[date, date], ...]:
    years = [int(year)] if year else [published.year - 1, published.year, published.year + 1]
    days = []
    for one in years:
        try:
            days.append(date(one, month, day))
        except ValueError:
            continue
    nearest = sorted(days, key=lambda on: abs((on - published).days))[:1]
    return tuple((on, on) for on in nearest)
