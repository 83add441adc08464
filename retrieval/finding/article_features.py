"""What an article is scored by: how near it is to the question, in vectors and words, and how recent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from retrieval.article import Article
from retrieval.asking.asked_for import told
from retrieval.asking.question import Query
from retrieval.terms import covered, terms_held

if TYPE_CHECKING:
    from retrieval.finding.search import FoundPassage

RECENCY = frozenset({"days", "within_weeks"})
"""The features that tell how recent an article is, and nothing of what it says."""

UNNAMED = 0.7
"""How far the names are taken to be covered where the question has none."""


def article_features(
    query: Query,
    article: Article,
    passages: Sequence[FoundPassage],
    rarity: Mapping[str, float],
    days: float,
) -> dict[str, float]:
    """The features that `retrieval.weights.ARTICLE` weighs, in its order.

    Args:
        query: the question.
        article: in the version that stood on the day asked.
        passages: all of its passages, in order.
        rarity: of the question's terms.
        days: its age on the day asked.
    """
    cosines = sorted((passage.cosine for passage in passages), reverse=True)
    # Of the words that a text has, only those count that the question has too.
    wanted = {*query.content, *query.names, *query.spellings}
    title = query.spelled(terms_held(wanted, article.title or ""))
    # News says first what it is about.
    lead = title | query.spelled(terms_held(wanted, article.text[: passages[0].place.end]))
    present = lead
    # The whole text is long to read, and seldom needed.
    if lacking := set(query.names) - lead:
        lacking |= {other for other, own in query.spellings.items() if own in lacking}
        present = lead | query.spelled(terms_held(lacking, article.text))
    return {
        "second_cosine": cosines[min(1, len(cosines) - 1)],
        "lead_cosine": passages[0].cosine,
        "best_words": max(passage.words for passage in passages),
        "days": math.log1p(days),
        "within_weeks": math.exp(-days / 20),
        "lead_terms": covered(told(query, query.content), lead, rarity),
        "names": covered(query.names, present, rarity) if query.names else UNNAMED,
    }
