"""Checks one written sentence against the evidence that it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from retrieval.models.embedder import Embedder
from retrieval.support.cited import Cited
from retrieval.support.days import day_failures
from retrieval.support.fates import fate_failures
from retrieval.support.markers import Part, marker_failures, parts
from retrieval.support.meaning import Nearness, nearness
from retrieval.support.names import name_failures
from retrieval.support.negation import negation_failures
from retrieval.support.quantities import figure_failures
from retrieval.support.quotations import quotation_failures
from retrieval.support.speakers import speaker_failures
from retrieval.support.verdict import Failure, Verdict
from retrieval.terms import terms

NEAR = 0.4
"""The least cosine of a part of a sentence and what it cites."""

EACH = 0.2
"""The least cosine with each piece of evidence, where several are cited at one place."""

ADDED = -0.5
"""The least log odds, by `addition_score`, that nothing was added; below nought, so as to spare true ones."""

RUN = 3 / 8
"""The run of three terms that the evidence has not: somebody did something to something else."""

MOSTLY_NEW = 2 / 3
"""The share of terms that the evidence has not: the place and the shape are its, what happened is not."""

ENTAILED = 0.5
"""The least probability that the evidence entails the sentence, where a model tells it; so much is more
than contradiction and neutrality have together."""


# Within a sentence it may sum up what the evidence counts: "all four sides".
_ALL = re.compile(r"^\W*(All|Every|Everyone|Everybody|Everything|Nobody)\b")


class Entailment(Protocol):
    """A model that tells whether one text follows from another."""

    def scores(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Sequence[float]:
        """Probability, from 0 to 1, that each hypothesis follows from the premise at its place."""
        ...


def check(
    sentence: str,
    evidence: Mapping[int, Cited],
    embedder: Embedder,
    *,
    entailment: Entailment | None = None,
) -> Verdict:
    """Whether a sentence says only what the evidence says that it cites.

    Args:
        sentence: one sentence with markers ``[n]``, each after the words it stands for.
        evidence: what was given to the model, by ordinal.
        embedder: of the library.
        entailment: a natural language inference model, asked only where all else is well.
    """
    found = marker_failures(sentence, evidence) or _no_statement(sentence)
    if found:
        return Verdict(tuple(found))
    for part in parts(sentence):
        found += _part_failures(part, [evidence[n] for n in part.ordinals], embedder)
    if not found and entailment is not None:
        found = _not_entailed(sentence, evidence, entailment)
    return Verdict(tuple(found))


def _part_failures(part: Part, sources: Sequence[Cited], embedder: Embedder) -> list[Failure]:
    texts = [one.text for one in sources]
    whole = [one.whole for one in sources]
    plain = [
        *quotation_failures(part.text, texts),
        *figure_failures(part.text, texts),
        *day_failures(part.text, sources),
        *name_failures(part.text, whole),
        *speaker_failures(part.text, sources),
        *negation_failures(part.text, texts),
        *fate_failures(part.text, whole),
        *_sweeping(part.text, whole),
    ]
    # Comparing meanings takes far longer than all of these.
    return plain or _meaning_failures(part.text, sources, embedder)


def _no_statement(sentence: str) -> list[Failure]:
    """A question states nothing that evidence could bear out."""
    asks = sentence.rstrip("\"”’' ").endswith("?")
    return [Failure("meaning", sentence, "It is a question; state what the evidence says.")] if asks else []


def _sweeping(text: str, sources: Sequence[str]) -> list[Failure]:
    """Words for all of something, where the evidence speaks of some of it."""
    told = set(terms(" ".join(sources)))
    found = [word for word in _ALL.findall(text) if set(terms(word)).isdisjoint(told)]
    return [Failure("addition", word, f"The evidence does not say “{word}”.") for word in found[:1]]


def _meaning_failures(text: str, sources: Sequence[Cited], embedder: Embedder) -> list[Failure]:
    near = nearness(
        text, [one.text for one in sources], " ".join(one.beside(text) for one in sources), embedder
    )
    if near.whole < NEAR:
        return [Failure("meaning", text, "The evidence cited is about something else.")]
    if addition_score(near) < ADDED or near.run >= RUN or near.new >= MOSTLY_NEW or near.cause:
        return [Failure("addition", near.words, "The evidence does not say this; leave it out.")]
    if len(sources) > 1:
        for one in sources:
            if nearness(text, [one.text], one.beside(text), embedder).whole < EACH:
                return [Failure("marker", "", "One of the markers leads to evidence about something else.")]
    return []


def addition_score(near: Nearness) -> float:
    """Log odds that every clause is borne out.

    The weights are of a logistic regression (true sentences against additions) on the even half
    of `benchmarks/support_sentences.json`.
    """
    return 1.02 * near.covered + 4.76 * near.weakest + 5.62 * near.clause - 3.05 * near.run - 5.95


def _not_entailed(sentence: str, evidence: Mapping[int, Cited], entailment: Entailment) -> list[Failure]:
    cut = parts(sentence)
    premises = ["\n".join(evidence[n].told for n in part.ordinals) for part in cut]
    scores = entailment.scores(premises, [part.text for part in cut])
    return [
        Failure("meaning", part.text, "This does not follow from the evidence.")
        for part, score in zip(cut, scores, strict=True)
        if score < ENTAILED
    ]
