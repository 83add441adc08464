"""Which addresses are followed: adding one, and no longer following it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config.errors import FeedError, RefusedError
from ingestion.addresses import checked
from retrieval.library import Library
from retrieval.store.feed_list import Feed

LEAST = timedelta(minutes=1)
MOST = timedelta(days=365)
USUAL = timedelta(minutes=15)
"""How often a feed is looked at unless the user says otherwise."""


def add_feed(library: Library, address: str, every: timedelta) -> Feed:
    """Follow an address from now on.

    Raises:
        FeedError: it is none, it is followed already, or `every` is too short or too long.
    """
    followed = _followed(address)
    if not LEAST <= every <= MOST:
        raise FeedError(
            f"The feed {followed} cannot be looked at every {every}.",
            "The time between two looks is at least 1m and at most 365d.",
        )
    feed = Feed(address=followed, every_seconds=round(every.total_seconds()), added=datetime.now(UTC))
    with library.transaction():
        added = library.add_feed(feed)
    if not added:
        raise FeedError(
            f"The feed {followed} is followed already.",
            "To look at it more or less often, remove it and add it again with --every.",
        )
    return feed


def remove_feed(library: Library, address: str) -> None:
    """Follow an address no longer; the articles taken in from it stay.

    Raises:
        FeedError: it is not followed.
    """
    followed = _followed(address)
    with library.transaction():
        removed = library.remove_feed(followed)
    if not removed:
        raise FeedError(f"The feed {followed} is not followed.", "See what is with: newsdesk feeds list")


def _followed(address: str) -> str:
    """The address as it is kept."""
    try:
        address.encode()
        return checked(address)
    except (RefusedError, UnicodeError) as error:
        reason = error.reason if isinstance(error, RefusedError) else "not a valid address"
        raise FeedError(
            f"{address[:200].strip() or 'Nothing'} cannot be followed: {reason}.",
            "Give the address of a feed, a sitemap or a site: newsdesk feeds add https://paper.example/rss.xml",
        ) from error
