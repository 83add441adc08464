"""Whether the evidence that a written sentence cites bears it out; the one place where that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from retrieval.answer import Citation
from retrieval.models.embedder import Embedder
from retrieval.models.remembering import Remembering
from retrieval.support.cited import cited
from retrieval.support.sentence import Entailment, check


class SentenceCheck(Protocol):
    """Checks one sentence against what it cites."""

    def __call__(self, sentence: str, evidence: Mapping[int, Citation]) -> str | None:
        """Why the sentence is not borne out, to be told to the model; None where it is.

        Args:
            sentence: plain, with markers `[n]`.
            evidence: by number.
        """
        ...


class SupportCheck:
    """The checks of `retrieval.support`, as the writer asks for them.

    Args:
        embedder: compares meanings; the vectors of what it has seen are kept.
        entailment: has the last word, where one is set.
    """

    def __init__(self, embedder: Embedder, entailment: Entailment | None = None) -> None:
        self._embedder = Remembering(embedder)
        self._entailment = entailment

    def __call__(self, sentence: str, evidence: Mapping[int, Citation]) -> str | None:
        """See `SentenceCheck`."""
        sources = {n: cited(citation) for n, citation in evidence.items()}
        verdict = check(sentence, sources, self._embedder, entailment=self._entailment)
        return None if verdict.ok else verdict.failures[0].reason
