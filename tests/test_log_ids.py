"""Ids of runs and questions in the log: one for each question, on every line, wherever it is written."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import Counter
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Newsdesk
from bot.relaying import relayed
from bot.terminal.stoppable import stoppable
from config.log import start_log, stop_log
from config.log_ids import (
    WithIds,
    as_question_told,
    asked,
    asking,
    happened,
    question_id,
    question_of,
    run_id,
)
from config.settings import load_settings

ID = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def log_file() -> Iterator[Path]:
    settings = load_settings(log_format="json", log_level="INFO")
    start_log(settings)
    yield settings.log_file
    stop_log()


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


@as_question_told
def told(n: int = 3) -> Generator[str | None, None, None]:
    for _ in range(n):
        yield question_id()


class TestContexts:
    def test_a_stream_has_one_id_and_leaves_none_behind(self) -> None:
        stream = told()
        first = next(stream)
        assert first is not None
        assert ID.fullmatch(first)
        assert question_id() is None
        assert list(stream) == [first, first]

    def test_streams_read_in_turn_keep_their_own(self) -> None:
        one, other = told(), told()
        seen = [(next(one), next(other)) for _ in range(3)]
        assert len(set(seen)) == 1
        assert seen[0][0] != seen[0][1]

    def test_a_question_within_another_is_the_same_question(self) -> None:
        with asking("ab12", "slack") as question:
            assert set(told()) == {"ab12"}
            with asking():
                assert asked() == question
            with asking("cd34"):
                assert question_id() == "cd34"
            assert question_id() == "ab12"
        assert question_id() is None

    def test_a_stream_may_be_read_on_and_closed_by_another_thread(self) -> None:
        stream = told()
        first = next(stream)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(next, stream).result() == first
            pool.submit(stream.close).result()

    def test_what_a_stream_returns_is_returned(self) -> None:
        @as_question_told
        def counted() -> Generator[int, None, str]:
            yield 1
            return "the end"

        def outer() -> Generator[int, None, None]:
            assert (yield from counted()) == "the end"

        assert list(outer()) == [1]

    def test_it_is_carried_into_threads_and_tasks(self) -> None:
        async def ids() -> list[str | None]:
            return [event async for event in relayed(lambda _: told(2))]

        with asking("ab12"):
            assert asyncio.run(ids()) == ["ab12", "ab12"]
            assert list(stoppable(lambda _: told(1))) == ["ab12"]

            async def apart() -> str | None:
                return await asyncio.to_thread(question_id)

            assert asyncio.run(apart()) == "ab12"

    def test_an_error_names_its_question(self) -> None:
        @as_question_told
        def broken() -> Generator[str | None, None, None]:
            yield question_id()
            raise ValueError

        stream = broken()
        id_ = next(stream)
        with pytest.raises(ValueError) as raised:  # noqa: PT011
            next(stream)
        assert question_of(raised.value) == id_
        with pytest.raises(KeyError) as other, asking("ab12"):
            raise KeyError
        assert question_of(other.value) == "ab12"
        assert question_of(KeyError()) is None

    def test_what_happens_is_counted_for_its_own_question(self) -> None:
        happened(left_out=1)
        with asking() as question:
            happened(left_out=1)
            happened(left_out=2, repaired=1)
        assert question.counts == Counter(left_out=3, repaired=1)


def test_other_handlers_can_have_the_ids_too() -> None:
    record = logging.makeLogRecord({})
    with asking("ab12"):
        assert WithIds().filter(record)
    assert (record.__dict__["run_id"], record.__dict__["question_id"]) == (run_id(), "ab12")


class TestQuestions:
    def test_each_question_is_one_id_and_its_end_is_noted(self, log_file: Path, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk:
            desk.ask("What did Lavrov demand?")
            desk.ask("Who won the chess boxing final on the moon?")
            with pytest.raises(Exception, match="question"):
                desk.ask("")
        lines = _lines(log_file)
        ends = [line for line in lines if line["event"] == "a question has ended"]
        assert [line["kind"] for line in ends] == ["quoted", "abstained", "failed"]
        assert len({line["question_id"] for line in ends}) == 3
        assert {line["run_id"] for line in lines} == {run_id()}
        assert ends[0]["counts"]["citations"] > 0
        assert ends[0]["duration"] > 0
        assert ends[2]["reason"] == "QuestionError"
        assert "Lavrov" not in log_file.read_text()

    def test_under_a_limit_it_is_noted_once(self, log_file: Path, sample_library: Path) -> None:
        from retrieval.asking.within import Within

        with Newsdesk(sample_library) as desk:
            outlet = desk.outlets()[0]
            desk.ask("What happened?", within=Within(outlets=(outlet,)))
        assert len([line for line in _lines(log_file) if line["event"] == "a question has ended"]) == 1

    def test_of_many_at_once_each_has_its_own(self, log_file: Path, sample_library: Path) -> None:
        async def all_of_them(desk: Newsdesk) -> None:
            await asyncio.gather(*(desk.aask("What did Lavrov demand?") for _ in range(8)))

        with Newsdesk(sample_library) as desk:
            desk.search("news")
            asyncio.run(all_of_them(desk))
        ends = [line for line in _lines(log_file) if line["event"] == "a question has ended"]
        assert len({line["question_id"] for line in ends}) == len(ends) == 8

    def test_one_that_is_left_is_noted_as_stopped(self, log_file: Path, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk, closing(desk.stream("What did Lavrov demand?")) as events:
            next(events)
        (end,) = [line for line in _lines(log_file) if line["event"] == "a question has ended"]
        assert end["kind"] == "stopped"

    def test_a_conversation_leads_to_its_questions(self, log_file: Path, own_sample: Path) -> None:
        with Newsdesk(own_sample) as desk:
            talk = desk.conversation()
            talk.ask("What did Lavrov demand?")
            talk.ask("and Biden?")
            desk.give_feedback(talk.turns[-1].answer, "good")  # type: ignore[arg-type]
        lines = _lines(log_file)
        kept = [line for line in lines if line["event"] == "a turn is kept"]
        assert [line["turn"] for line in kept] == [1, 2]
        assert {line["conversation"] for line in kept} == {talk.id}
        ends = [line for line in lines if line["event"] == "a question has ended"]
        assert [line["question_id"] for line in ends] == [line["question_id"] for line in kept]
