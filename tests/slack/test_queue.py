"""The queue of questions: bounded, fair, each thread in its order, drained in time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.queue import AnswerQueue
from config.errors import QueueFullError

DEADLINE = 20


class Desk:
    """Answers when it is told to, and remembers what was begun and ended."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.stopped: list[str] = []
        self.changed = asyncio.Condition()
        self.may_end: set[str] = set()
        self.all_may_end = False

    def work(self, key: str) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            self.begun.append(key)
            try:
                async with self.changed:
                    self.changed.notify_all()
                    await self.changed.wait_for(lambda: self.all_may_end or key in self.may_end)
            except asyncio.CancelledError:
                self.stopped.append(key)
                raise
            self.ended.append(key)
            async with self.changed:
                self.changed.notify_all()

        return answer

    async def end(self, *keys: str) -> None:
        """Let these end, or all."""
        async with self.changed:
            self.may_end.update(keys)
            self.all_may_end = self.all_may_end or not keys
            self.changed.notify_all()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE), self.changed:
            await self.changed.wait_for(what)


def test_so_many_are_answered_at_once_and_the_rest_are_told_their_place() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=2, places=10)
        places = [queue.put(k, desk.work(k), user=k, thread=k) for k in "abcde"]
        assert places == [0, 0, 1, 2, 3]
        await desk.until(lambda: desk.begun == ["a", "b"])
        assert (queue.answering, queue.waiting) == (2, 3)
        await desk.end("b")
        await desk.until(lambda: desk.begun == ["a", "b", "c"])
        assert [queue.place(k) for k in "abcde"] == [0, None, 0, 1, 2]
        await desk.end()
        await desk.until(lambda: len(desk.ended) == 5)

    asyncio.run(scene())


def test_a_busy_user_does_not_starve_another() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=1, places=100, share=50)
        for n in range(20):
            queue.put(f"busy{n}", desk.work(f"busy{n}"), user="busy", thread=f"b{n}")
        assert queue.put("quiet0", desk.work("quiet0"), user="quiet", thread="q0") == 2
        assert queue.put("quiet1", desk.work("quiet1"), user="quiet", thread="q1") == 4
        assert queue.place("busy19") == 21
        await desk.end()
        await desk.until(lambda: len(desk.ended) == 22)
        assert desk.begun[:5] == ["busy0", "busy1", "quiet0", "busy2", "quiet1"]

    asyncio.run(scene())


def test_one_user_may_not_take_every_place_and_no_more_wait_than_may() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=1, places=8)
        assert queue.put("a0", desk.work("a0"), user="a", thread="a0") == 0
        for n in (1, 2):
            queue.put(f"a{n}", desk.work(f"a{n}"), user="a", thread=f"a{n}")
        with pytest.raises(QueueFullError, match="You have 2 questions waiting"):
            queue.put("a3", desk.work("a3"), user="a", thread="a3")
        for n in range(6):
            queue.put(f"b{n}", desk.work(f"b{n}"), user=f"b{n}", thread=f"b{n}")
        with pytest.raises(QueueFullError, match="8 questions are waiting"):
            queue.put("c", desk.work("c"), user="c", thread="c")
        assert queue.waiting == 8
        await desk.end()
        await desk.until(lambda: len(desk.ended) == 9)
        assert not {"a3", "c"} & set(desk.begun)

    asyncio.run(scene())


def test_a_thread_is_answered_in_its_order_and_holds_up_no_other() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=3)
        for key, user in (("a", "u"), ("b", "v"), ("c", "u")):
            queue.put(key, desk.work(key), user=user, thread="one")
        assert queue.put("d", desk.work("d"), user="u", thread="two") == 0
        await desk.until(lambda: desk.begun == ["a", "d"])
        await desk.end("a")
        await desk.until(lambda: desk.begun == ["a", "d", "b"])
        await desk.end()
        await desk.until(lambda: len(desk.ended) == 4)
        assert desk.begun == ["a", "d", "b", "c"]

    asyncio.run(scene())


def test_what_is_cancelled_is_stopped_or_waits_no_longer() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=1)
        for key in "abc":
            queue.put(key, desk.work(key), user=key, thread=key)
        await desk.until(lambda: desk.begun == ["a"])
        assert queue.cancel("b")
        assert queue.cancel("a")
        await desk.until(lambda: desk.begun == ["a", "c"])
        assert desk.stopped == ["a"]
        assert not queue.cancel("b")
        await desk.end()
        await desk.until(lambda: desk.ended == ["c"])

    asyncio.run(scene())


def test_a_failure_is_logged_and_ends_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise ValueError("broken")

    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=1)
        queue.put("a", fails, user="a", thread="t")
        queue.put("b", desk.work("b"), user="b", thread="t")
        await desk.until(lambda: desk.begun == ["b"])
        await desk.end()
        await desk.until(lambda: desk.ended == ["b"])

    with caplog.at_level(logging.ERROR):
        asyncio.run(scene())
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.__dict__["key"] == "a"


def test_draining_finishes_what_it_can_and_returns_the_rest() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=2)
        for key in "abcd":
            queue.put(key, desk.work(key), user=key, thread=key)
        await desk.until(lambda: desk.begun == ["a", "b"])
        await desk.end("a")
        left = await queue.drain(0.05)
        assert left == ["b", "c", "d"]
        assert (desk.ended, desk.stopped, desk.begun) == (["a"], ["b"], ["a", "b"])
        with pytest.raises(QueueFullError, match="being stopped"):
            queue.put("e", desk.work("e"), user="e", thread="e")
        assert await queue.drain(0) == []

    asyncio.run(scene())


def test_draining_waits_no_longer_than_it_must() -> None:
    async def scene() -> None:
        desk, queue = Desk(), AnswerQueue(at_once=1)
        queue.put("a", desk.work("a"), user="a", thread="a")
        await desk.until(lambda: desk.begun == ["a"])
        draining = asyncio.create_task(queue.drain(3600))
        await desk.end()
        async with asyncio.timeout(DEADLINE):
            assert await draining == []
        assert desk.ended == ["a"]

    asyncio.run(scene())


class Threads:
    """Answers to which no two of a thread, nor more than so many, may come at once."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.running: Counter[int] = Counter()
        self.order: dict[int, list[int]] = {}

    def work(self, n: int, thread: int) -> Callable[[], Awaitable[None]]:
        async def answer() -> None:
            self.running[thread] += 1
            assert self.running[thread] == 1
            assert self.running.total() <= self.at_once
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            # Only what held is counted; a failed assertion is missed here.
            self.order.setdefault(thread, []).append(n)
            self.running[thread] -= 1

        return answer


@given(
    jobs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=40),
    at_once=st.integers(1, 4),
    places=st.integers(0, 12),
)
def test_every_question_is_answered_once_or_refused(
    jobs: list[tuple[int, int]], at_once: int, places: int
) -> None:
    async def scene() -> None:
        threads = Threads(at_once)
        queue = AnswerQueue(at_once=at_once, places=places)
        accepted: dict[int, list[int]] = {}
        for n, (user, thread) in enumerate(jobs):
            before = queue.waiting
            try:
                place = queue.put(str(n), threads.work(n, thread), user=str(user), thread=str(thread))
            except QueueFullError:
                assert queue.waiting == before
            else:
                accepted.setdefault(thread, []).append(n)
                assert (place == 0) == (queue.waiting == before)
            assert queue.waiting <= places
            await asyncio.sleep(0)
        async with asyncio.timeout(DEADLINE):
            while queue.answering:
                await asyncio.sleep(0)
        assert threads.order == accepted
        assert queue.waiting == 0

    asyncio.run(scene())
