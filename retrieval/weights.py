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
    "title_terms": 0.801,
    "names": 1.861,
}

SENTENCE: dict[str, float] = {
    "cosine": 3.733,
    "ask_terms": 3.006,
    "context_terms": 3.018,
    "article": 0.004,
    "fits": 1.085,
    "agreement": 2.225,
    "lead": 2.767,
}

ANSWERS: dict[str, float] = {"relevance": 0.618, "context_terms": 5.024, "fits": 1.935, "stale": -3.317}

ANSWERS_BIAS = -10.911

ANSWERS_THRESHOLD = 0.436
"""The probability below which the question is declined: 6% of the answerable ones fall below it."""
