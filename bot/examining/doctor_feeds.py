"""Looks whether the feeds that are followed are looked at in time, and whether they answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.status import Check

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from retrieval.store.feed_list import Feed

GRACE = timedelta(minutes=5)
"""Beyond its own interval once more, before a feed counts as overdue: a round takes its time."""


def feeds(desk: Newsdesk, now: datetime | None = None) -> Check:
    """Whether each feed was looked at when it was due, and nothing was wrong with it then.

    Args:
        desk: whose library holds the list.
        now: the present instant; the clock's if None.
    """
    followed = desk.feeds()
    if not followed:
        return Check(name="feeds", ok=True, detail="none are followed")
    late = [feed for feed in followed if overdue(feed, now or datetime.now(UTC))]
    failing = [feed for feed in followed if feed.note]
    wrong = [*(f"{feed.address}: {feed.note}" for feed in failing), *map(_late, late)]
    if not wrong:
        return Check(name="feeds", ok=True, detail=f"{len(followed):,} followed, none overdue")
    more = f"; and {len(wrong) - 2} more" if len(wrong) > 2 else ""
    return Check(
        name="feeds", ok=False, detail="; ".join(wrong[:2]) + more, mend=_mend(late, failing, len(followed))
    )


def overdue(feed: Feed, now: datetime) -> bool:
    """Whether a feed has been passed over for a whole interval."""
    every = timedelta(seconds=feed.every_seconds)
    due = feed.added if feed.last_checked is None else feed.last_checked + every
    return now > due + every + GRACE


def _late(feed: Feed) -> str:
    if feed.last_checked is None:
        return f"{feed.address} was never looked at"
    return f"{feed.address} was last looked at on {feed.last_checked:%Y-%m-%d %H:%M}"


def _mend(late: list[Feed], failing: list[Feed], followed: int) -> str:
    if late:
        return "Keep newsdesk watch running, or have cron run: newsdesk watch --once"
    which = "it" if followed == len(failing) == 1 else "those"
    return f"Open {which} in a browser; if gone for good: newsdesk feeds remove URL"
