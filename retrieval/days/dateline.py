"""The day in an article's dateline: "GENEVA, Jan. 10 (Reuters) -" or "MOSCOW, December 31. /TASS/."."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from retrieval.days.day_words import MONTH
from retrieval.days.written_days import written_days

_HEAD = 300
"""Code points of the text's beginning in which a dateline can stand."""

_DATE = rf"(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?:,?\s+\d{{4}})?"
_AGENCY = r"(?:\s*(?:\([^()\n]{2,40}\)|/[^/\n]{2,30}/))?"
_DATELINE = re.compile(
    rf"^[ \t]*(?:[A-ZÀ-Þ][\w .,'’/-]{{1,50}}?[,:]?\s+)?(?P<date>{_DATE})[.,:]?"
    rf"(?:{_AGENCY}\s*(?:-{{1,2}}|–|—)(?=\s|\w)|\s*/[A-Z][\w .-]{{1,30}}/)",
    re.MULTILINE,
)
_LATEST_BEFORE = timedelta(days=31)


def dateline_day(text: str, published: date | None) -> date | None:
    """The day of the dateline, with the year worked out.

    Args:
        text: the article.
        published: its day of publication, if known.

    Returns:
        None where there is no dateline with a day, or it is no day shortly before the publication.
    """
    return _day_in(text[:_HEAD], published)


@lru_cache(maxsize=256)
def _day_in(head: str, published: date | None) -> date | None:
    match = _DATELINE.search(head)
    found = written_days(match["date"]) if match else []
    if not found:
        return None
    days = []
    for year in (published.year, published.year - 1) if published else (0,):
        try:
            days.append(found[0].within(year)[0])
        except ValueError:
            continue
    if published is None:
        return days[0] if days else None
    near = (day for day in days if published - _LATEST_BEFORE <= day <= published + timedelta(days=1))
    return next(near, None)
