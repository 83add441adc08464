"""What is told while a question of a conversation is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversations.conversation_record import Turn
from retrieval.answer_stream import Done, Piece, Step
from retrieval.dialogue.follow_up import Standing


@dataclass(frozen=True, slots=True)
class TurnDone(Done):
    """The end: the whole answer, and the turn as it is kept."""

    turn: Turn


Told = Step | Standing | Piece | TurnDone
"""An answer's events; before the search begins a `Standing`, where anything was read into the question."""


def last_turn(events: Iterator[Told]) -> Turn:
    """The turn at the end of a stream."""
    for event in events:
        if isinstance(event, TurnDone):
            return event.turn
    raise AssertionError("a stream ends in TurnDone")
