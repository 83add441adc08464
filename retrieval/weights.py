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
    "context_terms": 3.381,
    "fits": 1.539,
    "agreement": 2.098,
    "lead": 2.194,
    "headline": 1.468,
}

ANSWERS: dict[str, float] = {
    "relevance": 0.58,
    "context_terms": 4.0,
    "ask_terms": -1.5,
    "fits": 1.27,
    "named": 2.45,
    "absent": -1.53,
    "stale": -4.05,
}

ANSWERS_BIAS = -10.65

ANSWERS_THRESHOLD = 0.3
"""The probability below which a question is declined: of the answerable ones 2.5% fall below it."""
