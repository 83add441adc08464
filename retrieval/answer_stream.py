"""What is told while an answer is made: the step it is at, each piece once it is checked, then all of it."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.answer import Answer, Citation


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done now, such as "searching 2,970 articles"."""

    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A checked sentence, or a quotation, with what it cites; never taken back.

    Args:
        text: with the markers it has in the whole answer.
        citations: those that its markers name.
    """

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end: the whole answer, whose text is that of the pieces."""

    answer: Answer


Event = Step | Piece | Done
