"""Gives memory that is free again back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from typing import Any


def give_back() -> None:
    """Have the C library let go of the pages that it holds and nobody uses.

    glibc keeps what was freed for the next allocation and gives back only what lies at the end of its
    heaps. What a round of work of many threads has freed lies between what is still used, so a process
    that does such rounds for days would seem to grow without end. With another C library nothing is done:
    `malloc_trim` is glibc's own.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    with suppress(OSError, AttributeError, TypeError):
        return ctypes.CDLL(None).malloc_trim
    return None
