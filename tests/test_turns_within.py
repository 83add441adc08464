"""Which turns a limit leaves: those that tell of nothing outside it, and took up nothing of those that do."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.conversations.conversation_record import Turn
from bot.conversations.turns_within import turns_within
from retrieval.answer import Answer


def turn(n: int, *, why: str = "", hidden: bool = False) -> Turn:
    answer = Answer(
        question="x",
        kind="abstained",
        text="hidden" if hidden else "seen",
        confidence=0,
        as_of=date(2024, 5, 2),
    )
    at = datetime(2024, 5, 2, tzinfo=UTC)
    return Turn(n=n, asked_at=at, question="x", understood="x", why=why, answer=answer)


def kept(*turns: Turn) -> list[int]:
    return [one.n for one in turns_within(turns, lambda answer: answer.text == "seen")]


def test_what_took_up_a_hidden_turn_is_hidden_though_it_declined() -> None:
    assert kept(turn(1), turn(2, hidden=True), turn(3, why="“it” is the mine"), turn(4)) == [1, 4]


def test_what_took_up_that_one_is_hidden_too() -> None:
    assert kept(turn(1, hidden=True), turn(2, why="a"), turn(3, why="b"), turn(4)) == [4]


def test_all_stay_where_nothing_is_hidden() -> None:
    assert kept(turn(1), turn(2, why="a"), turn(3, why="b")) == [1, 2, 3]


def test_an_answer_that_cannot_be_read_hides_what_took_it_up() -> None:
    assert kept(turn(1).model_copy(update={"answer": None}), turn(2, why="a")) == []
