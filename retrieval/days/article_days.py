"""The relative days in a sentence of an article, worked out against the day it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.days.day_mentions import day_mentions

if TYPE_CHECKING:
    from retrieval.answer import DayMention
    from retrieval.article import Article

WEEK = 7
"""Days within which a weekday in an updated article is taken to be that of the update."""


def article_days(article: Article, start: int, end: int) -> tuple[DayMention, ...]:
    """The days that only the article's own date makes days, such as "on Wednesday".

    An update within days speaks of its own week. Of a later one it cannot be told whether
    the sentence is new: only days that are the same either way are told.

    Args:
        article: the version that is quoted.
        start: first code point of the sentence in its text.
        end: one past its last.
    """
    if article.published is None or article.published_precision in ("year", "month"):
        return ()
    published = article.published.date()
    first = day_mentions(article.text, start, end, published)
    if article.modified is None:
        return first
    updated = article.modified.date()
    again = day_mentions(article.text, start, end, updated)
    return again if (updated - published).days < WEEK else tuple(one for one in first if one in again)
