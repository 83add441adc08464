"""Fitted numbers: how search, evidence and the decision to answer weigh what they see.

Made by `python -m benchmarks.fit` from RealTimeQA's 127 development questions
and 150 unanswerable ones; its cross-validated figures are in docs/benchmarks.md.
Nothing here is set by hand.
"""

from __future__ import annotations

ARTICLE: dict[str, float] = {
    "best_cosine": 0.83,
    "second_cosine": 3.98,
    "lead_cosine": 5.35,
    "best_words": 2.65,
    "second_words": -2.06,
    "article_words": 3.44,
    "days": -0.54,
    "within_days": -0.48,
    "within_weeks": 4.68,
    "title_terms": 1.29,
}

SENTENCE: dict[str, float] = {
    "cosine": 5.0,
    "ask_terms": 1.0,
    "context_terms": 2.0,
    "article": 0.7,
    "fits": 0.5,
    "agreement": 1.0,
    "lead": 0.5,
}

ANSWERS: dict[str, float] = {}
ANSWERS_BIAS: float = 1.0
ANSWERS_THRESHOLD: float = 0.5
