"""One lock over the stand-in's state, and waiting until the state is as a test expects."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds a wait lasts at most."""

LOOK = 0.05
"""Seconds between looks at what wakes nobody here, such as the app's own ledger."""


class Changes:
    """Use it as a context manager around every change of state; leaving it wakes all that wait."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._asking: list[_Asking] = []

    def __enter__(self) -> None:
        self._condition.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._condition.notify_all()
        for asking in self._asking:
            asking.wake()
        self._condition.release()

    def wait_for(self, seen: Callable[[], T], timeout: float) -> T | None:
        """What `seen` returns as soon as that is true, blocking; None when the time is up."""
        ends = monotonic() + timeout
        with self._condition:
            while not (found := seen()) and monotonic() < ends:
                self._condition.wait(LOOK)
            return found or None

    async def until(self, seen: Callable[[], T], timeout: float) -> T | None:
        """The same for a test whose own loop has to go on running."""
        asking = _Asking(asyncio.get_running_loop())
        with self._condition:
            self._asking.append(asking)
        try:
            async with asyncio.timeout(timeout):
                while not (found := self._look(seen, asking)):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(asking.changed.wait(), LOOK)
                return found
        except TimeoutError:
            return self._look(seen, asking) or None
        finally:
            with self._condition:
                self._asking.remove(asking)

    def _look(self, seen: Callable[[], T], asking: _Asking) -> T:
        with self._condition:
            asking.changed.clear()
            asking.woken = False
            return seen()


@dataclass(eq=False)
class _Asking:
    """Somebody who waits in a loop of their own; woken once however much has changed."""

    loop: asyncio.AbstractEventLoop
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    woken: bool = False

    def wake(self) -> None:
        if not self.woken and not self.loop.is_closed():
            self.woken = True
            self.loop.call_soon_threadsafe(self.changed.set)
