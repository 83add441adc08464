"""Tells how the evidence for a question is found: the search and the weighing again, with their reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.answering import Choice, Means, choice_of
from retrieval.article import Article
from retrieval.asking.question import Query
from retrieval.explanation import ArticleReasons, Explanation, SentenceReasons
from retrieval.finding.search import FoundArticle
from retrieval.terms import stop_terms, terms
from retrieval.weighing.evidence import Evidence

MOST_ARTICLES = 10
MOST_SENTENCES = 40

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def explain(query: Query, means: Means) -> Explanation:
    """How the evidence for a question is found in a library as it is now.

    Args:
        query: the question.
        means: what it is answered with.
    """
    found = means.search.find(query)
    choice = choice_of(found, means)
    ranks = {one.article.id: n for n, one in enumerate(found.articles, start=1)}
    quoted = {_place(evidence) for evidence in choice.quoted}
    return Explanation(
        question=query.text,
        as_of=query.until.date(),
        searched_for=shared_words(query, query.text),
        wants=query.wants,
        parts=tuple(part.text for part in query.parts),
        articles=tuple(
            _article(query, n, one) for n, one in enumerate(found.articles[:MOST_ARTICLES], start=1)
        ),
        sentences=tuple(
            _sentence(query, evidence, ranks, _place(evidence) in quoted) for evidence in _weighed(choice)
        ),
        confidence=choice.confidence,
        enough=choice.enough,
    )


def shared_words(query: Query, text: str) -> tuple[str, ...]:
    """The words of a text, as written and each once, whose meaning the question has too."""
    wanted = set(query.terms) - stop_terms()
    words: dict[str, str] = {}
    for word in _WORD.findall(text):
        for term in sorted(wanted & query.told(set(terms(word)))):
            words.setdefault(term, word)
    return tuple(dict.fromkeys(words.values()))


def _weighed(choice: Choice) -> Sequence[Evidence]:
    """Those quoted and the others, the best first; copies of one sentence stand once."""
    told: dict[str, Evidence] = {}
    for evidence in [*choice.quoted, *choice.weighed]:
        told.setdefault(" ".join(evidence.text.split()), evidence)
    return list(told.values())[:MOST_SENTENCES]


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.found.article.id, evidence.start


def _article(query: Query, rank: int, found: FoundArticle) -> ArticleReasons:
    article = found.article
    best = max(found.passages, key=lambda passage: passage.score)
    lead = f"{article.title or ''} {article.text[: found.passages[0].place.end]}"
    return ArticleReasons(
        **_facts(article),
        rank=rank,
        share=found.share,
        likeness=best.cosine,
        words=max(passage.words for passage in found.passages),
        shared=shared_words(query, lead),
    )


def _sentence(query: Query, evidence: Evidence, ranks: dict[str, int], chosen: bool) -> SentenceReasons:
    features = evidence.features
    return SentenceReasons(
        **_facts(evidence.found.article),
        start=evidence.start,
        end=evidence.end,
        quote=evidence.text,
        rank=ranks.get(evidence.found.article.id, len(ranks) + 1),
        score=evidence.score,
        likeness=features["cosine"],
        shared=shared_words(query, evidence.text),
        offers=None if query.wants == "anything" else features["fits"] > 0,
        agreement=features["agreement"],
        own_words=evidence.own,
        on_the_day=evidence.timed,
        chosen=chosen,
    )


def _facts(article: Article) -> dict[str, object]:
    names = ("outlet", "title", "url", "published", "published_precision", "kind", "version")
    return {"article_id": article.id, **{name: getattr(article, name) for name in names}}
