"""The stand-in's own clock: real time, which a test may put forward."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch, ahead of real time by what a test has advanced it."""

    def __init__(self) -> None:
        self.told: list[Callable[[], None]] = []
        """Called after each advance."""
        self._ahead = 0.0
        self._last = 0

    def now(self) -> float:
        """The time."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put it forward; streams expire, retries fall due, limits end."""
        self._ahead += seconds
        for tell in self.told:
            tell()

    def ts(self) -> str:
        """A message's timestamp, later than every one before."""
        self._last = max(int(self.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
