"""Fitted numbers: how search, evidence and the decision to answer weigh what they see.

Made by `python -m benchmarks.fit --write` from RealTimeQA's 127 development
questions and 150 unanswerable ones; docs/benchmarks.md has the cross-validated
figures. Nothing here is set by hand.
"""

from __future__ import annotations

ARTICLE: dict[str, float] = {
    "second_cosine": 4.627,
    "lead_cosine": 4.215,
    "best_words": 4.076,
    "days": -0.505,
    "within_weeks": 3.73,
    "lead_terms": 0.801,
    "names": 1.861,
}

SENTENCE: dict[str, float] = {
    "cosine": 3.737,
    "ask_terms": 3.007,
    "context_terms": 3.028,
    "fits": 1.083,
    "agreement": 2.231,
    "lead": 2.768,
    "headline": 1.9,
}

ANSWERS: dict[str, float] = {
    "relevance": 0.618,
    "context_terms": 5.028,
    "ask_terms": 1.0,
    "fits": 1.912,
    "named": 1.0,
    "stale": -3.316,
}

ANSWERS_BIAS = -10.892

ANSWERS_THRESHOLD = 0.435
"""The probability below which a question is declined: of the answerable ones 6% fall below it."""
