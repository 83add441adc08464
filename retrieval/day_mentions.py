"""Days that a sentence names without a year, worked out against the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

from retrieval.answer import DayMention
from retrieval.full_date import MONTH, day_of, month_number

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(
    rf"\b(?:(?P<which>last|next)\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    rf"|\b(?:(?P<day>\d{{1,2}})\s+(?P<month>{MONTH})|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?!\d))(?!,?\s+\d{{4}})"
)
# Between the day before and this one, or from the sentence's beginning on.
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|scheduled|expected|planned|set|(?:is|are|was|were)\s+to)\b", re.IGNORECASE
)
WEEK = 7


def day_mentions(text: str, start: int, end: int, published: date | None) -> tuple[DayMention, ...]:
    """The days in a sentence that only the article's own date makes days, in order.

    Args:
        text: the article's text.
        start: first code point of the sentence.
        end: one past its last.
        published: the article's day of publication; None where no day is known.
    """
    if published is None:
        return ()
    found: list[DayMention] = []
    for match in _DAY.finditer(text, start, end):
        before = text[found[-1].end if found else start : match.start()]
        ahead = match["which"] == "next" or bool(_AHEAD.search(before))
        day = _weekday(match, published, ahead=ahead) if match["weekday"] else _nearest(match, published)
        if day is not None:
            found.append(DayMention(start=match.start(), end=match.end(), text=match[0], day=day))
    return tuple(found)


def _weekday(match: re.Match[str], published: date, *, ahead: bool) -> date:
    wanted = _WEEKDAYS.index(match["weekday"].lower())
    # Monday's paper means its own day by "later on Monday".
    if ahead and (wanted != published.weekday() or match["which"] == "next"):
        return published + timedelta(days=(wanted - published.weekday() - 1) % WEEK + 1)
    back = (published.weekday() - wanted) % WEEK
    return published - timedelta(days=WEEK if match["which"] == "last" and back == 0 else back)


def _nearest(match: re.Match[str], published: date) -> date | None:
    """Without a year it is the nearest such day."""
    month, day = month_number(match["month"] or match["month2"]), int(match["day"] or match["day2"])
    years = (published.year - 1, published.year, published.year + 1)
    possible = [found for found in (day_of(year, month, day) for year in years) if found is not None]
    return min(possible, key=lambda found: abs((found - published).days), default=None)
