"""Days written out with their year, which mean one day wherever they stand."""

from __future__ import annotations

import re
from datetime import date

from retrieval.answer import DayMention

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\b\.?)"
)
"""The name of a month, also shortened; a regular expression without groups."""

_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH})"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<year>\d{{4}})\b"
)


def full_dates(text: str, start: int, end: int) -> list[DayMention]:
    """Every day that ``text[start:end]`` names with its year, in order; none that no calendar has."""
    found = []
    for match in _DATE.finditer(text, start, end):
        month = month_number(match["month"] or match["month2"])
        day = day_of(int(match["year"]), month, int(match["day"] or match["day2"]))
        if day is not None:
            found.append(DayMention(start=match.start(), end=match.end(), text=match[0], day=day))
    return found


def month_number(name: str) -> int:
    """1 for "January" or "Jan."."""
    return _MONTHS.index(name[:3].lower()) + 1


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
