"""How often each method of Slack's Web API may be called, and waiting until it may."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

A_CHANNEL = frozenset({"chat.postMessage"})
"""Methods that Slack limits in each channel by itself."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls a minute that Slack promises to take, and how many of them at once."""

    a_minute: float
    at_once: int


_RATES = {
    "chat.startStream": Rate(20, 20),
    "chat.stopStream": Rate(20, 20),
    "chat.appendStream": Rate(100, 100),
    "chat.postMessage": Rate(60, 5),
    "chat.update": Rate(50, 50),
    "chat.postEphemeral": Rate(100, 100),
}
_OTHERS = Rate(50, 50)


class Gate:
    """Lets calls of one method pass at a rate, and none for as long as Slack has refused them.

    Args:
        rate: how often.
        clock: seconds that only grow.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._allowed = float(rate.at_once)
        self._at = clock()

    def wait(self) -> float:
        """Seconds until a call may pass; 0 where one may now."""
        self._refill()
        return max(0.0, (1 - self._allowed) * 60 / self._rate.a_minute)

    @property
    def room(self) -> float:
        """How many calls may pass now."""
        self._refill()
        return self._allowed

    def take(self) -> None:
        """Count a call that passes now."""
        self._refill()
        self._allowed -= 1

    def close(self, seconds: float) -> None:
        """Let nothing pass for some seconds, and then one call after the other at the rate."""
        self._refill()
        self._allowed = min(self._allowed, 1 - seconds * self._rate.a_minute / 60)

    def _refill(self) -> None:
        now = self._clock()
        grown = self._allowed + (now - self._at) * self._rate.a_minute / 60
        self._allowed, self._at = min(grown, self._rate.at_once), now


class Pacing:
    """The gates of one workspace; each method has its own, so that none holds up another.

    Args:
        clock: seconds that only grow.
        sleep: waits for some seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, sleep: Callable = asyncio.sleep) -> None:  # type: ignore[type-arg]
        self._clock = clock
        self._sleep = sleep
        self._gates: dict[tuple[str, str], Gate] = {}

    def gate(self, method: str, channel: str = "") -> Gate:
        """The gate of a method, in a channel where it is limited in each."""
        key = (method, channel if method in A_CHANNEL else "")
        if key not in self._gates:
            self._gates[key] = Gate(_RATES.get(method, _OTHERS), self._clock)
        return self._gates[key]

    async def passed(self, method: str, channel: str = "") -> None:
        """Wait until a call may be made, and count it."""
        gate = self.gate(method, channel)
        while wait := gate.wait():
            await self._sleep(wait)
        gate.take()
