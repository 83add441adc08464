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
    "cosine": 3.809,
    "ask_terms": 2.502,
    "context_terms": 3.632,
    "fits": 1.242,
    "agreement": 2.056,
    "lead": 2.055,
    "headline": 1.754,
}

ANSWERS: dict[str, float] = {
    "relevance": 0.597,
    "context_terms": 3.812,
    "ask_terms": -1.452,
    "fits": 1.37,
    "named": 2.645,
    "stale": -3.946,
}

ANSWERS_BIAS = -11.065

ANSWERS_THRESHOLD = 0.37
"""The probability below which a question is declined: of the answerable ones 4% fall below it."""
