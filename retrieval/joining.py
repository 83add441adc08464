"""Joins what several searches found into one list in which each has its best on top."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.search import FoundArticle

FLATTENED = 0.5
"""Power to which each search's shares are raised before they are added up.

So that the second and third of one search count beside the first of another. On
MultiHop-RAG's development questions 0.3 to 0.7 gave the same within 1.5 points.
"""


def joined(
    found: Sequence[Sequence[FoundArticle]], stories: Mapping[int, int], apart: frozenset[str]
) -> tuple[list[FoundArticle], list[FoundArticle]]:
    """The articles of several searches by the sum of their shares in each, and further copies; best first.

    Args:
        found: what each search found, best first.
        stories: the story of each version that has copies.
        apart: outlets whose articles have a place of their own though they are copies, as they are compared.
    """
    best: dict[str, tuple[float, FoundArticle]] = {}
    belief: dict[str, float] = {}
    for articles in found:
        shares = [article.share**FLATTENED for article in articles]
        total = sum(shares)
        for article, share in zip(articles, shares, strict=True):
            id_, own = article.article.id, share / total
            belief[id_] = belief.get(id_, 0.0) + own
            if own > best.get(id_, (0.0, article))[0] or id_ not in best:
                best[id_] = (own, article)
    ranked = [
        replace(best[id_][1], score=math.log(belief[id_]), share=belief[id_] / len(found))
        for id_ in sorted(belief, key=lambda id_: -belief[id_])
    ]
    return _one_a_story(ranked, stories, apart)


def _one_a_story(
    ranked: Sequence[FoundArticle], stories: Mapping[int, int], apart: frozenset[str]
) -> tuple[list[FoundArticle], list[FoundArticle]]:
    standing: list[FoundArticle] = []
    copies: list[FoundArticle] = []
    seen: set[tuple[int, str | None]] = set()
    for article in ranked:
        story = stories.get(article.passages[0].place.version)
        outlet = article.article.outlet if article.article.outlet in apart else None
        if story is not None and (story, outlet) in seen:
            copies.append(article)
            continue
        standing.append(article)
        seen |= {(story, outlet)} if story is not None else set()
    return standing, copies
