"""What an outlet has published: the true state that the library has to come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Text = tuple[str, ...]
"""Paragraphs."""


@dataclass
class Article:
    """One article of one outlet.

    Args:
        number: of its own.
        place: the town it is about, in no other article but copies of it.
        what: the thing that it is about.
        title: its headline.
        published: when it says that it was.
        paths: where it stands; it moved from each to the next.
        texts: what it said, one after another.
        stamps: when each of the texts was put up.
        story: number of the article whose copy it is, its own where it is none.
        notice: whether it stands in its feed alone, without a page.
        feeds: numbers of the feeds that list it.
        link: the path that feeds link to.
        state: live; gone with a 404 or 410; or redirected to the front page.
        confirmed: how many of the texts it was asked about by the validators that came with them.
        seen_moved: whether whoever watches surely knows where it now stands.
        asked_there: how often it was asked for there since it moved.
        gone_told: how often it was said that it is gone.
    """

    number: int
    place: str
    what: str
    title: str
    published: datetime
    paths: list[str]
    texts: list[Text]
    stamps: list[datetime]
    story: int
    notice: bool = False
    feeds: tuple[int, ...] = ()
    link: str = ""
    state: Literal["live", "gone", "front"] = "live"
    confirmed: set[int] = field(default_factory=set)
    seen_moved: bool = True
    asked_there: int = 0
    gone_told: int = 0

    @property
    def text(self) -> Text:
        """What it says now."""
        return self.texts[-1]

    @property
    def version(self) -> int:
        """The number of what it says now."""
        return len(self.texts) - 1

    @property
    def guid(self) -> str:
        """What its feed calls it."""
        return f"tag:newsdesk.example,2026:{self.number}"
