"""Threads for what is asked from event loops: bounded in number, and none stays that has nothing to do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Workers:
    """Does what it is given in the order in which it comes, so much at once.

    Its threads are daemons and end when nothing waits: what they have opened for a library closes with them,
    and a program that ends waits for none.

    Args:
        most: threads at once.
        name: of each thread.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._running = 0

    def do(self, work: Callable[[], None]) -> None:
        """Have something done, at once or when it is its turn; it must raise nothing."""
        with self._lock:
            if self._running >= self._most:
                self._waiting.append(work)
                return
            self._running += 1
        try:
            threading.Thread(target=self._work, args=(work,), name=self._name, daemon=True).start()
        except RuntimeError:
            with self._lock:
                self._running -= 1
            raise

    def _work(self, work: Callable[[], None]) -> None:
        following: Callable[[], None] | None = work
        while following is not None:
            following()
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                if following is None:
                    self._running -= 1
