"""A timeline: what happened on which day, each event told by one exact sentence of an article."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from retrieval.answer import Citation, Source


class Event(BaseModel):
    """Something that happened, or is to happen, on a day; its sentence is ``citation.quote``.

    ``citation.publishers`` are the independent publishers that tell of it, the cited one first.
    """

    model_config = ConfigDict(frozen=True)

    day: date
    day_end: date | None = Field(None, description="The last day, where the sentence gives a range.")
    named: bool = Field(description="Whether the sentence names the day; else it is that of publication.")
    announced: bool = Field(False, description="Whether it was published before that day.")
    citation: Citation
    also: tuple[str, ...] = Field((), description="Other outlets that carried the same text.")


class Timeline(BaseModel):
    """What articles tell of a topic, day by day."""

    model_config = ConfigDict(frozen=True)

    topic: str
    since: date | None = None
    until: date | None = None
    as_of: date = Field(description="Nothing published after this day (UTC) was used.")
    events: tuple[Event, ...] = Field(description="The earliest day first.")
    sources: tuple[Source, ...] = Field((), description="The articles cited, in the order of their markers.")
    left_out: int = Field(0, description="Events beyond the limit.")
    nearest: tuple[date, ...] = Field(
        (), description="Where no event is of the days asked for: the last day before and the first after."
    )
