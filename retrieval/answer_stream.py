"""What is told while an answer is made: the step it is at, each piece once it is checked, then all of it."""

from __future__ import annotations

from collections.abc import Iterator
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


def quoted_events(answer: Answer) -> Iterator[Event]:
    """A quoted answer, or one that declines, piece by piece."""
    if answer.citations:
        parts = answer.text.split("\n\n")
        whole = len(parts) != len(answer.citations)
        if whole:
            yield Piece(answer.text, answer.citations)
        else:
            for part, citation in zip(parts, answer.citations, strict=True):
                yield Piece(part, (citation,))
    yield Done(answer)
