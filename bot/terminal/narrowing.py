"""What a chat is narrowed to: days, outlets, and the day from which it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.asking.within import Within


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The limits under which questions are asked.

    Args:
        as_of: nothing published after this day is used, and "today" is this day.
        since: the first day of publication.
        until: the last one.
        outlets: only these.
    """

    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()

    @property
    def within(self) -> Within | None:
        """The limit as the desk takes it; None where there is none."""
        if not (self.since or self.until or self.outlets):
            return None
        from retrieval.asking.within import Within

        return Within(outlets=self.outlets, since=self.since, until=self.until)

    def in_words(self) -> str:
        """As in "The Harbour Post · since 2022-01-01 · as of 2022-01-31"; empty where nothing is narrowed."""
        days = (("since", self.since), ("until", self.until), ("as of", self.as_of))
        return " · ".join([*self.outlets, *(f"{word} {on}" for word, on in days if on)])
