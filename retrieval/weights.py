"""Fitted numbers: how search, evidence and the decision to answer weigh what they see.

Made by `python -m benchmarks.fit --write` from RealTimeQA's 127 development
questions and 150 unanswerable ones; docs/benchmarks.md has the cross-validated
figures. Nothing here is set by hand.
"""

from __future__ import annotations

ARTICLE: dict[str, float] = {
    "second_cosine": 4.759,
    "lead_cosine": 1.447,
    "best_words": 3.729,
    "days": -0.533,
    "within_weeks": 3.611,
    "lead_terms": 3.594,
    "names": 1.297,
}

SENTENCE: dict[str, float] = {
    "cosine": 1.937,
    "ask_terms": 3.365,
    "predicate": 0.0,
    "context_terms": 3.381,
    "fits": 1.539,
    "agreement": 2.098,
    "lead": 2.194,
    "headline": 1.468,
}

ANSWERS: dict[str, float] = {
    "relevance": 0.584,
    "context_terms": 4.011,
    "ask_terms": -1.391,
    "fits": 1.426,
    "named": 2.667,
    "stale": -3.899,
}

ANSWERS_BIAS = -11.117

ANSWERS_THRESHOLD = 0.408
"""The probability below which a question is declined: of the answerable ones 4.5% fall below it."""
