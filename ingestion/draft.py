"""What a source yields before it is an article: text as it stands, facts as stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from retrieval.article import Kind, Precision


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in UTC and how precisely the source states it."""

    at: datetime
    precision: Precision


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as read, cleaned but not yet stored.

    Args:
        item: the file, or file and line, that a report names.
        text: cleaned text, never empty, paragraphs separated by a blank line.
        given_id: the id the source gives it; None where it gives none.
        moved: id of the article that stood where this was moved from for good; None where nothing was.
        credits: lines such as "With inputs from …", taken out of the text.
        notes: what the reader should know, such as a date that was not understood.
    """

    item: str
    text: str
    given_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    published: Stamp | None = None
    modified: Stamp | None = None
    kind: Kind = "news"
    language: str | None = None
    notes: tuple[str, ...] = ()
    moved: str | None = None
    credits: tuple[str, ...] = ()
