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


class Freshness(BaseModel):
    """How much the library holds and how fresh it is; quickly told."""

    model_config = ConfigDict(frozen=True)

    articles: int
    latest: datetime | None = Field(description="Publication of the newest dated article.")
    taken_in: datetime | None = Field(description="When something was last taken in that is still there.")


class Check(BaseModel):
    """One thing looked at, and what mends it if it is broken."""

    model_config = ConfigDict(frozen=True)

    name: str
    ok: bool
    detail: str
    mend: str = ""
    compared: int | None = Field(None, description="How many rows were compared, where every one was.")
    wrong: tuple[str, ...] = Field((), description="Each of those that does not agree, named.")
