"""One desk and many who ask: threads, tasks, limits, and a desk that is closed while it is asked."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from benchmarks.reliability.callers.figures import figures, rows
from benchmarks.reliability.callers.run import FILES, run
from benchmarks.reliability.results import Row
from bot import relaying
from bot.desk import Newsdesk
from bot.facade import parts
from bot.relaying import MOST, relayed
from bot.workers import Workers
from config.errors import LibraryError
from config.settings import load_settings
from retrieval.answer import Answer
from retrieval.answer_stream import Event
from retrieval.asking.within import Within
from retrieval.index.projections import Projections
from retrieval.index.vector_index import Unindexed
from retrieval.library import Library
from retrieval.models.embedder import open_embedder
from retrieval.store.connection import Connection
from tests.site_server import PATIENCE

QUESTION = "What did the ferry company say?"


@pytest.fixture
def desk(own_sample: Path) -> Iterator[Newsdesk]:
    with Newsdesk(own_sample) as opened:
        yield opened


def outlets(desk: Newsdesk) -> list[str]:
    return sorted({article.outlet for article in desk.articles() if article.outlet})


@pytest.mark.parametrize("within", [None, Within(outlets=("The Harbour Post",))])
def test_a_desk_that_is_closed_while_it_is_asked_says_so_and_builds_nothing(
    own_sample: Path, within: Within | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Newsdesk(own_sample)
    desk.ask(QUESTION, within=within)
    before = (own_sample / "words").stat().st_ino
    make_ready = desk._make_ready

    def closed_then() -> None:
        make_ready()
        with ThreadPoolExecutor(1) as other:
            other.submit(desk.close).result()

    monkeypatch.setattr(desk, "_make_ready", closed_then)
    with pytest.raises(LibraryError, match="is closed"):
        desk.ask(QUESTION, within=within)
    monkeypatch.undo()
    for ask in (desk.ask, desk.search):
        with pytest.raises(LibraryError, match="is closed"):
            ask(QUESTION, within=within)
    assert (own_sample / "words").stat().st_ino == before


def test_a_thread_holds_one_connection_however_many_limits_it_asks_under(desk: Newsdesk) -> None:
    opened: list[Connection] = []
    for outlet in outlets(desk):
        limited = desk._limited.under(Within(outlets=(outlet,)))
        limited.search(QUESTION)
        opened.append(cast("Connection", limited._library._db))
    assert [connection.closed for connection in opened] == [True] * 8 + [False]
    # One that a question is being answered through stays.
    first, second = (desk._limited.under(Within(outlets=(name,))) for name in outlets(desk)[:2])
    with first._library.snapshot():
        second.search(QUESTION)
        assert first._library.outlets() == tuple(outlets(desk)[:1])


@pytest.mark.parametrize("within", [None, Within(outlets=("The Harbour Post",))])
def test_what_is_taken_out_while_a_question_is_answered_has_not_every_vector_looked_at(
    own_sample: Path, within: Within | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Newsdesk(own_sample, settings=load_settings(vectors="quantised")) as desk:
        desk.reindex()
        expected = desk.search(QUESTION, within=within)
        waiting = Projections.waiting

        def overtaken(projections: Projections) -> int:
            found = waiting(projections)
            if desk._library.count("articles") > 40:
                with closing(Library(own_sample)) as other, other.transaction():
                    other.remove(other.articles(outlet="Hafenbote")[0].id)
            return found

        monkeypatch.setattr(Projections, "waiting", overtaken)
        monkeypatch.setattr(Unindexed, "query", lambda *_, **__: pytest.fail("every vector is looked at"))
        desk._whole_at = (desk._library.state(), len(desk._text))
        assert desk.search(QUESTION, within=within) == expected


def test_a_desk_that_is_closed_keeps_no_model_in_memory(
    own_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of its own, not that which the tests share.
    monkeypatch.setattr(parts, "open_embedder", open_embedder)
    desk = Newsdesk(own_sample)
    desk.ask(QUESTION)
    desk.ask(QUESTION, within=Within(outlets=("The Harbour Post",)))
    model = weakref.ref(desk._embedder)
    gc.disable()
    try:
        desk.close()
        assert model() is None
    finally:
        gc.enable()


def test_so_many_questions_are_answered_at_once_and_no_more(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "_workers", Workers(3, "newsdesk-ask"))
    most: list[int] = []
    stream = desk.stream

    def counted(*args: Any, **named: Any) -> Generator[Event, None, None]:
        most.append(sum(one.name == "newsdesk-ask" for one in threading.enumerate()))
        return (yield from stream(*args, **named))

    monkeypatch.setattr(desk, "stream", counted)

    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(*(desk.aask(QUESTION) for _ in range(12)))

    answers = asyncio.run(all_at_once())
    assert answers == [answers[0]] * 12
    assert max(most) == 3


def test_what_is_cancelled_before_its_turn_is_never_begun() -> None:
    begun, release = [], threading.Event()

    def work(n: int, stop: threading.Event) -> Generator[int, None, None]:
        begun.append(n)
        release.wait(PATIENCE)
        yield n

    async def reads(n: int) -> list[int]:
        return [told async for told in relayed(lambda stop: work(n, stop))]

    async def cancelled() -> list[list[int]]:
        tasks = [asyncio.ensure_future(reads(n)) for n in range(MOST + 9)]
        await asyncio.sleep(0)
        for task in tasks[MOST:]:
            task.cancel()
        await asyncio.gather(*tasks[MOST:], return_exceptions=True)
        release.set()
        return await asyncio.gather(*tasks[:MOST])

    assert asyncio.run(cancelled()) == [[n] for n in range(MOST)]
    assert sorted(begun) == list(range(MOST))


@pytest.mark.slow
def test_answers_are_those_given_to_whoever_asks_alone(tmp_path: Path) -> None:
    found = figures(run(tmp_path / "library", rounds=1, seconds=2, times=1))
    assert (found["failed"], found["wrong"]) == ({}, {})
    assert all(found["answers"].values())
    assert found["cancelled"]
    assert max(held["files"] for held in found["most"].values()) < FILES / 2
    assert all(isinstance(row, Row) for row in rows(found))
