"""A topic that somebody wants to read about: its words, its meaning, and what is near to it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.asking.question import Query
from retrieval.index.text_index import TextIndex
from retrieval.models.embedder import Embedder
from retrieval.terms import covered, terms


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in a few words.

    Args:
        text: as it was put.
        terms: its terms that carry meaning, or all of them where none does.
        rarity: how rare each of them is in the library.
        vector: its embedding, float32, shape (dimension,), of length 1.
    """

    text: str
    terms: tuple[str, ...]
    rarity: dict[str, float]
    vector: NDArray[np.float32]

    def covered(self, present: AbstractSet[str]) -> float:
        """The share of its terms that is among these, rare ones counting more: 0 to 1."""
        return covered(self.terms, present, self.rarity)


def topic_of(query: Query, embedder: Embedder, text: TextIndex) -> Topic:
    """The topic that a text names.

    Args:
        query: the text as it was read.
        embedder: the model that filled the library.
        text: the text index, for how rare each term is.
    """
    wanted = query.content or query.terms
    return Topic(query.text, wanted, text.rarity(set(wanted)), embedder.query(query.text))


def words_of(*texts: str | None) -> frozenset[str]:
    """The terms of texts, together."""
    return frozenset(term for text in texts if text for term in terms(text))
