"""Moves the days of the last question: "what about the week before?", "and on Friday?"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from retrieval.dialogue.earlier import Standing
from retrieval.wording import day_in_words

if TYPE_CHECKING:
    from retrieval.answer import Answer

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(
    r"(?:(?:on|in|since|before|after|until|during|from|for) )?(?:the )?"
    r"(?:(?:early|late|mid|last|this|next)[ -])*"
    r"(?:yesterday|today|tomorrow|(?:week|month|year|weekend|day|morning|evening|night)"
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"|(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}})?(?:,? \d{{4}})?|(?:19|20)\d\d"
    r"|\d{4}-\d\d-\d\d)(?: (?:before|after) (?:last|next|that))?",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"(?:(?:on|in|for) )?the (?:(?P<way1>previous|preceding|next|following) (?P<unit1>day|week|month|year)"
    r"|(?P<unit2>day|week|month|year) (?P<way2>before|after|earlier|later)(?: that)?)",
    re.IGNORECASE,
)
_BACK = {"previous", "preceding", "before", "earlier"}
_LENGTH = {"day": 1, "week": 7}


def asked_for_days(what: str, last: str, answer: Answer | None) -> Standing | None:
    """The last question asked of other days; None where no days are named.

    Args:
        what: what the follow-up names.
        last: the last question as it stood alone.
        answer: the last answer, which tells the days understood or, failing that, the day of what it cites.
    """
    what = what.strip()
    move = _MOVE.fullmatch(what)
    if not move and not _DAY.fullmatch(what):
        return None
    body = _without_days(last, answer)
    if move:
        start, end = _days_of(answer)
        if start is None or end is None:
            return Standing(f"{body} {what}?", f"the last question, {what}")
        what = _moved(move, start, end)
    elif re.match(rf"(?:\d|{_MONTHS})", what, re.IGNORECASE):
        what = f"{'on' if re.search(r'[A-Za-z] ?[0-9]{1,2}$|^[0-9]{1,2} |-', what) else 'in'} {what}"
    return Standing(f"{body} {what}?", f"the last question, {what}")


def _days_of(answer: Answer | None) -> tuple[date | None, date | None]:
    """The first and last day that the last question was about."""
    if answer is None:
        return None, None
    for days in answer.understood.days:
        if days.start or days.end:
            return days.start or days.end, days.end or days.start
    first = next(iter(answer.citations), None)
    day = (first.said_on or (first.published.date() if first.published else None)) if first else None
    return day, day


def _moved(move: re.Match[str], start: date, end: date) -> str:
    """In words, the day or days of one unit before or after."""
    unit = (move["unit1"] or move["unit2"]).lower()
    back = (move["way1"] or move["way2"]).lower() in _BACK
    try:
        if unit in _LENGTH:
            length = timedelta(days=_LENGTH[unit])
            first = start - length if back else end + timedelta(days=1)
            return _between(first, first + length - timedelta(days=1))
        if unit == "year":
            return f"in {(start.year - 1) if back else (end.year + 1)}"
        other = start.replace(day=1) - timedelta(days=1) if back else end.replace(day=28) + timedelta(days=4)
    except (OverflowError, ValueError):
        return move[0]
    return f"in {other:%B} {other.year}"


def _between(first: date, last: date) -> str:
    if first == last:
        return f"on {day_in_words(first)}"
    return f"from {day_in_words(first)} to {day_in_words(last)}"


def _without_days(last: str, answer: Answer | None) -> str:
    """The last question without the days it named."""
    body = last.rstrip("?. ")
    for days in answer.understood.days if answer else ():
        body = re.sub(
            rf"\s*,?\s*\b(?:(?:on|in|since|during|from|between|for|of)\s+)?{re.escape(days.text)}",
            "",
            body,
            count=1,
        )
    shorter = re.sub(rf"\s+{_DAY.pattern}$", "", body, flags=re.IGNORECASE)
    return shorter or body
