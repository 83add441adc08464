"""What the library holds: articles, in versions, and the passages of their text."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["news", "opinion", "analysis", "live", "release"]
Precision = Literal["year", "month", "day", "minute", "second"]


class Article(BaseModel):
    """One version of one publication by one outlet.

    What the source does not say is None (or empty) and is never guessed.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    version: str = Field(description="First 12 hex digits of the SHA-256 of `text`.")
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    published: datetime | None = Field(None, description="UTC instant, to the precision stated.")
    published_precision: Precision | None = None
    modified: datetime | None = Field(None, description="UTC instant of the update this version is.")
    kind: Kind = "news"
    language: str | None = Field(None, description="ISO 639-1 code.")
    source: str | None = Field(None, description="The file or address it was read from.")
    text: str = Field(description="Cleaned text; every offset counts its Unicode code points.")

    @property
    def dated(self) -> datetime | None:
        """The instant from which this version could be read: its update, else its publication."""
        return self.modified or self.published


class Passage(BaseModel):
    """The span ``[start, end)`` of an article's text that is embedded and ranked."""

    model_config = ConfigDict(frozen=True)

    n: int = Field(description="Place in the article, from 0.")
    start: int
    end: int


class Hit(BaseModel):
    """A passage found for a question, best first."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    passage_id: str = Field(description="`article_id:n`, unique within a version.")
    start: int
    end: int
    score: float = Field(description="Higher is better; comparable within one search only.")
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    published: datetime | None = None
    text: str = Field(description="The passage itself: `article.text[start:end]`.")


def version_of(text: str) -> str:
    """The version name of a cleaned text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC; a time without a zone is taken to be UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
