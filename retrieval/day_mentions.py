"""Days that a sentence names, worked out against the day of publication."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from retrieval.answer import DayMention

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\b\.?)"
)
_DAY = re.compile(
    rf"\b(?:(?P<which>last|next)\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    rf"|\b(?P<day>\d{{1,2}})\s+(?P<month>{_MONTH})(?:,?\s+(?P<year>\d{{4}}))?\b"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year2>\d{{4}}))?\b"
)
# Between the day before and this one, or from the sentence's beginning on.
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|scheduled|expected|planned|set|(?:is|are|was|were)\s+to)\b", re.IGNORECASE
)
WEEK = 7


def day_mentions(text: str, start: int, end: int, published: datetime | None) -> tuple[DayMention, ...]:
    """Every day that ``text[start:end]``, a sentence, names.

    Args:
        text: the article's.
        start: where the sentence begins.
        end: one past its end.
        published: when the article was; without it no day is worked out that is not named in full.
    """
    found: list[DayMention] = []
    for match in _DAY.finditer(text, start, end):
        before = text[found[-1].end if found else start : match.start()]
        ahead = match["which"] == "next" or bool(_AHEAD.search(before))
        day = _named(match, None if published is None else published.date(), ahead=ahead)
        if day is not None:
            found.append(DayMention(start=match.start(), end=match.end(), text=match[0], day=day))
    return tuple(found)


def _named(match: re.Match[str], published: date | None, *, ahead: bool) -> date | None:
    if match["weekday"]:
        return None if published is None else _weekday(match, published, ahead=ahead)
    month = _MONTHS.index((match["month"] or match["month2"])[:3].lower()) + 1
    day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
    years = [int(year)] if year else [] if published is None else _years(published)
    possible = [found for found in (_date(one, month, day) for one in years) if found is not None]
    # Without a year it is the nearest such day.
    return min(possible, key=lambda found: abs((found - (published or found)).days), default=None)


def _weekday(match: re.Match[str], published: date, *, ahead: bool) -> date:
    wanted = _WEEKDAYS.index(match["weekday"].lower())
    # Monday's paper means its own day by "later on Monday".
    if ahead and (wanted != published.weekday() or match["which"] == "next"):
        return published + timedelta(days=(wanted - published.weekday() - 1) % WEEK + 1)
    back = (published.weekday() - wanted) % WEEK
    return published - timedelta(days=WEEK if match["which"] == "last" and back == 0 else back)


def _years(published: date) -> list[int]:
    return [year for year in (published.year - 1, published.year, published.year + 1) if 1 <= year <= 9999]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
