"""A written answer: checked sentences over numbered evidence, made into an `Answer`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from retrieval.answer import Answer, Citation, Source, Usage
from retrieval.answer_stream import Piece
from retrieval.drafting.plain_sentence import markers, renumbered

Voices = Callable[[Iterable[Source]], int]
"""How many independent publishers stand behind sources."""


class Written(BaseModel):
    """What a model wrote and the check let pass; what is kept of an answer.

    Args:
        sentences: with markers that number the evidence.
        left_out: how many further sentences did not hold.
    """

    model_config = ConfigDict(frozen=True)

    sentences: tuple[str, ...] = ()
    left_out: int = 0


class Composition:
    """Numbers citations anew, by first appearance, while sentences come in.

    Args:
        evidence: numbered from 1.
    """

    def __init__(self, evidence: Sequence[Citation]) -> None:
        self._evidence = {citation.ordinal: citation for citation in evidence}
        self._numbers: dict[int, int] = {}
        self._pieces: list[Piece] = []

    def add(self, sentence: str) -> Piece:
        """The sentence as it is shown.

        Args:
            sentence: all of whose markers number evidence.
        """
        cited = markers(sentence)
        for n in cited:
            self._numbers.setdefault(n, len(self._numbers) + 1)
        piece = Piece(renumbered(sentence, self._numbers), tuple(self._citation(n) for n in cited))
        self._pieces.append(piece)
        return piece

    def __len__(self) -> int:
        return len(self._pieces)

    def answer(self, quoted: Answer, voices: Voices, usage: Usage, notes: Sequence[str]) -> Answer:
        """The written answer.

        Args:
            quoted: the quoted answer to the same question, whose facts stay.
            voices: counts the publishers behind the sources that are cited.
            usage: what was asked of the model.
            notes: added to those there are.
        """
        citations = tuple(self._citation(n) for n in self._numbers)
        sources = tuple(_cited(quoted.sources, citations))
        return quoted.model_copy(
            update={
                "kind": "written",
                "text": " ".join(piece.text for piece in self._pieces),
                "citations": citations,
                "sources": sources,
                "voices": voices(sources),
                "conflicts": _renumbered_sides(quoted, citations),
                "notes": (*quoted.notes, *notes),
                "usage": usage,
            }
        )

    def _citation(self, number: int) -> Citation:
        return self._evidence[number].model_copy(update={"ordinal": self._numbers[number]})


def _cited(sources: Iterable[Source], citations: Sequence[Citation]) -> Iterable[Source]:
    for source in sources:
        mine = tuple(c.ordinal for c in citations if c.article_id == source.article_id)
        if mine:
            yield source.model_copy(update={"ordinals": mine})


def _renumbered_sides(quoted: Answer, citations: Sequence[Citation]) -> tuple[object, ...]:
    ordinals = {(c.article_id, c.start, c.end): c.ordinal for c in citations}
    return tuple(
        conflict.model_copy(
            update={
                "sides": tuple(
                    side.model_copy(update={"ordinal": ordinals.get((side.article_id, side.start, side.end))})
                    for side in conflict.sides
                )
            }
        )
        for conflict in quoted.conflicts
    )
