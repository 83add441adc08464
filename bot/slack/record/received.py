"""What arrived from Slack to be answered, and what became of it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from retrieval.store.encodable import encodable

Kind = Literal["mention", "message", "direct", "command", "shortcut", "home"]
State = Literal["received", "answering", "answered", "dropped", "failed", "forgotten"]

LONGEST_TEXT = 40_000
"""Slack cuts longer texts itself."""
_KEY = 16


def _whole(text: object) -> object:
    """A text that can be stored: half characters, which JSON may hold, are replaced; the end is cut."""
    return encodable(text)[:LONGEST_TEXT] if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_whole)]
Id = Annotated[str, Field(max_length=255)]


def key_of(team: str, channel: str, ts: str) -> str:
    """The key of the question put there: short, the same whenever it is asked for, and telling nothing."""
    return hashlib.sha256("\n".join((team, channel, ts)).encode()).hexdigest()[:_KEY]


class Received(BaseModel):
    """A question as it arrived."""

    model_config = ConfigDict(frozen=True)

    event_id: Id | None = Field(description="Slack's id of the delivery; None where it gives none.")
    team: Id
    channel: Id
    ts: Id = Field(
        description="Of the message; where no message asks (a command, a shortcut, a button on the"
        " home tab), what makes it one: the trigger's id."
    )
    thread_ts: Id | None = Field(None, description="Of the message that began the thread, if it is in one.")
    user: Id
    text: Text
    kind: Kind
    received_at: AwareDatetime = Field(description="UTC.")
    edited_ts: Id | None = Field(None, description="When it was edited, as Slack gives it, if it was.")
    response_url: str = Field(
        "", description="Where a command or a shortcut is answered, for half an hour; forgotten once it is."
    )

    @property
    def key(self) -> str:
        """The same for every delivery and every revision of one message."""
        return key_of(self.team, self.channel, self.ts)

    @property
    def thread(self) -> str:
        """The ts of the thread that it is answered in: its own where it begins one."""
        return self.thread_ts or self.ts


class Reply(BaseModel):
    """A message of ours that answers, or a part of one."""

    model_config = ConfigDict(frozen=True)

    channel: str
    ts: str


class Entry(Received):
    """A question in the ledger, with what became of it."""

    state: State
    revision: int = Field(description="0 as it was first put; one more for each edit.")
    attempts: int = Field(description="How often an answer to this revision was begun.")
    posting: bool = Field(
        description="Whether a reply was about to be posted when last heard of: it may stand in the"
        " channel though `replies` does not tell of it."
    )
    replies: tuple[Reply, ...] = Field(description="Our messages that answer it, of earlier revisions too.")
    conversation: str | None = Field(None, description="The conversation its answer is kept in.")
    turn: int | None = Field(None, description="The answer's number there.")
    why: str = Field("", description="Why it was dropped, or failed; never words of the question.")
