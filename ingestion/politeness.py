"""How hard a host is asked: so many requests at once, so far apart, and no more once it only fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ingestion.limits import Limits

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]


@dataclass
class _Lane:
    room: asyncio.Semaphore
    delay: float
    free_at: float = 0.0
    failures: int = 0


class Politeness:
    """Lets requests through, host by host.

    Args:
        limits: how many at once, how far apart, how many failures.
        sleep: waits so many seconds.
        clock: seconds that only go up.
    """

    def __init__(self, limits: Limits, sleep: Sleep, clock: Clock) -> None:
        self._limits = limits
        self._sleep = sleep
        self._clock = clock
        self._all = asyncio.Semaphore(limits.fetchers)
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until this host may be asked; while inside, one of its places is taken."""
        lane = self._lane(host)
        async with lane.room:
            start = max(self._clock(), lane.free_at)
            lane.free_at = start + lane.delay
            if (wait := start - self._clock()) > 0:
                await self._sleep(wait)
            async with self._all:
                yield

    def hold(self, host: str, seconds: float) -> None:
        """Ask a host nothing for so long: it has said so."""
        lane = self._lane(host)
        lane.free_at = max(lane.free_at, self._clock() + seconds)

    def slow(self, host: str, delay: float) -> None:
        """Keep requests to a host at least so far apart, within the limit on patience."""
        lane = self._lane(host)
        lane.delay = max(lane.delay, min(delay, self._limits.patience))
        lane.free_at = max(lane.free_at, self._clock() + lane.delay)

    def failed(self, host: str) -> None:
        """Count an address of the host that could not be had."""
        self._lane(host).failures += 1

    def answered(self, host: str) -> None:
        """The host works: failures are counted from nought again, unless it was given up."""
        if not self.given_up(host):
            self._lane(host).failures = 0

    def given_up(self, host: str) -> bool:
        """Whether a host has failed so often in a row that it is asked no more."""
        return self._lane(host).failures >= self._limits.strikes

    def _lane(self, host: str) -> _Lane:
        if host not in self._lanes:
            self._lanes[host] = _Lane(asyncio.Semaphore(self._limits.per_host), self._limits.per_host_delay)
        return self._lanes[host]
