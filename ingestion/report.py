"""What an ingest did: counts, and every item refused with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict


class Refusal(BaseModel):
    """One item that did not go in."""

    model_config = ConfigDict(frozen=True)

    item: str
    reason: str
    hint: str = ""
    """What the user can do about it, where there is something."""


class Note(BaseModel):
    """Something the user should know of an item that did go in."""

    model_config = ConfigDict(frozen=True)

    item: str
    text: str


class Report(BaseModel):
    """What one ingest did; the counts are of articles, not of files."""

    model_config = ConfigDict(frozen=True)

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    same: int = 0
    """Items that are an article already taken in during this ingest, under another name."""
    copies: int = 0
    """Articles, counted under the others too, whose text another article of the library carries."""
    withdrawn: int = 0
    """Articles that no longer answer, as their page is gone."""
    refused: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    passages: int = 0
    """Passages added."""
    embedded: int = 0
    """Passages that had to be embedded; the rest had their vector already."""
    seconds: float = 0.0

    @property
    def taken(self) -> int:
        """Articles that are in the library after this ingest because of it or before it."""
        return self.new + self.updated + self.unchanged + self.same


class Progress(NamedTuple):
    """Where an ingest or a reindex stands, for a progress bar.

    Args:
        stage: what is being done.
        done: bytes read while reading, passages otherwise.
        total: what `done` will reach; None where that is not known.
        item: the file or article at hand.
    """

    stage: Literal["preparing model", "reading", "embedding", "indexing"]
    done: int
    total: int | None
    item: str = ""


OnProgress = Callable[[Progress], None]
