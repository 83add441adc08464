"""What those who run Newsdesk want to know of a library and of the last days, gathered in one model."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.status import FeedsStand


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Held(_Frozen):
    """What the library holds now."""

    articles: int
    versions: int
    passages: int
    stories: int = Field(description="An article without copies is one by itself.")
    statements: int
    outlets: dict[str, int] = Field(description='Versions of each outlet\'s articles; "" for no outlet.')
    waiting: int = Field(description="Changes that the indexes here have not been told yet.")
    model: str
    vectors: str
    bytes: dict[str, int] = Field(description="On this machine's disk, by part.")


class DayTakenIn(_Frozen):
    """What was taken in on one day (UTC)."""

    day: date
    versions: int
    outlets: dict[str, int]


class Ingested(_Frozen):
    """One ingest, or one round of feeds."""

    at: datetime
    run_id: str
    place: Literal["ingest", "watch"]
    seconds: float
    added: int
    updated: int
    skipped: int = Field(description="Known already, or met twice.")
    refused: int
    withdrawn: int
    passages: int
    embedded: int
    failed: str = Field(description="The kind of error it ended with; empty where it ended well.")

    @property
    def per_second(self) -> float:
        """Articles looked at in a second."""
        looked = self.added + self.updated + self.skipped
        return looked / self.seconds if self.seconds else 0.0


class Latency(_Frozen):
    """How long questions took until their answer was there, in seconds; told to 5 %."""

    p50: float
    p95: float


class Questions(_Frozen):
    """The questions of one place."""

    answered: int = Field(description="With quotations, or in writing.")
    written: int = Field(description="Of those, in a model's words.")
    declined: int = Field(description="The articles did not answer them.")
    failed: int
    stopped: int = Field(description="Whoever asked went away before the answer was there.")
    cached: int = Field(description="Written answers that were kept from before.")
    left_out: int = Field(description="Sentences of a model that the check stopped.")
    repaired: int = Field(description="Sentences that a model was asked to write again.")
    latency: Latency | None = Field(description="None where nothing was answered.")


class Stats(_Frozen):
    """A library, and what became of it since a day."""

    library: Path
    since: date = Field(description="UTC.")
    held: Held
    taken_in: tuple[DayTakenIn, ...] = Field(description="Oldest first.")
    feeds: FeedsStand
    ingests: tuple[Ingested, ...] = Field(description="The latest first.")
    refused: dict[str, int] = Field(description="How often items were refused for each reason.")
    questions: dict[str, Questions] = Field(description="By the place where they were asked.")
    failures: dict[str, int] = Field(description="How often questions failed by each kind of error.")
    feedback: dict[str, int] = Field(description="Verdicts given.")
