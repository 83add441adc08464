"""Why an answer has the evidence it has: what was searched for, what was found, and how each was weighed."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Kind, Precision
from retrieval.asking.question import Wants


class ArticleReasons(BaseModel):
    """An article that was found, and what speaks for it."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None
    kind: Kind = "news"
    rank: int = Field(description="Its place among those found, from 1.")
    share: float = Field(description="Its share of the belief among all found, from 0 to 1.")
    likeness: float = Field(description="The cosine of its best passage with the question.")
    words: float = Field(description="BM25 of its best passage, as a share of the best of all.")
    shared: tuple[str, ...] = Field((), description="Words of its headline and first passage that are asked.")


class SentenceReasons(BaseModel):
    """A sentence that was weighed; ``article.text[start:end] == quote`` for the version named."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None
    kind: Kind = "news"
    start: int
    end: int
    quote: str
    rank: int = Field(description="The place of its article among those found, from 1.")
    score: float = Field(description="Its share of the belief among the sentences weighed, from 0 to 1.")
    likeness: float = Field(description="Its cosine with the question.")
    shared: tuple[str, ...] = Field((), description="Its words, as written, that the question has too.")
    offers: bool | None = Field(
        None, description="Whether it has the kind of thing asked for; None where anything may be told."
    )
    agreement: float = Field(0.0, description="How far the articles agree on what it offers, from 0 to 1.")
    own_words: bool = Field(False, description="Whether it gives the words of the person they are asked of.")
    on_the_day: bool = Field(False, description="Whether it is of a day that the question names.")
    chosen: bool = Field(False, description="Whether the answer quotes it.")


class Explanation(BaseModel):
    """How the evidence for a question was found."""

    model_config = ConfigDict(frozen=True)

    question: str
    as_of: date
    searched_for: tuple[str, ...] = Field(description="The words of the question that carry meaning.")
    wants: Wants
    parts: tuple[str, ...] = Field((), description="The questions it was split into, where it was.")
    articles: tuple[ArticleReasons, ...] = Field(description="Best first, one for each story.")
    sentences: tuple[SentenceReasons, ...] = Field(description="Those weighed, best first.")
    confidence: float = Field(description="How likely the best of them answer, from 0 to 1.")
    enough: float = Field(description="How likely they must, or the question is declined.")
