"""Calls to the system that fail one after the other: in each run of a command another one."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """How calls fail.

    Args:
        name: as the table has it.
        calls: kinds of calls; see failing_calls.c.
        errno: what they fail with; 0 for writes that write half, which nobody may notice.
        once: whether only one fails, and not all that follow.
    """

    name: str
    calls: str
    errno: int
    once: bool = False


WAYS = (
    Way("the disk fills up at one write", "wc", errno.ENOSPC),
    Way("one write finds no room", "wc", errno.ENOSPC, once=True),
    Way("a write fails, and all after it", "w", errno.EIO),
    Way("one write fails", "w", errno.EIO, once=True),
    Way("what is written is not brought to disk", "s", errno.EIO),
    Way("one bringing to disk fails", "s", errno.EIO, once=True),
    Way("writes write half", "w", 0),
    Way("a read fails, and all after it", "r", errno.EIO),
    Way("one read fails", "r", errno.EIO, once=True),
    Way("one renaming or removing fails", "n", errno.EIO, once=True),
    Way("the disk becomes read-only at one call", "wcosn", errno.EROFS),
    Way("rights are taken away at one call", "con", errno.EACCES),
)


def points(total: int, most: int) -> Iterator[int]:
    """Numbers of calls, evenly apart, at most so many."""
    if not total:
        return
    yield from sorted({1 + round((n + 0.5) * (total - 1) / most) for n in range(most)})
