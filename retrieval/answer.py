"""What is given back: an answer, and the citations that let a reader check it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Kind, Precision
from retrieval.asking.understood import Understood

AnswerKind = Literal["quoted", "written", "abstained"]
ConflictKind = Literal["figure", "date", "name", "negation"]


class DayMention(BaseModel):
    """A day named in a quotation in a way that needs the article's own date, such as "on Friday"."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(description="First code point in the article's text.")
    end: int
    text: str = Field(description="As written: `article.text[start:end]`.")
    day: date = Field(description="The day meant.")


class Citation(BaseModel):
    """A quotation and where it stands.

    ``article.text[start:end] == quote`` holds for the article version named.
    """

    model_config = ConfigDict(frozen=True)

    ordinal: int = Field(description="The n of the marker `[n]` in the answer's text, from 1.")
    article_id: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None
    updated: datetime | None = Field(None, description="When this version of the article was, if later.")
    start: int
    end: int
    quote: str
    speaker: str | None = Field(None, description="Who says it, where the article tells.")
    said_on: date | None = Field(None, description="The day it was said, where the article tells.")
    to: str | None = Field(None, description="To whom it was said, as written, where the article tells.")
    direct: bool = Field(False, description="Whether it quotes the speaker's own words.")
    kind: Kind = "news"
    days: tuple[DayMention, ...] = Field((), description="Relative days in the quotation, worked out.")
    publishers: tuple[str, ...] = Field(
        (), description="Independent publishers that report this point, the cited one first."
    )
    origin: str | None = Field(None, description="The one origin that all of them go back to, if they do.")
    agrees_with: tuple[int, ...] = Field(
        (), description="Ordinals of the citations, of other articles, that report the same."
    )
    score: float = Field(0.0, description="How likely this sentence answers, from 0 to 1.")
    passage_id: str = ""

    @property
    def voices(self) -> int:
        """How many independent publishers report this point."""
        return 1 if self.origin else max(1, len(self.publishers))


class Side(BaseModel):
    """One of two accounts that differ: a quotation, where it stands, and the part in which it differs."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None
    start: int
    end: int
    quote: str
    updated: datetime | None = Field(None, description="When this version of the article was, if later.")
    value: str = Field(description="The figure, date, name or verb that differs, as written.")
    ordinal: int | None = Field(None, description="The marker under which the answer cites it, if it does.")


class Conflict(BaseModel):
    """Accounts of one thing that differ, newest first."""

    model_config = ConfigDict(frozen=True)

    kind: ConflictKind
    sides: tuple[Side, ...] = Field(description="At least two, newest first.")


class Source(BaseModel):
    """An article that an answer cites, or the nearest one where none answers."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: datetime | None
    published_precision: Precision | None = None
    updated: datetime | None = Field(None, description="When this version of the article was, if later.")
    ordinals: tuple[int, ...] = ()
    passages: int = Field(1, description="How many of its passages were found for the question.")
    also: tuple[str, ...] = Field((), description="Other outlets that carried the same text, earliest first.")
    origin: str | None = Field(None, description="Whose text it is, where the articles that carry it tell.")
    kind: Kind = "news"


class Usage(BaseModel):
    """What an answer took of the chat model, repairs and reading a follow-up included."""

    model_config = ConfigDict(frozen=True)

    model: str = Field(description="As it is set, provider:name.")
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = Field(None, description="In the provider's currency, where it reports one.")
    cached: bool = Field(False, description="Whether the answer was kept from before, and not written again.")

    def with_more(self, more: Usage) -> Usage:
        """With what else the same model took, such as reading the question."""
        costs = [cost for cost in (self.cost, more.cost) if cost is not None]
        return self.model_copy(
            update={
                "input_tokens": self.input_tokens + more.input_tokens,
                "output_tokens": self.output_tokens + more.output_tokens,
                "cost": sum(costs) if costs else None,
            }
        )


class Answer(BaseModel):
    """An answer of which every part can be checked.

    Immutable; `model_dump_json` and `model_validate_json` go there and back.
    """

    model_config = ConfigDict(frozen=True)

    question: str
    kind: AnswerKind
    text: str = Field(description="The answer, with a marker `[n]` after each quotation.")
    confidence: float = Field(description="Estimated probability, from 0 to 1, that the articles answer.")
    citations: tuple[Citation, ...] = ()
    sources: tuple[Source, ...] = ()
    voices: int = Field(0, description="Independent publishers behind the sources; copies of a text are one.")
    nearest: Source | None = Field(None, description="The nearest article, where none answers.")
    as_of: date = Field(description="Nothing published after this day (UTC) was used.")
    understood: Understood = Understood()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = Field((), description="What the reader should know of how it was answered.")
    usage: Usage | None = Field(None, description="What a chat model was asked for; None where none was.")
