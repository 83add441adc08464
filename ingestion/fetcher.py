"""Fetching for code that waits: a thread of its own fetches while the rest reads and embeds."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from config.errors import RefusedError
from ingestion.fetched import Fetched, Validators
from ingestion.fetching import Fetching
from ingestion.limits import Limits
from ingestion.means import Means

T = TypeVar("T")
R = TypeVar("R")


class Fetcher:
    """Fetches addresses in the background; use it as a context manager.

    Args:
        limits: sizes, times and manners.
        means: name server, network and time; the machine's own if None.
    """

    def __init__(self, limits: Limits, means: Means | None = None) -> None:
        self.limits = limits
        self._loop = asyncio.new_event_loop()
        self._fetching = Fetching(limits, means or Means())
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetching", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def submit(self, address: str, known: Validators | None = None) -> Future[Fetched]:
        """Begin to fetch; what `Fetching.page` raises is raised by the future's `result`."""
        return self._begin(self._fetching.page(address, known))

    def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that the robots.txt of an address's site names."""
        return self._begin(self._fetching.sitemaps(address)).result()

    def _begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._fetching.close()


def in_order(
    things: Iterable[T], begin: Callable[[T], Future[R]], width: int
) -> Iterator[tuple[T, R | RefusedError]]:
    """Results in the order of what was asked for, with the next ones already on their way.

    Args:
        things: what to begin, taken only as room becomes free.
        begin: begins one.
        width: so many are under way, or waiting to be taken, at once.
    """
    under_way: deque[tuple[T, Future[R]]] = deque()
    source = iter(things)
    try:
        while True:
            while len(under_way) < width and (thing := next(source, None)) is not None:
                under_way.append((thing, begin(thing)))
            if not under_way:
                return
            first, future = under_way.popleft()
            try:
                result: R | RefusedError = future.result()
            except RefusedError as refused:
                result = refused
            yield first, result
    finally:
        for _, future in under_way:
            future.cancel()
