"""Work that goes on in a thread of its own, so that Ctrl-C gives the prompt back at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


def stoppable(start: Callable[[threading.Event], Generator[T, None, None]]) -> Generator[T, None, None]:
    """What a generator tells, while it works in another thread; leaving this one early ends the work.

    Python's imports and its native code cannot be broken off safely; here they are only not waited for.

    Args:
        start: makes the generator; it is given what is set when nobody reads any more.
    """
    told: queue.SimpleQueue[tuple[T] | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()
    work = (copy_context().run, (_work, start, told, stop))
    threading.Thread(target=work[0], args=work[1], name="newsdesk-chat", daemon=True).start()
    try:
        while (item := told.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item[0]
    finally:
        stop.set()


def _work(
    start: Callable[[threading.Event], Generator[T, None, None]],
    told: queue.SimpleQueue[tuple[T] | BaseException | None],
    stop: threading.Event,
) -> None:
    end: BaseException | None = None
    try:
        with closing(start(stop)) as items:
            for item in items:
                told.put((item,))
                if stop.is_set():
                    return
    except Exception as error:  # noqa: BLE001  # it is raised where the items are read
        end = error
    told.put(end)


def done_apart(act: Callable[[], T]) -> T:
    """The result of an act that is done in another thread; what it raises is raised here."""

    def only(_: threading.Event) -> Generator[T, None, None]:
        yield act()

    (result,) = stoppable(only)
    return result
