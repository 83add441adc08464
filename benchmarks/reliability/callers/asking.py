"""The ways in which many ask a desk at once; each tells how many answers there were and what was wrong."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path

from benchmarks.reliability.callers.questions import Asked
from bot.desk import Newsdesk
from config.errors import LibraryError, NewsdeskError
from retrieval.answer import Answer
from retrieval.answer_stream import Done

Tally = Counter[str]
THREADS, TASKS = 32, 200
IMPATIENT = 0.3
"""The share of tasks that are cancelled."""


def from_threads(desk: Newsdesk, every: Sequence[Asked], seconds: float) -> Tally:
    """Ask from many threads until the time is over."""
    until = time.monotonic() + seconds

    def ask(n: int) -> Tally:
        chance, tally = random.Random(n), Tally()
        while time.monotonic() < until:
            asked = chance.choice(every)
            _told(tally, asked, partial(desk.ask, asked.text, within=asked.within))
        return tally

    return _from_all(ask, THREADS)


def from_tasks(desk: Newsdesk, every: Sequence[Asked], seconds: float) -> Tally:
    """Ask from many tasks of one event loop, some by `astream`; a third are cancelled on the way."""
    return asyncio.run(_from_tasks(desk, every, seconds))


async def _from_tasks(desk: Newsdesk, every: Sequence[Asked], seconds: float) -> Tally:
    tally, until = Tally(), time.monotonic() + seconds

    async def ask(n: int) -> None:
        chance = random.Random(n)
        while time.monotonic() < until:
            asked = chance.choice(every)
            impatient = chance.random() < IMPATIENT
            work = asyncio.ensure_future((_asked if chance.random() < 0.5 else _streamed)(desk, asked))
            if impatient:
                await asyncio.wait([work], timeout=chance.expovariate(1))
                work.cancel()
            try:
                _judge(tally, asked, await work)
            except asyncio.CancelledError:
                tally["cancelled"] += 1
            except NewsdeskError as error:
                tally[f"failed: {error}"] += 1

    await asyncio.gather(*(ask(n) for n in range(TASKS)))
    return tally


async def _asked(desk: Newsdesk, asked: Asked) -> Answer:
    return await desk.aask(asked.text, within=asked.within)


async def _streamed(desk: Newsdesk, asked: Asked) -> Answer:
    async with aclosing(desk.astream(asked.text, within=asked.within)) as events:
        async for event in events:
            if isinstance(event, Done):
                return event.answer
    raise AssertionError("a stream ends in Done")


def closing_meanwhile(folder: Path, every: Sequence[Asked], times: int) -> Tally:
    """Open a desk, ask it from some threads, and close it while they ask."""
    tally = Tally()
    for n in range(times):
        desk, begun = Newsdesk(folder), threading.Barrier(9)

        def ask(caller: int, desk: Newsdesk = desk, begun: threading.Barrier = begun) -> Tally:
            chance, own = random.Random(caller), Tally()
            asked = chance.choice(every)
            desk.ask(asked.text, within=asked.within)
            begun.wait()
            with suppress(_ClosedError):
                while True:
                    asked = chance.choice(every)
                    _told(own, asked, partial(_unless_closed, desk, asked))
            return own

        with ThreadPoolExecutor(8) as pool:
            callers = [pool.submit(ask, caller) for caller in range(8)]
            begun.wait()
            time.sleep(random.Random(n).random() / 2)
            desk.close()
            tally += sum((caller.result() for caller in callers), Tally())
        tally["closed while it was asked"] += 1
    return tally


class _ClosedError(Exception):
    pass


def _unless_closed(desk: Newsdesk, asked: Asked) -> Answer:
    try:
        return desk.ask(asked.text, within=asked.within)
    except LibraryError as error:
        if error.message.endswith("is closed."):
            raise _ClosedError from error
        raise


def opening_again(folder: Path, every: Sequence[Asked], times: int) -> Tally:
    """Open a desk, ask it once, and close it, over and over."""
    tally, chance = Tally(), random.Random(times)
    for _ in range(times):
        with Newsdesk(folder) as desk:
            asked = chance.choice(every)
            _told(tally, asked, partial(desk.ask, asked.text, within=asked.within))
        tally["opened, asked and closed"] += 1
    return tally


def _from_all(ask: Callable[[int], Tally], count: int) -> Tally:
    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(ask, range(count)), Tally())


def _told(tally: Tally, asked: Asked, ask: Callable[[], Answer]) -> None:
    try:
        _judge(tally, asked, ask())
    except NewsdeskError as error:
        tally[f"failed: {error}"] += 1


def _judge(tally: Tally, asked: Asked, answer: Answer) -> None:
    wrong = asked.wrong(answer)
    tally["answers"] += 1
    if wrong:
        tally[f"wrong: {wrong}"] += 1
