"""Dates, outlets and lead-ins in words, the same in every place an answer is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from retrieval.answer import Citation, Source
    from retrieval.article import Article
    from retrieval.statement import Statement
    from retrieval.story import StoryArticle

    Published = Citation | Source | Article | Statement | StoryArticle
    """Whatever has an outlet and a date."""


def day_in_words(on: date) -> str:
    """As in "2 January 2022"."""
    return f"{on.day} {on:%B} {on.year}"


def published_in_words(thing: Published) -> str:
    """The date no more precisely than it is known; "undated" where it is not."""
    if thing.published is None:
        return "undated"
    if thing.published_precision == "year":
        return str(thing.published.year)
    if thing.published_precision == "month":
        return f"{thing.published:%B} {thing.published.year}"
    return day_in_words(thing.published.date())


def outlet_in_words(thing: Published) -> str:
    """The outlet, else the host of the address."""
    return thing.outlet or _host(thing.url) or "unnamed outlet"


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def lead_in(citation: Citation) -> str:
    """Who said it and when, as far as the article tells, and where and when it was published.

    As in "Sergei Lavrov, Friday 31 December 2021 · The Harbour Post"; the day of
    publication follows the outlet where it is another one.
    """
    origin = outlet_in_words(citation)
    published = published_in_words(citation)
    said = f"{citation.said_on:%A} {day_in_words(citation.said_on)}" if citation.said_on else ""
    if not said.endswith(f" {published}"):
        origin = f"{origin}, {published}"
    who = ", ".join(part for part in (citation.speaker, said) if part)
    return f"{who} · {origin}" if who else origin
