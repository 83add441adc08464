"""What is to happen at a time of the stand-in's clock."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Callable

from tests.slack.standin.clock import Clock


class Schedule:
    """Runs callbacks in the server's loop once their time has come, also when the clock is put forward."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look again: the clock has been advanced."""
        self._woken.set()

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        """Have it happen in so many seconds."""
        heapq.heappush(self._due, (self._clock.now() + seconds, next(self._order), happens))
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._woken.clear()
            while self._due and self._due[0][0] <= self._clock.now():
                heapq.heappop(self._due)[2]()
            wait = max(0.0, self._due[0][0] - self._clock.now()) if self._due else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._woken.wait()
