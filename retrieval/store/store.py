"""Where a library's truth is kept: what a SQLite file and a PostgreSQL database both can do.

SQL is written once, in what both understand: SQLite from 3.33, PostgreSQL from 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

EVERYTHING = 2**63 - 1
"""As a LIMIT: all there is. Neither `-1` nor NULL is that in both."""


class Rows(Protocol):
    """What a statement brings back: its rows as tuples, and how many it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> Any:
        """The next row; None where there is none."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Session(Protocol):
    """Runs statements, with `?` or `:name` for values."""

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Rows:
        """Run one; raises LibraryError where the store cannot be used."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> object:
        """Run one for each of these values."""
        ...


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be seen of a library; the rest is hidden.

    Args:
        outlets: as the articles have them. None, without `feeds`, for any.
        feeds: addresses that articles came in through.
        since: first day of publication.
        until: last one; where either is given, articles without a date are hidden.
    """

    outlets: tuple[str, ...] | None = None
    feeds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


class Store(Protocol):
    """One open store. Readers never block; one process writes at a time."""

    @property
    def place(self) -> str:
        """Where it is, as users are told; never with a password."""
        ...

    @property
    def session(self) -> Session:
        """What runs statements in this thread; none sees what another is in the middle of writing."""
        ...

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        ...

    def close(self) -> None:
        """Let go of it; nothing may be called after it."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All of what is written inside, or none of it; see `Database.transaction`."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Reading as of one moment; see `Database.snapshot`."""
        ...

    def latest(self, sql: str) -> Any:
        """The first row of a SELECT as the store is now, whatever moment this thread reads of; else None."""
        ...

    def now(self) -> datetime:
        """The time, in UTC, by the clock that everybody who has the store open goes by."""
        ...

    def state(self) -> int:
        """A value that changes whenever anything is committed, by whatever thread or process."""
        ...

    def tidy(self) -> None:
        """Give back the space of what was deleted, where that is not done anyway."""
        ...

    def faults(self, *, deep: bool = False) -> list[str]:
        """What is wrong with the store itself, in words; empty where it is whole.

        Args:
            deep: compare its indexes with its tables as well.
        """
        ...

    def limited(self, limit: Limit) -> Store:
        """The same store, open as long as this one, in which only what a limit allows can be seen."""
        ...
