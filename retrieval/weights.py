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
    "relevance": 0.685,
    "context_terms": 4.331,
    "ask_terms": -2.643,
    "fits": 1.395,
    "named": 3.183,
    "absent": -2.101,
    "likeness": 1.872,
    "stale": -4.594,
}

ANSWERS_BIAS = -13.206

ANSWERS_THRESHOLD = 0.336
"""The probability below which a question is declined: of the answerable ones 2.4% fall below it."""
