"""A conversation told as it goes: its events, questions edited and deleted later, askers at the same time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from datetime import date
from pathlib import Path

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.conversation_events import Told, TurnDone
from bot.conversations.conversation_file import FILE
from bot.conversations.conversation_turns import LAST
from bot.desk import Newsdesk
from config.errors import ConversationBusyError, ConversationNotFoundError, LibraryError, QuestionError
from config.settings import load_settings
from retrieval.answer_stream import Done, Piece, Step
from retrieval.dialogue.follow_up import Standing
from retrieval.drafting.reply import StoppedError
from tests.model_server import PATIENCE, ModelServer

LAVROV = "what did Lavrov demand?"
AS_OF = date(2022, 1, 2)


@pytest.fixture
def desk(own_sample: Path) -> Iterator[Newsdesk]:
    with Newsdesk(own_sample) as desk:
        yield desk


@pytest.fixture
def talk(desk: Newsdesk) -> Conversation:
    return desk.conversation()


@pytest.fixture
def writing(own_sample: Path) -> Iterator[tuple[Newsdesk, ModelServer]]:
    """A desk whose answers are written by a model that hangs in the middle until it is let go on."""
    pytest.importorskip("langchain_openai")
    with ModelServer() as model:
        given = {"model": "openai:stand-in", "model_url": model.url}
        with Newsdesk(settings=load_settings(library=own_sample, **given)) as desk:
            model.replies("Lavrov demanded legally binding guarantees [1]. And then ⏸")
            yield desk, model


def questions(desk: Newsdesk, talk: Conversation) -> list[str]:
    """The questions, which are the same in memory and in the store."""
    assert talk.id is not None
    assert desk.turns(talk.id) == talk.turns
    return [turn.question for turn in talk.turns]


def test_the_events_in_their_order(desk: Newsdesk, talk: Conversation) -> None:
    first = list(talk.stream(LAVROV, as_of=AS_OF))
    assert isinstance(first[0], Step)
    understood, step, *pieces, done = talk.stream("and Biden?")
    assert isinstance(understood, Standing)
    assert understood == ("what did Biden demand?", "the last question, of Biden")
    assert isinstance(step, Step)
    assert isinstance(done, TurnDone)
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert done.turn == talk.turns[-1]
    assert done.turn.answer == done.answer
    assert done.answer == desk.ask("what did Biden demand?")


def test_a_turn_is_kept_before_its_end_is_told(desk: Newsdesk, talk: Conversation) -> None:
    events = talk.stream(LAVROV)
    for event in events:
        if isinstance(event, Done):
            break
        assert talk.turns == []
    assert questions(desk, talk) == [LAVROV]
    # A stream that is left at its end holds nobody up.
    assert talk.ask("and Biden?").n == 2
    events.close()


def test_a_stream_that_is_closed_keeps_nothing(talk: Conversation) -> None:
    events = talk.stream(LAVROV)
    next(events)
    events.close()
    assert talk.turns == []
    assert talk.id is None
    assert talk.ask(LAVROV).n == 1


def test_a_thread_does_not_wait_for_itself(talk: Conversation) -> None:
    events = talk.stream(LAVROV)
    next(events)
    with pytest.raises(ConversationBusyError, match="still being answered"):
        talk.ask("and Biden?")
    with pytest.raises(ConversationBusyError):
        talk.forget(1)
    assert isinstance(list(events)[-1], TurnDone)
    assert talk.ask("and Biden?").understood == "what did Biden demand?"


def test_a_question_edited_later_is_asked_in_its_place(desk: Newsdesk, talk: Conversation) -> None:
    for question in (LAVROV, "and Biden?", "why?"):
        talk.ask(question, as_of=AS_OF)
    later = talk.turns[2]
    turn = talk.replace(2, "and Putin?", as_of=AS_OF)
    assert (turn.n, turn.understood) == (2, "what did Putin demand?")
    assert questions(desk, talk) == [LAVROV, "and Putin?", "why?"]
    assert talk.turns[2] == later
    assert talk.ask("and Biden?").n == 4


def test_the_first_question_is_the_title_also_when_it_changes(desk: Newsdesk, talk: Conversation) -> None:
    talk.ask(LAVROV)
    talk.ask("and Biden?")
    talk.replace(1, "What did Putin say?")
    assert [kept.title for kept in desk.conversations()] == ["What did Putin say?"]
    talk.forget(1)
    assert [kept.title for kept in desk.conversations()] == ["and Biden?"]
    assert talk.id is not None
    assert b"Putin say" not in (desk.path / FILE).read_bytes()


def test_a_turn_that_is_not_there_cannot_be_replaced(talk: Conversation) -> None:
    talk.ask(LAVROV)
    for n in (0, 2, -2):
        with pytest.raises(ConversationNotFoundError, match=f"no question {n}"):
            talk.replace(n, "and Biden?")
    assert len(talk.turns) == 1
    with pytest.raises(QuestionError):
        talk.replace(1, "?")
    assert talk.turns[0].question == LAVROV


def test_a_question_deleted_is_dropped(desk: Newsdesk, talk: Conversation) -> None:
    for question in (LAVROV, "and Biden?", "and Putin?"):
        talk.ask(question)
    gone = talk.forget(2)
    assert gone is not None
    assert gone.question == "and Biden?"
    assert questions(desk, talk) == [LAVROV, "and Putin?"]
    assert talk.forget(2) is None
    assert talk.forget(0) is None
    assert talk.replace(LAST, "and Biden?").n == 3


def test_with_the_last_question_the_conversation_is_gone(desk: Newsdesk) -> None:
    talk = desk.conversation_at("slack:C1:1")
    talk.ask(LAVROV)
    talk.forget(1)
    assert talk.id is None
    assert desk.conversations() == []
    assert b"Lavrov" not in (desk.path / FILE).read_bytes()
    assert talk.ask("and Biden?").understood == "and Biden?"
    assert desk.conversation_at("slack:C1:1").id == talk.id


def test_what_cannot_be_deleted_stays_and_is_told(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = desk.conversation()
    talk.ask(LAVROV)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(LibraryError, match="cannot be written"):
        talk.forget(1)
    assert len(talk.turns) == 1


def test_turns_that_are_not_kept_can_be_replaced_and_dropped_too(desk: Newsdesk) -> None:
    (desk.path / FILE).mkdir()
    talk = desk.conversation()
    assert [talk.ask(question).n for question in (LAVROV, "and Biden?")] == [1, 2]
    assert talk.replace(2, "and Putin?").understood == "what did Putin demand?"
    talk.forget(1)
    assert [turn.question for turn in talk.turns] == ["and Putin?"]


def test_a_replacement_in_a_conversation_deleted_meanwhile_begins_another(desk: Newsdesk) -> None:
    talk = desk.conversation()
    talk.ask(LAVROV)
    talk.ask("and Biden?")
    assert talk.id is not None
    desk.delete_conversation(talk.id)
    assert talk.replace(2, "and Putin?").n == 1
    assert talk.id is not None
    assert [turn.question for turn in desk.turns(talk.id)] == ["and Putin?"]
    assert talk.ask("and Biden?").n == 2


def test_questions_of_many_threads_do_not_mix(desk: Newsdesk, talk: Conversation) -> None:
    names = [f"{LAVROV} {n}" for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(talk.ask, names))
    assert sorted(turn.n for turn in turns) == list(range(1, 9))
    assert [turn.n for turn in talk.turns] == list(range(1, 9))
    assert sorted(questions(desk, talk)) == names


def test_tasks_wait_for_one_another_and_the_loop_goes_on(
    writing: tuple[Newsdesk, ModelServer],
) -> None:
    desk, model = writing
    talk = desk.conversation()

    async def both() -> list[str]:
        first = asyncio.create_task(talk.aask(LAVROV, as_of=AS_OF))
        assert await asyncio.to_thread(model.asked.wait, PATIENCE)
        second = asyncio.create_task(talk.aask("and Biden?", as_of=AS_OF, quoted=True))
        assert talk.turns == []
        model.going.set()
        return [turn.understood for turn in await asyncio.gather(first, second)]

    assert asyncio.run(both()) == [LAVROV, "what did Biden demand?"]
    assert [turn.n for turn in talk.turns] == [1, 2]


def test_who_waits_can_be_told_to_stop(writing: tuple[Newsdesk, ModelServer]) -> None:
    desk, model = writing
    talk = desk.conversation()
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(talk.ask, LAVROV, as_of=AS_OF)
        assert model.asked.wait(PATIENCE)
        stop.set()
        with pytest.raises(StoppedError):
            next(talk.stream("and Biden?", stop=stop))
        model.going.set()
        held.result()
    assert len(talk.turns) == 1


def test_cancelling_ends_the_work_and_keeps_nothing(writing: tuple[Newsdesk, ModelServer]) -> None:
    desk, model = writing
    talk = desk.conversation()

    async def cancelled() -> None:
        asking = asyncio.create_task(talk.aask(LAVROV, as_of=AS_OF))
        assert await asyncio.to_thread(model.asked.wait, PATIENCE)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(cancelled())
    assert model.gone.wait(5)
    model.going.set()
    assert talk.ask(LAVROV, quoted=True).n == 1


def test_closing_an_async_stream_ends_the_work(writing: tuple[Newsdesk, ModelServer]) -> None:
    desk, model = writing
    talk = desk.conversation()

    async def closed() -> list[Told]:
        seen: list[Told] = []
        async with aclosing(talk.astream(LAVROV, as_of=AS_OF)) as events:
            async for event in events:
                seen.append(event)
                if isinstance(event, Piece):
                    break
        return seen

    assert isinstance(asyncio.run(closed())[-1], Piece)
    assert model.gone.wait(5)
    assert talk.ask(LAVROV, quoted=True).n == 1


def test_an_async_stream_replaces(desk: Newsdesk, talk: Conversation) -> None:
    async def asked() -> list[Told]:
        await talk.aask(LAVROV)
        await talk.aask("and Biden?")
        return [event async for event in talk.astream("and Putin?", replacing=2)]

    understood, *_, done = asyncio.run(asked())
    assert isinstance(understood, Standing)
    assert understood.text == "what did Putin demand?"
    assert isinstance(done, TurnDone)
    assert done.turn.n == 2
    assert questions(desk, talk) == [LAVROV, "and Putin?"]


def test_what_fails_is_raised_where_it_is_awaited(talk: Conversation) -> None:
    with pytest.raises(QuestionError):
        asyncio.run(talk.aask("?"))
    assert talk.ask(LAVROV).n == 1
