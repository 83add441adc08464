"""What is seen to now and then: signs of life, questions that nobody is at, memory that nobody uses."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from config.errors import NewsdeskError
from config.free_memory import give_back

if TYPE_CHECKING:
    from bot.slack.service import Service

log = logging.getLogger(__name__)

PAUSE = 30.0
"""Seconds between two signs of life in the ledger."""


class Upkeep:
    """Sees to the ledger.

    Args:
        service: answers what was left.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._idle: frozenset[str] = frozenset()

    async def go_on(self) -> None:
        """Give signs of life, look for what others have left, and give memory back, until cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await asyncio.to_thread(self._service.ledger.renew)
                await self.resume()
                await self.pick_up()
                await asyncio.to_thread(give_back)
            except NewsdeskError as error:
                log.warning("the ledger cannot be kept: %s", error)

    async def resume(self) -> None:
        """Answer what processes that are gone have left; where it is too late, who asked is told."""
        found = await asyncio.to_thread(self._service.ledger.interrupted)
        for entry in found.again:
            self._service.enqueue(entry)
        for entry in found.dropped:
            self._service.metrics.dropped.labels("interrupted").inc()
            self._service.spawn(self._service.notices.dropped(entry))

    async def pick_up(self) -> None:
        """Answer what was taken and nobody is at, as it was cut off in between: by a full disk, or a lock.

        Only what was so at the last look too: a question is written down a moment before it waits.
        """
        ledger = self._service.ledger
        left = await asyncio.to_thread(ledger.unfinished)
        if self._service.queue.closed:
            return
        idle = {one.key: one for one in left if not self._service.answers(one.key)}
        for key in self._idle & idle.keys():
            if await asyncio.to_thread(ledger.again, idle[key]):
                log.warning("a question was cut off, and is taken up again", extra={"key": key})
                self._service.enqueue(idle[key])
        self._idle = frozenset(idle)
