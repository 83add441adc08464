"""Feeds divided among the processes that follow them: each is one's for a while, and then anybody's.

A process takes its share of what is due, renews it while it works, and records
only what is still its own. What one that was killed had taken is free again
after `LASTS`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from config.errors import NewsdeskError
from retrieval.library import Library
from retrieval.store.feed_list import Feed
from retrieval.store.leases import Lease

LASTS = timedelta(seconds=60)
"""How long a feed is left to a process that does not say that it is still there."""

PRESENT = timedelta(seconds=180)
"""How long after its last look a process counts among those that the feeds are divided among."""

_FEED, _PROCESS = "feed ", "follows feeds "

Mine = list[tuple[Feed, Lease]]


@contextmanager
def my_share(library: Library, process: str, due: Callable[[Feed], bool]) -> Iterator[Mine]:
    """The feeds that are due and that a process may look at now, held until the end of the block.

    Args:
        library: holds the list and the leases.
        process: who takes them; whoever has the same name takes over what was taken under it.
        due: whether a feed is.
    """
    mine = _taken(library, process, due)
    if not mine:
        yield mine
        return
    leases = [lease for _, lease in mine]
    try:
        with _renewed(library, leases):
            yield mine
    finally:
        # What cannot be given back runs out.
        with suppress(NewsdeskError), library.transaction():
            for lease in leases:
                library.release(lease)


def _taken(library: Library, process: str, due: Callable[[Feed], bool]) -> Mine:
    mine: Mine = []
    with library.transaction():
        library.take(_PROCESS + process, process, PRESENT)
        # Read in the transaction: another process may just have looked at some.
        waiting = [feed for feed in library.feeds() if due(feed)]
        share = math.ceil(len(waiting) / len(library.held(_PROCESS)))
        for feed in waiting:
            if len(mine) == share:
                break
            lease = library.take(_FEED + feed.address, process, LASTS)
            if lease is not None:
                mine.append((feed, lease))
    return mine


@contextmanager
def _renewed(library: Library, leases: Sequence[Lease]) -> Iterator[None]:
    done = threading.Event()

    def renew() -> None:
        while not done.wait(LASTS.total_seconds() / 4):
            # One that cannot be renewed now is the next time, or another process takes over.
            with suppress(NewsdeskError), library.transaction():
                for lease in leases:
                    library.renew(lease, LASTS)

    thread = threading.Thread(target=renew, name="newsdesk-leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
