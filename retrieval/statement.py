"""Who said what: an attribution as a text makes it, and the statement that a library keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Kind, Precision


@dataclass(frozen=True, slots=True)
class Attribution:
    """One stretch of a text that it gives to somebody.

    All spans are ``[start, end)`` in code points of the article's text. What is said in two
    stretches ("…," he said, "…") makes two attributions with one cue.

    Args:
        start: where what was said begins, quotation marks included.
        end: one past its end.
        sentence: the span of the sentence or sentences it stands in; what is shown.
        cue: the span of the words that attribute it ("said", "according to").
        speaker: the span of whom it is given to, as written; None where it names nobody.
        name: the speaker's fullest name in the article; None for somebody unnamed.
        to: the span of whom it was said to, as written.
        direct: whether it is a quotation of the speaker's own words.
        said_on: the day it was said, where the article tells.
    """

    start: int
    end: int
    sentence: tuple[int, int]
    cue: tuple[int, int]
    speaker: tuple[int, int] | None = None
    name: str | None = None
    to: tuple[int, int] | None = None
    direct: bool = False
    said_on: date | None = None


class Statement(BaseModel):
    """Something that an article of the library gives to somebody.

    ``article.text[start:end] == quote`` holds for the article version named, and
    ``article.text[sentence_start:sentence_end] == sentence``.
    """

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
    sentence_start: int
    sentence_end: int
    sentence: str
    cue: str = Field(description='The words that attribute it, such as "said".')
    speaker: str | None = Field(description='As written, such as "the minister".')
    name: str | None = Field(description="The speaker's fullest name in the article.")
    to: str | None = Field(None, description="To whom it was said, as written.")
    direct: bool = Field(description="Whether it quotes the speaker's own words.")
    said_on: date | None = Field(None, description="The day it was said, where the article tells.")
    also: tuple[str, ...] = Field((), description="Other outlets that carried the same text.")
