"""What a process holds: memory, open files, threads, and the most that it held meanwhile."""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOK = 0.05
"""Seconds between two looks at how much is held."""


@dataclass(slots=True)
class Held:
    """What the process holds.

    Args:
        memory: resident, MiB.
        files: open.
        threads: alive.
    """

    memory: float
    files: int
    threads: int

    @classmethod
    def now(cls) -> Held:
        """At this moment."""
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return cls(
            memory=int(status.split("VmRSS:")[1].split()[0]) / 1024,
            files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
            threads=int(status.split("Threads:")[1].split()[0]),
        )

    @classmethod
    def at_rest(cls) -> Held:
        """When nothing is under way, what can be given back having been given back."""
        gc.collect()
        # What is free in glibc's own lists is no growth of ours.
        ctypes.CDLL(None).malloc_trim(0)
        return cls.now()


@contextmanager
def watched(most: Held) -> Iterator[None]:
    """Keep the most that is held meanwhile in `most`."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK):
            now = Held.now()
            most.memory = max(most.memory, now.memory)
            most.files = max(most.files, now.files)
            most.threads = max(most.threads, now.threads)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
