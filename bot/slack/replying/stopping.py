"""Work that can be told to stop, and why; it ends between two calls of Slack, never within one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal, TypeVar

from config.errors import NewsdeskError

T = TypeVar("T")
Why = Literal["by the user", "edited", "deleted", "restart"]


_END = object()


class StopAskedError(NewsdeskError):
    """The answer is no longer wanted.

    Args:
        why: what happened.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(f"Stopped: {why}.")
        self.why = why


class Stop:
    """Tells one answer to stop."""

    def __init__(self) -> None:
        self.why: Why | None = None
        self._asked = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when the work has come to its end, for whatever reason."""

    def ask(self, why: Why) -> None:
        """Tell it; the first reason stands."""
        self.why = self.why or why
        self._asked.set()

    def look(self) -> None:
        """Raises StopAskedError where it was told to stop."""
        if self.why is not None:
            raise StopAskedError(self.why)

    async def until(self, events: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """The events, as long as they are wanted; to be closed by whoever reads them.

        Args:
            events: they are closed at the end.

        Raises:
            StopAskedError: it was told to stop.
        """
        async with aclosing(events) as source:
            while (event := await self._next(source)) is not _END:
                yield event  # type: ignore[misc]

    async def _next(self, events: AsyncGenerator[T, None]) -> T | object:
        """The next event, or `_END`; whatever was begun for it has ended by then."""
        self.look()
        asked = asyncio.create_task(self._asked.wait())
        following = asyncio.create_task(_following(events))
        try:
            await asyncio.wait((following, asked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
            following.cancel()
            await asyncio.wait((following, asked))
        if following.cancelled():
            self.look()
            raise asyncio.CancelledError
        return following.result()


async def _following(events: AsyncGenerator[T, None]) -> T | object:
    async for event in events:
        return event
    return _END
