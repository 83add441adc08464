"""The questions being answered and those that wait: so many at once, none starved, threads in their order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from config.errors import QueueFullError

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]

_GRACE = 5.0
"""Seconds that an answer cut off has to say so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits to be answered."""

    key: str
    user: str
    thread: str
    work: Work = field(repr=False, compare=False)
    turn: int
    """Whose turn it is: each user's questions are a turn apart, so that users take turns."""
    number: int
    """In the order of arrival, by which those of one turn are served."""

    @property
    def rank(self) -> tuple[int, int]:
        """The smallest is served next."""
        return self.turn, self.number


class AnswerQueue:
    """Answers questions, so many at once; to be used within one event loop.

    Users take turns, however many questions each has waiting; one user's share
    of the places is bounded. Questions of one thread are answered one after
    the other, in the order in which they came.

    Args:
        at_once: how many are answered at once.
        places: how many may wait beside those.
        share: how many of the places one user may hold; a quarter if None.
    """

    def __init__(self, at_once: int = 4, places: int = 100, share: int | None = None) -> None:
        self.at_once = at_once
        self.places = places
        self.share = share or max(1, places // 4)
        self._waiting: list[Waiting] = []
        self._running: dict[asyncio.Task[None], Waiting] = {}
        self._turn = 0
        self._last_turn: dict[str, int] = {}
        self._number = 0
        self._closed = False

    def put(self, key: str, work: Work, *, user: str, thread: str) -> int:
        """Answer a question as soon as it is its turn.

        Args:
            key: of the question.
            work: answers it; what it raises is logged and ends nothing else.
            user: who asked.
            thread: of which no two are answered at once.

        Returns:
            Its place: 0 where it is begun at once, else how many are served until it is, itself included.

        Raises:
            QueueFullError: all places are taken, or this user's share of them, or the queue is drained.
        """
        self._number += 1
        turn = max(self._turn, self._last_turn.get(user, 0)) + 1
        one = Waiting(key, user, thread, work, turn, self._number)
        self._waiting.append(one)
        if self._next() is one and not self._closed:
            self._begin_next()
            self._last_turn[user] = turn
            return 0
        reason = self._refusal(user)
        if reason:
            self._waiting.remove(one)
            raise QueueFullError(reason, "Ask again in a minute.")
        self._last_turn[user] = turn
        return self._place(one)

    def place(self, key: str) -> int | None:
        """The place of a question: 0 where it is being answered; None where it is neither that nor waits."""
        found = next((one for one in self._waiting if one.key == key), None)
        if found is not None:
            return self._place(found)
        return 0 if any(one.key == key for one in self._running.values()) else None

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken in."""
        return self._closed

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def answering(self) -> int:
        """How many are being answered."""
        return len(self._running)

    def cancel(self, key: str) -> bool:
        """Stop answering a question, or let it wait no longer.

        Returns:
            Whether there was anything to stop.
        """
        waiting = [one for one in self._waiting if one.key == key]
        for one in waiting:
            self._waiting.remove(one)
        running = [task for task, one in self._running.items() if one.key == key]
        for task in running:
            task.cancel()
        return bool(waiting or running)

    async def drain(self, limit: float) -> list[str]:
        """Take in nothing more, finish what is being answered, and stop what is not finished in time.

        Args:
            limit: seconds.

        Returns:
            The keys of what is not answered: stopped midway first, then what waited, in its order.
        """
        self._closed = True
        left = [one.key for one in sorted(self._waiting, key=lambda one: one.rank)]
        self._waiting.clear()
        cut: dict[asyncio.Task[None], Waiting] = {}
        if self._running:
            _, pending = await asyncio.wait(self._running, timeout=limit)
            cut = {task: one for task, one in self._running.items() if task in pending}
            for task in cut:
                task.cancel()
            if cut:
                await asyncio.wait(cut, timeout=_GRACE)
        return [one.key for one in cut.values()] + left

    def _next(self) -> Waiting | None:
        """The one to begin now; None where all hands are busy, or only busy threads have any waiting."""
        if len(self._running) >= self.at_once:
            return None
        busy = {one.thread for one in self._running.values()}
        first: dict[str, Waiting] = {}
        for one in self._waiting:
            first.setdefault(one.thread, one)
        free = [one for thread, one in first.items() if thread not in busy]
        return min(free, key=lambda one: one.rank, default=None)

    def _begin_next(self) -> None:
        while (one := self._next()) is not None:
            self._waiting.remove(one)
            self._turn = max(self._turn, one.turn)
            self._last_turn = {user: turn for user, turn in self._last_turn.items() if turn > self._turn}
            task = asyncio.create_task(_logged(one), name=f"answer {one.key}")
            self._running[task] = one
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if not self._closed:
            self._begin_next()

    def _refusal(self, user: str) -> str:
        """Why one more may not wait; empty where it may. It is counted already."""
        if self._closed:
            return "Newsdesk is being stopped."
        if sum(one.user == user for one in self._waiting) > self.share:
            return f"You have {self.share} questions waiting already; let some be answered first."
        if len(self._waiting) > self.places:
            return f"{self.places} questions are waiting already, as many as can."
        return ""

    def _place(self, one: Waiting) -> int:
        return sum(other.rank <= one.rank for other in self._waiting)


async def _logged(one: Waiting) -> None:
    try:
        await one.work()
    except Exception:
        log.exception("answering failed", extra={"key": one.key})
