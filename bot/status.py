"""How the library stands, and what is checked to see that it works."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Status(BaseModel):
    """What the library holds."""

    model_config = ConfigDict(frozen=True)

    library: Path
    database: str | None = Field(
        None, description="The PostgreSQL database that it is in, without its password; None for a file."
    )
    articles: int
    versions: int
    passages: int
    outlets: int
    earliest: datetime | None = Field(description="Publication of the oldest dated article.")
    latest: datetime | None = Field(description="Publication of the newest dated article.")
    model: str
    vectors: str = Field(description='The index that searches vectors: "exact" or "chroma".')
    pending: int = Field(description="Passages stored that the indexes do not have yet.")
    size_bytes: int


class FeedsStand(BaseModel):
    """How the feeds stand now."""

    model_config = ConfigDict(frozen=True)

    followed: int = 0
    due: int = 0
    failing: int = Field(0, description="With which something was wrong when they were last looked at.")
    overdue: int = Field(0, description="Passed over for a whole interval.")
    last_success: datetime | None = Field(
        None, description="When one was last looked at and nothing was wrong."
    )


class Freshness(BaseModel):
    """How much the library holds and how fresh it is; quickly told."""

    model_config = ConfigDict(frozen=True)

    articles: int
    latest: datetime | None = Field(description="Publication of the newest dated article.")
    taken_in: datetime | None = Field(description="When something was last taken in that is still there.")
    passages: int = 0
    waiting: int = Field(0, description="Changes that the indexes here have not been told yet.")
    size_bytes: int = Field(0, description="Of the library's folder.")
    feeds: FeedsStand = FeedsStand()


class Check(BaseModel):
    """One thing looked at, and what mends it if it is broken."""

    model_config = ConfigDict(frozen=True)

    name: str
    ok: bool
    detail: str
    mend: str = ""
    compared: int | None = Field(None, description="How many rows were compared, where every one was.")
    wrong: tuple[str, ...] = Field((), description="Each of those that does not agree, named.")
