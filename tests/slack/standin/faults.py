"""Failures on demand: what a test has told a method to do wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from tests.slack.standin.refusals import Json

When = Literal["before", "after", "garbled"]


@dataclass
class Fault:
    """How one method fails.

    Args:
        error: Slack's name of it.
        status: of an HTTP error page.
        drop: the connection is cut before the method did anything, or after it; or what it did is
            answered by something that is no JSON.
        delay: real seconds before anything happens.
        held: nothing happens until it is released.
        times: how often; None for always.
        skip: how many calls go well first.
    """

    error: str | None = None
    status: int | None = None
    drop: When | None = None
    delay: float = 0.0
    held: Gate | None = None
    times: int | None = 1
    skip: int = 0
    more: Json = field(default_factory=dict)


class Gate:
    """Holds calls back until it is released, from any thread; `arrived` says that one waits."""

    def __init__(self) -> None:
        self.waiting = 0
        self._open = False
        self._waits: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def release(self) -> None:
        """Let everything through, now and from now on."""
        self._open = True
        for loop, released in self._waits:
            loop.call_soon_threadsafe(released.set)

    async def passed(self) -> None:
        """Return when it is open."""
        released = asyncio.Event()
        self._waits.append((asyncio.get_running_loop(), released))
        if not self._open:
            await released.wait()


class Faults:
    """The failures asked for, by method; `*` for every method."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def add(self, method: str, fault: Fault) -> None:
        """From now on."""
        self._faults.setdefault(method, []).append(fault)

    def clear(self) -> None:
        """All goes well again."""
        for faults in self._faults.values():
            for fault in faults:
                if fault.held is not None:
                    fault.held.release()
        self._faults.clear()

    def take(self, method: str) -> Fault | None:
        """The failure this call meets; it is used up."""
        for fault in [*self._faults.get(method, []), *self._faults.get("*", [])]:
            if fault.times == 0:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None
