"""What is kept of a conversation: its facts, and its turns."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.answer import Answer


class Turn(BaseModel):
    """One question of a conversation and its answer."""

    model_config = ConfigDict(frozen=True)

    n: int = Field(description="Its number in the conversation, from 1; 0 before it has one.")
    asked_at: datetime
    question: str = Field(description="As put.")
    understood: str = Field(description="As it was asked: standing alone.")
    why: str = Field("", description="What was read into it, in words; empty where nothing was.")
    as_of: date | None = Field(None, description="The day it was asked as of, where one was named.")
    answer: Answer | None = Field(description="None where the answer kept can no longer be read.")
    notes: tuple[str, ...] = Field((), description="What the reader should know of the conversation.")


class Kept(BaseModel):
    """A conversation that is kept, without its turns."""

    model_config = ConfigDict(frozen=True)

    id: str
    begun: datetime
    latest: datetime = Field(description="When its last question was asked.")
    title: str = Field(description="Its first question.")
    origin: str | None = Field(None, description='Where it is held: "chat", or the key of a thread.')
    turns: int = 0
