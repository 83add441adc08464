"""Following feeds: each is taken in when it is due, until somebody stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from config.errors import FeedError, LibraryBusyError, LibraryError, NoRoomError
from config.free_memory import give_back
from ingestion.report import Report
from ingestion.sharing_feeds import my_share
from retrieval.library import Library
from retrieval.store.feed_list import Feed

LONGEST_WAIT = 60.0
"""Seconds after which the list is looked at again: a feed may have been added meanwhile."""

BUSY_WAIT = 20.0
"""Seconds until another try where another process is writing, or the disk is full."""

TAKEN_WAIT = 5.0
"""Seconds until another look where all that is due has been taken by other processes."""


class Round(BaseModel):
    """One round: the feeds that were due, and what came of them."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    feeds: tuple[str, ...]
    report: Report


def check_due(
    library: Library, ingest: Callable[[Sequence[str]], Report], now: datetime, process: str
) -> Round | None:
    """Take in the feeds that are due, a process's share of them, and record that they were looked at.

    A round that is stopped records nothing, so that the next one is whole.

    Args:
        library: holds the list.
        ingest: takes in addresses.
        now: the instant at which they are due.
        process: who looks at them, by which others know what it has taken.

    Returns:
        What came of it; None where nothing is due, or others are at it.

    Raises:
        FeedError: no feed is followed.
    """
    followed(library)
    with my_share(library, process, lambda feed: wait_for(feed, now) == 0) as mine:
        if not mine:
            return None
        addresses = tuple(feed.address for feed, _ in mine)
        report = ingest(addresses)
        wrong = {refusal.item: refusal.reason for refusal in report.refused}
        with library.transaction():
            for feed, lease in mine:
                # What took so long that another has taken it over is for that one to record.
                if library.holds(lease):
                    library.set_checked(feed.address, now, wrong.get(feed.address))
    return Round(at=now, feeds=addresses, report=report)


def any_due(library: Library, now: datetime) -> bool:
    """Whether a feed is due; raises as `followed` does."""
    return any(wait_for(feed, now) == 0 for feed in followed(library))


def followed(library: Library) -> list[Feed]:
    """The feeds of a library.

    Raises:
        FeedError: there are none.
    """
    feeds = library.feeds()
    if not feeds:
        raise FeedError("No feeds are followed.", "Add one with: newsdesk feeds add URL")
    return feeds


def wait_for(feed: Feed, now: datetime) -> float:
    """Seconds until a feed is due; 0 where it is."""
    if feed.last_checked is None or feed.due is None or feed.last_checked > now:
        # One that was looked at in the future had a clock that was wrong.
        return 0.0
    return max(0.0, (feed.due - now).total_seconds())


def watch(
    check: Callable[[datetime], Round | None],
    feeds: Callable[[], list[Feed]],
    tell: Callable[[Round | LibraryError], None],
    *,
    wait: Callable[[float], bool],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Look at feeds as they fall due, until `wait` says to stop.

    Args:
        check: runs a round of what is due at an instant.
        feeds: the list as it is by then.
        tell: told of each round, and of each that another process, or a full disk, stood in the way of.
        wait: waits so many seconds, or less and says that it is time to stop.
        clock: the time, in UTC.

    Raises:
        FeedError: no feed is followed, or none any longer.
        NewsdeskError: as `check` raises, but for what passes by itself, as a full disk may.
    """
    while True:
        pause = LONGEST_WAIT
        try:
            done = check(clock())
        except (LibraryBusyError, NoRoomError) as hindered:
            tell(hindered)
            pause = BUSY_WAIT
        else:
            if done is not None:
                tell(done)
                give_back()
            now = clock()
            pause = min([pause, *(wait_for(feed, now) for feed in feeds())])
            if done is None:
                pause = max(pause, TAKEN_WAIT)
        if wait(pause):
            return
