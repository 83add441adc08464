"""Whether the evidence that a written sentence cites bears it out; the one place where that is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from retrieval.answer import Citation
from retrieval.embedder import Embedder
from retrieval.plain_sentence import markers, without_markers
from retrieval.terms import STOP_WORDS, content_terms, terms
from retrieval.wording import outlet_in_words, published_in_words

LEAST_SHARED = 0.5
"""Share of a sentence's terms that must stand in what it cites."""

LEAST_LIKE = 0.5
"""Cosine of a sentence with what it cites, at least."""

_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"»]")
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")
_CAPITALISED = re.compile(r"(?<![\w’'-])[A-ZÀ-ÖØ-Þ][\w’'-]*")


class SentenceCheck(Protocol):
    """Checks one sentence against what it cites."""

    def __call__(self, sentence: str, evidence: Mapping[int, Citation]) -> str | None:
        """Why the sentence is not borne out, to be told to the model; None where it is.

        Args:
            sentence: plain, with markers `[n]`.
            evidence: by number.
        """
        ...


class SurfaceCheck:
    """Markers exist, quotations are exact, numbers and names are there, and the words and meaning are near.

    Args:
        embedder: compares meanings.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, sentence: str, evidence: Mapping[int, Citation]) -> str | None:
        """See `SentenceCheck`."""
        cited = markers(sentence)
        if not cited:
            return "it has no marker such as [1]"
        if missing := [n for n in cited if n not in evidence]:
            return f"there is no evidence [{missing[0]}]"
        spans = [evidence[n] for n in cited]
        words = without_markers(sentence)
        return _not_in(words, spans) or self._far(words, spans)

    def _far(self, words: str, spans: list[Citation]) -> str | None:
        wanted = set(content_terms(words))
        held = set(terms(" ".join(_all_of(span) for span in spans)))
        if wanted and len(wanted & held) < LEAST_SHARED * len(wanted):
            return "most of its words are not in the evidence it cites"
        vectors = self._embedder.passages([words, " ".join(span.quote for span in spans)])
        return None if float(vectors[0] @ vectors[1]) >= LEAST_LIKE else "it says something else"


def _not_in(words: str, spans: list[Citation]) -> str | None:
    """The first quotation, number or name that is not in what is cited."""
    for quoted in _QUOTED.findall(words):
        if not any(quoted.strip(" .,;:!?") in span.quote for span in spans):
            return f"the evidence does not hold the words “{quoted}”"
    held = " ".join(_all_of(span) for span in spans)
    numbers = set(_NUMBER.findall(held))
    for number in _NUMBER.findall(words):
        if number not in numbers:
            return f"the number {number} is not in the evidence it cites"
    known = {name.lower() for name in re.findall(r"[\w-]+", held)}
    for match in _CAPITALISED.finditer(words):
        name = match[0].removesuffix("’s").removesuffix("'s")
        if name.lower() not in known and not (match.start() == 0 and name.lower() in STOP_WORDS):
            return f"the name {name} is not in the evidence it cites"
    return None


def _all_of(span: Citation) -> str:
    told = (span.quote, span.title, span.speaker, outlet_in_words(span), published_in_words(span))
    return " ".join(part for part in told if part)
