"""Work that can be told to stop, and why; it ends between two calls of Slack, never within one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Literal, TypeVar

from config.errors import NewsdeskError

T = TypeVar("T")
Why = Literal["by the user", "edited", "deleted", "restart"]


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

    async def until(self, events: AsyncIterator[T]) -> AsyncIterator[T]:
        """The events, as long as they are wanted.

        Args:
            events: an asynchronous generator; it is closed at the end.

        Raises:
            StopAskedError: it was told to stop.
        """
        asked = asyncio.create_task(self._asked.wait())
        try:
            async with aclosing(events) as source:  # type: ignore[type-var]
                while True:
                    self.look()
                    following = asyncio.ensure_future(anext(source))
                    await asyncio.wait((following, asked), return_when=asyncio.FIRST_COMPLETED)
                    if not following.done():
                        following.cancel()
                        await asyncio.wait([following])
                        continue
                    try:
                        event = following.result()
                    except StopAsyncIteration:
                        return
                    yield event
        finally:
            asked.cancel()
