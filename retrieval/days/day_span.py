"""The days that a list is asked for, refused where they leave nothing that could be listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from config.errors import QuestionError


@dataclass(frozen=True, slots=True)
class DaySpan:
    """First and last day, both inclusive; None where a side is open."""

    since: date | None = None
    until: date | None = None

    @property
    def open(self) -> bool:
        """Whether every day is in it."""
        return self.since is None and self.until is None

    def __contains__(self, on: date | None) -> bool:
        if on is None:
            return self.open
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def day_span(
    since: date | None = None, until: date | None = None, as_of: date | datetime | None = None
) -> DaySpan:
    """The days from `since` to `until`, as they can be known on `as_of`.

    Raises:
        QuestionError: they are turned round, or begin only after `as_of`.
    """
    first, last = _day(since), _day(until)
    if first is not None and last is not None and first > last:
        raise QuestionError(
            f"The days are turned round: they begin on {first} and end on {last}.",
            f"Swap them: from {last} to {first}.",
        )
    known = _day(as_of)
    if first is not None and known is not None and first > known:
        raise QuestionError(
            f"The days begin on {first}, after the day {known} as of which they are asked for.",
            "Give an earlier first day, or a later day to ask as of.",
        )
    return DaySpan(first, last)


def _day(given: date | datetime | None) -> date | None:
    return given.date() if isinstance(given, datetime) else given
