"""Joins what several searches found into one list in which each has its best on top."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.finding.search import FoundArticle

FLATTENED = 0.5
"""Power to which each search's shares are raised before they are added up.

So that the second and third of one search count beside the first of another. On
MultiHop-RAG's development questions 0.4 to 0.6 gave the same within a point, on either half of them.
"""

WHOLE = 0.5
"""How far the search for the whole question counts beside all of the others together.

Found like `FLATTENED`: 0.3 to 0.7 gave the same within a point, and a point more than as one among them.
"""

CONTEXT = 0.5
"""Power to which an article's share in the search for the whole question counts in that for a part of it.

A clause such as "is facing charges of fraud" fits many articles; the rest of the question tells them
apart. Found like `FLATTENED`: 0.2 to 0.7 gave the same.
"""


def joined(
    whole: Sequence[FoundArticle],
    further: Sequence[Sequence[FoundArticle]],
    stories: Mapping[int, int],
    apart: frozenset[str],
) -> tuple[list[FoundArticle], list[FoundArticle]]:
    """The articles of several searches by the sum of their shares in each, and further copies; best first.

    Args:
        whole: what the search for the whole question found, best first.
        further: what each search beside it found, likewise.
        stories: the story of each version that has copies.
        apart: outlets whose articles have a place of their own though they are copies, as they are compared.
    """
    context = {article.article.id: article.share for article in whole}
    searches = [(WHOLE * len(further) or 1.0, _flattened(whole, {}))]
    searches += [(1.0, _flattened(found, context)) for found in further]
    best: dict[str, tuple[float, FoundArticle]] = {}
    belief: dict[str, float] = {}
    for weight, shares in searches:
        for article, share in shares:
            id_ = article.article.id
            belief[id_] = belief.get(id_, 0.0) + weight * share
            if id_ not in best or share > best[id_][0]:
                best[id_] = (share, article)
    together = sum(belief.values())
    ranked = [
        replace(best[id_][1], score=math.log(belief[id_]), share=belief[id_] / together)
        for id_ in sorted(belief, key=lambda id_: -belief[id_])
    ]
    return _one_a_story(ranked, stories, apart)


def _flattened(
    articles: Sequence[FoundArticle], context: Mapping[str, float]
) -> list[tuple[FoundArticle, float]]:
    """Each article of a search with its share, flattened; the whole question raises what it found."""
    least = min(context.values(), default=1.0)
    raised = [
        (article.share * context.get(article.article.id, least) ** CONTEXT) ** FLATTENED
        for article in articles
    ]
    total = sum(raised)
    return [(article, share / total) for article, share in zip(articles, raised, strict=True)]


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
