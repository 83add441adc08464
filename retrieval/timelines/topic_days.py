"""Takes the days off a topic that names some at its end: "Geneva talks in January 2022"."""

from __future__ import annotations

import re

from retrieval.asking.question import Query
from retrieval.days.day_span import DaySpan

_LEADS = re.compile(
    r"(?:(?:^|\s+)(?:in|on|during|of|from|for|over|at|between)|\s*[,(–—-])+\s*$", re.IGNORECASE
)


def topic_and_days(query: Query) -> tuple[str, DaySpan]:
    """The topic without the days, and the days; all of it and every day where it names none.

    Only days at the end are taken off: in "January 6 hearings" the day is a name.

    Args:
        query: the topic as it was read.
    """
    whole = query.text.rstrip(" .?!)")
    for days in query.understood.days:
        head = _LEADS.sub("", whole.removesuffix(days.text).rstrip())
        if whole.endswith(days.text) and any(character.isalnum() for character in head):
            return head, DaySpan(days.start, days.end)
    return query.text, DaySpan()
