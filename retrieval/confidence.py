"""Decides whether the articles answer: a calibrated probability, and the threshold below which to decline.

A few signals suffice. How recent the article is would tell RealTimeQA's two
sets apart almost alone (AUROC .99), but only because its unanswerable
questions are put long after the events; a reader who asks today about last
year must not be declined for it. So age counts only where the question itself
asks for something of these days.
"""

from __future__ import annotations

import math

from retrieval.evidence import Evidence
from retrieval.search import RECENCY, Found
from retrieval.weights import ANSWERS, ANSWERS_BIAS, ARTICLE

STALE_DAYS = 60.0
"""From this age on an article is fully stale for a question about "this week" or "recently"."""


def signals(found: Found, chosen: list[Evidence]) -> dict[str, float]:
    """What speaks for and against the chosen sentences answering the question."""
    best = found.articles[0].features
    days = math.expm1(best["days"])
    return {
        "relevance": sum(ARTICLE[name] * value for name, value in best.items() if name not in RECENCY),
        "context_terms": max(evidence.features["context_terms"] for evidence in chosen),
        "fits": sum(evidence.features["fits"] for evidence in chosen) / len(chosen),
        "stale": min(1.0, days / STALE_DAYS) if found.query.lately else 0.0,
    }


def probability(seen: dict[str, float]) -> float:
    """The probability, from 0 to 1, that the articles answer; a fitted logistic model."""
    score = ANSWERS_BIAS + sum(weight * seen[name] for name, weight in ANSWERS.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
