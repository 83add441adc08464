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

ANSWERS: dict[str, float] = {
    "sentence_cosine": -1.365,
    "sentences_cosine": -1.164,
    "passage_cosine": 3.194,
    "top_cosine": 3.059,
    "cosine_gap": -1.789,
    "ask_terms": -1.08,
    "context_terms": 3.033,
    "said_terms": 0.729,
    "article_terms": 1.546,
    "names": 2.28,
    "title_terms": -0.546,
    "lead_cosine": 2.652,
    "share": 3.906,
    "fits": 2.9,
    "stale": 0.022,
    "rarest": -0.19,
}

ANSWERS_BIAS = -12.739

ANSWERS_THRESHOLD = 0.471
"""The probability below which the question is declined: 7% of the answerable ones fall below it."""
