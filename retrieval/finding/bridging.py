"""Finds the name that ties the parts of a question together, where the question asks for it.

"Which company built the dam, and is accused of hiding letters?" names nobody, yet the
articles on the dam and on the letters do. An article that has the name found for most
parts is likelier the one that is needed than another on letters.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.terms import stop_terms, terms

if TYPE_CHECKING:
    from retrieval.asking.question import Query
    from retrieval.finding.search import FoundArticle

BRIDGE = 1.0
"""What it adds to an article's score that it has the name.

On MultiHop-RAG's development questions 1 found all evidence of 2 points more questions; 2 and 3 of 1 more.
"""

TOP = 5
"""Articles of each search whose names are counted."""

_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'&-]*\w")


def bridged(query: Query, found: Sequence[Sequence[FoundArticle]]) -> list[list[FoundArticle]]:
    """What each search found, articles that have the name in question preferred.

    Args:
        query: a question that was split.
        found: what each of its searches found, best first.
    """
    name = _shared(query, found) if query.wants == "name" else None
    if name is None:
        return [list(articles) for articles in found]
    return [_preferring(name, articles) for articles in found]


def _shared(query: Query, found: Iterable[Sequence[FoundArticle]]) -> str | None:
    """The term of a name, of none in the question, that most searches have among their best articles."""
    outlets = {term for outlet in query.understood.outlets for term in terms(outlet)}
    known = {*query.terms, *stop_terms(), *outlets}
    belief: defaultdict[str, float] = defaultdict(float)
    for articles in found:
        own: defaultdict[str, float] = defaultdict(float)
        for article in articles[:TOP]:
            for name in _names(article):
                own[name] += article.share
        for name, share in own.items():
            belief[name] += share
    fresh = {name: share for name, share in belief.items() if name not in known}
    return max(fresh, key=lambda name: (fresh[name], name), default=None)


def _names(article: FoundArticle) -> set[str]:
    best = max(article.passages, key=lambda passage: passage.score).place
    text = f"{article.article.title or ''} . {article.article.text[best.start : best.end]}"
    written = (name.removesuffix("’s").removesuffix("'s") for name in _NAME.findall(text))
    return {found[-1] for name in written if (found := terms(name))}


def _preferring(name: str, articles: Sequence[FoundArticle]) -> list[FoundArticle]:
    raised = [article.share * math.exp(BRIDGE * (name in _names(article))) for article in articles]
    total = sum(raised)
    again = [replace(a, share=share / total) for a, share in zip(articles, raised, strict=True)]
    return sorted(again, key=lambda article: -article.share)
