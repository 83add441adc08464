"""What was read in a question: the days, outlets and people it names."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Days(BaseModel):
    """A day or range of days that a question names, worked out against the day it is asked on."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(description="As written in the question.")
    start: date | None = Field(description="First day, inclusive; None where it is open.")
    end: date | None = Field(description="Last day, inclusive; None where it is open.")
    publication: bool = Field(
        False, description="Whether it is the day of publication that is named, not that of the event."
    )


class Understood(BaseModel):
    """What a question was taken to ask; shown so that it can be corrected."""

    model_config = ConfigDict(frozen=True)

    days: tuple[Days, ...] = ()
    outlets: tuple[str, ...] = Field((), description="Outlets named, as the library writes them.")
    unheld: tuple[str, ...] = Field((), description="Outlets named of which the library holds nothing.")
    speakers: tuple[str, ...] = Field((), description="People whose words are asked for, as written.")
    notes: tuple[str, ...] = Field((), description="A sentence on each thing that was read in another way.")
    parts: tuple[str, ...] = Field((), description="The questions it was split into, where it was.")
