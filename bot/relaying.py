"""What a generator tells, read from an event loop while it works in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing, suppress
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from bot.workers import Workers

T = TypeVar("T")

MOST = 32
"""Questions from event loops that are answered at once; the others wait for their turn.

Each has a thread, and that has files of the library open: of some hundreds at once a process that may
open 1,024 files would run out of them, and none would be answered sooner.
"""

_workers = Workers(MOST, "newsdesk-ask")


async def relayed(
    started: Callable[[threading.Event], Generator[T, None, None]],
) -> AsyncGenerator[T, None]:
    """The generator's events, without holding up the event loop; cancelling or closing it ends the work.

    Args:
        started: makes the generator; it is given what is set when nobody reads any more.
    """
    events: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
    stop = threading.Event()
    # Threads of our own: asyncio would wait for one of its pool before a cancelled program may end.
    work = partial(_relay, started(stop), asyncio.get_running_loop(), events, stop)
    _workers.do(partial(copy_context().run, work))
    try:
        while (event := await events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event[0]
    finally:
        stop.set()


def _relay(
    told: Generator[T, None, None],
    loop: asyncio.AbstractEventLoop,
    events: asyncio.Queue[tuple[T] | BaseException | None],
    stop: threading.Event,
) -> None:
    """Hand on events to a loop until they end, or nobody waits for them any more."""
    end: BaseException | None = None
    with suppress(RuntimeError):  # the loop has gone, and with it whoever asked
        try:
            with closing(told):
                if stop.is_set():
                    return
                for event in told:
                    loop.call_soon_threadsafe(events.put_nowait, (event,))
                    if stop.is_set():
                        return
        except Exception as error:  # noqa: BLE001  # it is raised where the events are read
            end = error
        loop.call_soon_threadsafe(events.put_nowait, end)
