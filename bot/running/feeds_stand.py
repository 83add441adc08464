"""How the feeds that are followed stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.examining.doctor_feeds import overdue
from bot.status import FeedsStand
from retrieval.store.feed_list import Feed


def feeds_stand(feeds: Iterable[Feed], now: datetime) -> FeedsStand:
    """How they stand.

    Args:
        feeds: those followed.
        now: the present instant.
    """
    followed = list(feeds)
    well = [feed.last_checked for feed in followed if feed.last_checked and not feed.note]
    return FeedsStand(
        followed=len(followed),
        due=sum(1 for feed in followed if feed.due is None or feed.due <= now),
        failing=sum(1 for feed in followed if feed.note),
        overdue=sum(1 for feed in followed if overdue(feed, now)),
        last_success=max(well, default=None),
    )
