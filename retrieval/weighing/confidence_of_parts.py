"""Decides whether the articles answer a question of several parts, by how well its parts are answered.

The means over the parts tell answerable questions apart better than the part that is
answered worst (AUROC .98 against .93 on MultiHop-RAG's development questions): a
question always has a clause that no article is about, such as "was there a change?".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.finding.search import Found
from retrieval.weighing.evidence import Evidence

PARTS: dict[str, float] = {"likeness": 11.712, "terms": 7.187}
PARTS_BIAS = -6.499
"""Made by `python -m benchmarks.fit_parts`, for as many answerable questions as others."""

PARTS_THRESHOLD = 0.428
"""The probability below which a question of several parts is declined: 4.5% of the answerable ones."""


def signals_of_parts(found: Found, by_part: Sequence[Sequence[Evidence]]) -> dict[str, float]:
    """What speaks for the parts being answered, each from 0 to 1.

    Args:
        found: what search brought back for a question that was split.
        by_part: the sentences chosen for each of its parts.
    """
    likeness = [
        max((passage.cosine for article in part.articles[:1] for passage in article.passages), default=0.0)
        for part in found.parts
    ]
    terms = [chosen[0].features["context_terms"] if chosen else 0.0 for chosen in by_part]
    return {"likeness": sum(likeness) / len(likeness), "terms": sum(terms) / len(terms)}


def probability_of_parts(seen: dict[str, float]) -> float:
    """The probability, from 0 to 1, that the articles answer; a fitted logistic model."""
    score = PARTS_BIAS + sum(weight * seen[name] for name, weight in PARTS.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
