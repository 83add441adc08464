"""Decides whether the articles answer: a calibrated probability, and the threshold below which to decline."""

from __future__ import annotations

import math

from retrieval.evidence import Evidence
from retrieval.search import Found, covered
from retrieval.terms import terms
from retrieval.text_index import TextIndex
from retrieval.weights import ANSWERS, ANSWERS_BIAS


def signals(found: Found, chosen: list[Evidence], text: TextIndex) -> dict[str, float]:
    """What speaks for and against the chosen sentences answering the question."""
    query = found.query
    rarity = text.rarity({*query.content, *query.names})
    best = found.articles[0]
    near = max(e.features["cosine"] for e in chosen)
    words = set(terms(best.article.text)) | set(terms(best.article.title or ""))
    said = set().union(*(set(terms(e.text)) for e in chosen))
    top = sorted((max(p.cosine for p in a.passages) for a in found.articles), reverse=True)
    return {
        "sentence_cosine": near,
        "sentences_cosine": sum(e.features["cosine"] for e in chosen) / len(chosen),
        "passage_cosine": max(p.cosine for p in best.passages),
        "top_cosine": top[0],
        "cosine_gap": top[0] - top[min(5, len(top) - 1)],
        "ask_terms": max(e.features["ask_terms"] for e in chosen),
        "context_terms": max(e.features["context_terms"] for e in chosen),
        "said_terms": covered(query.content, said, rarity),
        "article_terms": covered(query.content, words, rarity),
        "names": best.features["names"],
        "title_terms": best.features["title_terms"],
        "lead_cosine": best.features["lead_cosine"],
        "share": best.share,
        "fits": max(e.features["fits"] for e in chosen),
        "stale": best.features["days"] if query.lately else 0.0,
        "rarest": max((rarity[t] for t in query.content if t not in words), default=0.0),
    }


def probability(seen: dict[str, float]) -> float:
    """The probability, from 0 to 1, that the articles answer; a fitted logistic model."""
    score = ANSWERS_BIAS + sum(weight * seen[name] for name, weight in ANSWERS.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
