"""A story: the articles that are copies of one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Precision
from retrieval.outlets.families import Families


class StoryArticle(BaseModel):
    """One article of a story."""

    model_config = ConfigDict(frozen=True)

    id: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None


class Story(BaseModel):
    """Articles that are copies of one text, each by itself where it has none."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="The id of its earliest article.")
    articles: tuple[StoryArticle, ...] = Field(description="Earliest first, undated ones last.")
    earliest: datetime | None = Field(description="When the first of them was published.")
    origin: str | None = Field(description="The agency or outlet that they name as the source of the text.")
    voices: int = Field(description="Publishers that carry it, sites of one group counted once.")


def story_of(articles: Sequence[StoryArticle], origins: Sequence[str], families: Families) -> Story:
    """The story that articles make.

    Args:
        articles: earliest first; at least one.
        origins: whose text each says it is, where one does.
        families: which outlets are one publisher.
    """
    return Story(
        id=articles[0].id,
        articles=tuple(articles),
        earliest=articles[0].published,
        origin=named_most(origins),
        voices=families.voices(article.outlet or article.id for article in articles),
    )


def named_most(origins: Sequence[str]) -> str | None:
    """The origin that most name; the first in the alphabet of several."""
    counted = Counter(origins)
    return min(counted, key=lambda name: (-counted[name], name), default=None)
