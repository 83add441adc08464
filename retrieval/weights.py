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
    "cosine": 3.069,
    "ask_terms": 2.812,
    "context_terms": 3.184,
    "fits": 1.211,
    "agreement": 2.131,
    "lead": 1.952,
    "headline": 1.717,
}

ANSWERS: dict[str, float] = {
    "relevance": 0.586,
    "context_terms": 3.997,
    "ask_terms": -1.56,
    "fits": 1.216,
    "named": 2.672,
    "stale": -3.877,
}

ANSWERS_BIAS = -10.9

ANSWERS_THRESHOLD = 0.374
"""The probability below which a question is declined: of the answerable ones 4% fall below it."""
