"""One question of a conversation at a time, from whatever threads they are asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from config.errors import ConversationBusyError
from retrieval.drafting.reply import StoppedError

_LOOK = 0.1
"""Seconds between two looks at whether whoever waits has gone."""


class OneAtATime:
    """Lets one question be answered at a time; the others wait for it."""

    def __init__(self) -> None:
        # Not a lock that belongs to a thread: a stream may be read on, and closed, by another.
        self._lock = threading.Lock()
        self._thread: int | None = None

    @contextmanager
    def turn(self, stop: threading.Event | None = None) -> Iterator[None]:
        """Wait until it is one's turn, and have it until the end of the block.

        Args:
            stop: set by another thread to wait no longer.

        Raises:
            ConversationBusyError: this thread has the turn already, so that it would wait for itself.
            StoppedError: `stop` was set.
        """
        if self._thread == threading.get_ident():
            raise ConversationBusyError(
                "The last question of this conversation is still being answered.",
                "Read its stream to the end, or close it.",
            )
        while not self._lock.acquire(timeout=_LOOK):
            if stop is not None and stop.is_set():
                raise StoppedError
        self._thread = threading.get_ident()
        try:
            yield
        finally:
            self._thread = None
            self._lock.release()
