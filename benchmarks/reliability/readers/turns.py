"""Quiet and writing in turn, by a clock that all processes of the machine share."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turns:
    """When what is done.

    Args:
        began: the first turn's beginning, on the monotonic clock.
        seconds: of each turn.
        count: of turns; the first, third and so on are quiet.
    """

    began: float
    seconds: float
    count: int

    @classmethod
    def awaited(cls) -> Turns:
        """Say on stdout that this process is ready, and read from stdin when what is to be done."""
        print("ready", flush=True)
        return cls(*json.loads(sys.stdin.readline()))

    @property
    def over(self) -> bool:
        """Whether all turns have passed."""
        return time.monotonic() >= self.began + self.count * self.seconds

    def turn(self, at: float) -> int:
        """The number of the turn at an instant."""
        return int((at - self.began) // self.seconds)

    def writing(self, at: float) -> bool:
        """Whether the turn at an instant is one of writing."""
        return at >= self.began and self.turn(at) % 2 == 1

    def left(self, at: float) -> float:
        """Seconds until the next turn."""
        return self.began + (self.turn(at) + 1) * self.seconds - at
