"""Ranks what was found once more, by what a cross-encoder thinks of the first articles' best passages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from retrieval.finding.search import Found, FoundArticle, FoundPassage
from retrieval.models.reranker import Reranker

PASSAGES_EACH = 2
"""Passages of each article that are scored, as many as are looked at for sentences."""

WEIGHT = 1.0
"""How much the cross-encoder counts beside the score so far, both in standard deviations: as much."""


def reranked(found: Found, reranker: Reranker, top: int, weight: float = WEIGHT) -> Found:
    """What was found, ranked by the score so far and the cross-encoder's together.

    An article is scored by the best of its passages. Over the first `top`
    articles both scores are standardised and added; the sum is kept in the
    units of the score so far, so that articles beyond keep theirs and count as
    middling ones. The scored passages of an article change places among
    themselves only.

    Args:
        found: what search brought back; copies of its stories stay as they are.
        reranker: the cross-encoder.
        top: how many articles are scored.
        weight: how much it counts beside the score so far.
    """
    first = found.articles[:top]
    if len(first) < 2:
        return found
    best = [_best(article) for article in first]
    texts = [_text(article, passage) for article, part in zip(first, best, strict=True) for passage in part]
    scores = reranker.scores(found.query.text, texts)
    ends = np.cumsum([len(part) for part in best])[:-1]
    each = np.split(scores, ends)
    spread = float(np.std([article.score for article in first]))
    gains = weight * spread * _standardised(np.array([part.max() for part in each], np.float64))
    most = max(0.0, float(gains.max()))  # Taken off every exponent, so that none overflows.
    rows = [
        replace(
            article,
            passages=_exchanged(article, part, list(given)),
            score=article.score + float(gain),
            # The share of a story holds that of its copies, so it is scaled and not made anew.
            share=article.share * math.exp(float(gain - most)),
        )
        for article, part, given, gain in zip(first, best, each, gains, strict=True)
    ]
    rest = [replace(article, share=article.share * math.exp(-most)) for article in found.articles[top:]]
    rows = sorted([*rows, *rest], key=lambda article: -article.score)
    total = sum(article.share for article in rows)
    return replace(found, articles=tuple(replace(a, share=a.share / total) for a in rows))


def _best(article: FoundArticle) -> list[FoundPassage]:
    return sorted(article.passages, key=lambda passage: -passage.score)[:PASSAGES_EACH]


def _text(article: FoundArticle, passage: FoundPassage) -> str:
    """What the cross-encoder reads: the headline tells what the passage is about."""
    title, text = article.article.title, article.article.text[passage.place.start : passage.place.end]
    return f"{title}. {text}" if title else text


def _exchanged(
    article: FoundArticle, scored: Sequence[FoundPassage], given: Sequence[float]
) -> tuple[FoundPassage, ...]:
    """All passages in order; those scored have each other's ranking scores, best to best."""
    ranks = sorted((passage.score for passage in scored), reverse=True)
    order = sorted(range(len(scored)), key=lambda n: -given[n])
    score = {scored[n].place.n: rank for n, rank in zip(order, ranks, strict=True)}
    return tuple(
        replace(passage, rescored=score[passage.place.n]) if passage.place.n in score else passage
        for passage in article.passages
    )


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
