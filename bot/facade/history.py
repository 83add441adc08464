"""The versions of an article, with what can be told of each at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Article, Precision
from retrieval.notices import Notice, notices


class Version(BaseModel):
    """One version of an article, without its text."""

    model_config = ConfigDict(frozen=True)

    version: str
    title: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    modified: datetime | None = None
    taken_in: datetime | None = Field(None, description="When the library first had it.")
    notices: tuple[Notice, ...] = Field((), description="Corrections and updates that its text states.")


def history(versions: Sequence[Article], taken_in: Mapping[str, datetime]) -> list[Version]:
    """What can be told of each version, in the order given."""
    return [
        Version(
            version=article.version,
            title=article.title,
            published=article.published,
            published_precision=article.published_precision,
            modified=article.modified,
            taken_in=taken_in.get(article.version),
            notices=notices(article.text),
        )
        for article in versions
    ]
