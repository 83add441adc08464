"""A limit on what may be used at all: the articles of some outlets or feeds, or of some days."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Within(BaseModel):
    """What may be used; whatever lies outside is as if the library did not hold it.

    An article may be used if its outlet is one of `outlets` or it came in through one of `feeds`, and
    it was published on one of the days. An empty limit limits nothing. A name or an address that the
    library does not know admits nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    outlets: tuple[str, ...] = Field((), description="Outlets, in any spelling that a question may use.")
    feeds: tuple[str, ...] = Field((), description="Addresses of feeds, sites or sitemaps taken in.")
    since: date | None = Field(None, description="First day of publication, UTC; undated articles have none.")
    until: date | None = Field(None, description="Last day of publication, UTC, likewise.")

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return bool(self.outlets or self.feeds or self.since or self.until)
