"""What a reader said of an answer, and what the answer was."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from retrieval.answer import Answer, Citation

Verdict = Literal["good", "bad"]

CHECK = "slack check"
"""The origin of feedback on what was found for and against the claims of a message."""

_LONGEST_TEXT = 10_000


def _storable(text: object) -> object:
    """A text without half characters, which no file takes, and of a bounded length."""
    return text.encode("utf-8", "replace").decode()[:_LONGEST_TEXT] if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_storable)]


class Occasion(NamedTuple):
    """How feedback came to be given."""

    origin: str = "chat"
    """Where: "slack", "slack check" or "chat"."""
    user: str = ""
    """Who gave it; of this only an id that does not tell who is kept."""
    question: str = ""
    """The question as it was put; empty where it was put as it was answered."""
    about: str = ""
    """A key of the question; the same user's earlier verdict on it is replaced."""


class Evidence(BaseModel):
    """A quotation that an answer gave, kept by itself so that it outlives the answer's form."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    version: str
    url: str | None
    outlet: str | None
    quote: str

    @classmethod
    def of(cls, cited: Citation) -> Evidence:
        """That of a citation."""
        return cls.model_validate(cited.model_dump(include=set(cls.model_fields)))


class Feedback(BaseModel):
    """A reader's verdict on one answer."""

    model_config = ConfigDict(frozen=True)

    id: str = Field("", description="Empty until it is kept.")
    verdict: Verdict
    words: Text = Field("", description="What the reader wrote beside it.")
    question: Text = Field(description="As put.")
    understood: Text = Field(description="As it was answered: standing alone.")
    answer: Answer | None = Field(description="None where the answer kept can no longer be read.")
    evidence: tuple[Evidence, ...] = Field((), description="What the answer quoted.")
    at: AwareDatetime
    origin: str = Field(description='Where it was given: "slack", "slack check" or "chat".')
    user: str = Field("", description="Who gave it, as an id that does not tell who; empty if unknown.")
    about: str = Field("", description="The key of the question, by which it can be found; may be empty.")


def opaque(origin: str, user: str) -> str:
    """An id that is the same for the same user and does not tell who it is; empty for nobody."""
    return hashlib.sha256(f"{origin}\n{user}".encode()).hexdigest()[:16] if user else ""
