"""Decides whether the articles answer: a calibrated probability, and the threshold below which to decline.

A few signals suffice. How recent the article is would tell RealTimeQA's two
sets apart almost alone (AUROC .99), but only because its unanswerable
questions are put long after the events; a reader who asks today about last
year must not be declined for it. So age counts only where the question itself
asks for something of these days.
"""

from __future__ import annotations

import math
import re

from retrieval.finding.article_features import RECENCY
from retrieval.finding.search import Found
from retrieval.saying.own_words import Asked
from retrieval.terms import terms
from retrieval.weighing.evidence import Evidence
from retrieval.weights import ANSWERS, ANSWERS_BIAS, ARTICLE

# A name as a question has it; its first word may be one by its capital alone.
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-ZÀ-ÖØ-ÞŁŞİ][\w’'&.-]*(?:\s+[A-ZÀ-ÖØ-ÞŁŞİ][\w’'&.-]*)*")

STALE_DAYS = 60.0
"""From this age on an article is fully stale for a question about "this week" or "recently"."""

SILENT = -1.5
"""What it adds to the score, in log odds, that a person asked about is quoted, but neither says
anything on the matter nor is named in what is chosen; or that nobody like "his wife" is spoken of. It
and the next are set by hand, for want of questions to fit them to."""

UNHEARD = -4.0
"""The same for somebody whom no article found quotes at all."""


HEARD = 2.5
"""What it adds that the person asked about is quoted on the matter. The questions that the model is
fitted to hardly ask who said what."""


def signals(found: Found, chosen: list[Evidence]) -> dict[str, float]:
    """What speaks for and against the chosen sentences answering the question."""
    query, best = found.query, found.articles[0].features
    days = math.expm1(best["days"])
    return {
        "relevance": sum(ARTICLE[name] * value for name, value in best.items() if name not in RECENCY),
        "context_terms": max(evidence.features["context_terms"] for evidence in chosen),
        "ask_terms": sum(evidence.features["ask_terms"] for evidence in chosen) / len(chosen),
        "fits": sum(evidence.features["fits"] for evidence in chosen) / len(chosen),
        "named": best["names"] if query.names else 1.0,
        "absent": _absent(found, chosen),
        "likeness": max(evidence.features["cosine"] for evidence in chosen),
        "stale": min(1.0, days / STALE_DAYS) if query.lately else 0.0,
    }


def _absent(found: Found, chosen: list[Evidence]) -> float:
    """The share of the question's names of which the quoted articles have no word: 0 to 1."""
    query = found.query
    names = [named for name in _NAME.findall(query.ask) if (named := set(terms(name)))]
    articles = {evidence.found.article.id: evidence.found.article for evidence in chosen}
    there: set[str] = set()
    for article in articles.values():
        there |= query.spelled(set(terms(f"{article.title or ''} {article.text}")))
    return sum(name.isdisjoint(there) for name in names) / len(names) if names else 0.0


def probability(seen: dict[str, float], said: float = 0.0) -> float:
    """The probability, from 0 to 1, that the articles answer; a fitted logistic model.

    Args:
        seen: from `signals`.
        said: from `silence`.
    """
    score = ANSWERS_BIAS + sum(weight * seen[name] for name, weight in ANSWERS.items()) + said
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def silence(found: Found, chosen: list[Evidence]) -> float:
    """What speaks against an answer, in log odds, where somebody's words are asked for and are not there."""
    asked = Asked(found)
    if asked.unknown:
        return UNHEARD
    if not asked.people:
        if not asked.role:
            return 0.0
        there = (terms(evidence.found.article.text) for evidence in chosen)
        return 0.0 if asked.role.issubset(term for all_terms in there for term in all_terms) else SILENT
    if any(evidence.own for evidence in chosen):
        return HEARD
    if any(not asked.named.isdisjoint(terms(evidence.text)) for evidence in chosen):
        return 0.0
    return SILENT if asked.known else UNHEARD
