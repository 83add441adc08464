"""Which articles a question admits: those of the outlets it names, those of the days it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.asking.understood import Days

if TYPE_CHECKING:
    from retrieval.index.text_index import TextIndex
    from retrieval.library import Library

ZONES = 1
"""Days around one of publication that may still be it, elsewhere on the earth."""

AFTERWARDS = 3
"""Days after an event in which it is news; after a longer stretch, as many as it has."""

SPELT_OUT = 7
"""The longest stretch, in days, of which every day is looked for in the text too."""


class Admitted(NamedTuple):
    """Keys, in order, of the passages and of the versions that a search is limited to."""

    passages: NDArray[np.int64]
    versions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scope:
    """What limits a search; nothing does by default.

    Args:
        outlets: only articles of these, as the library writes them.
        days: only articles of any of these, or that speak of them.
    """

    outlets: tuple[str, ...] = ()
    days: tuple[Days, ...] = ()

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return bool(self.outlets or self.days)

    def admitted(self, library: Library, text: TextIndex, until: datetime) -> Admitted | None:
        """What it admits of what could be read by then; None where it limits nothing."""
        if not self:
            return None
        windows = [window(one) for one in self.days] or [(None, None)]
        pairs = [pair for one in windows for pair in library.keys_within(self.outlets, *one, until)]
        spoken = [day for one in self.days if not one.publication for day in each_day(one)]
        if spoken:
            pairs += library.among(text.speaking_of(spoken, until), self.outlets, until)
        keys = np.array(pairs, np.int64).reshape(len(pairs), 2)
        return Admitted(np.unique(keys[:, 0]), np.unique(keys[:, 1]))


def window(days: Days) -> tuple[datetime | None, datetime | None]:
    """First and last instant at which an article on these days may have been published; None where open."""
    before = ZONES if days.publication else 0
    length = (days.end - days.start).days if days.start and days.end else 0
    after = ZONES if days.publication else max(AFTERWARDS, length)
    first = days.start and _shifted(days.start, -before)
    last = days.end and _shifted(days.end, after)
    return (
        datetime.combine(first, time.min) if first else None,
        datetime.combine(last, time.max) if last else None,
    )


def each_day(days: Days) -> Iterator[date]:
    """Every day of a short stretch; none of a long or open one."""
    if days.start and days.end and (days.end - days.start).days < SPELT_OUT:
        for n in range((days.end - days.start).days + 1):
            yield days.start + timedelta(days=n)


def _shifted(day: date, by: int) -> date:
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return day
