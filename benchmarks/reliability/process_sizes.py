"""How large a process is, looked at from outside every few seconds, and whether it stays so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

WINDOW = 1 / 6
"""The share of the time at its beginning and at its end whose means are compared."""


@dataclass(frozen=True, slots=True)
class Size:
    """A process at one moment.

    Args:
        at: seconds, on `time.monotonic`.
        resident: MiB in memory, files that are mapped included.
        own: MiB of those that are in no file.
        files: open files and sockets.
        threads: of it.
    """

    at: float
    resident: float
    own: float
    files: int
    threads: int


@dataclass
class Life:
    """One process, from its start to its end."""

    pid: int
    sizes: list[Size] = field(default_factory=list)


class Sizes:
    """Looks at whichever process there is; use it as a context manager.

    Args:
        pid: of the process that there is now; None where there is none.
        every: seconds between two looks.
    """

    def __init__(self, pid: Callable[[], int | None], every: float) -> None:
        self.lives: list[Life] = []
        self._pid = pid
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="sizes", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._every):
            pid = self._pid()
            if pid is None:
                continue
            try:
                size = size_of(pid)
            except (OSError, ValueError, IndexError):
                continue  # It has just ended.
            if not self.lives or self.lives[-1].pid != pid:
                self.lives.append(Life(pid))
            self.lives[-1].sizes.append(size)


def size_of(pid: int) -> Size:
    """A process now, by /proc."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")

    def told(name: str) -> int:
        return int(status.partition(f"{name}:")[2].split()[0])

    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Size(time.monotonic(), told("VmRSS") / 1024, told("RssAnon") / 1024, files, told("Threads"))


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How a process was over the last part of a run.

    Args:
        minutes: how long it was looked at.
        first, last: MiB resident on average in the first and the last part of that time.
        most: MiB resident at most.
        files, threads: at most.
    """

    minutes: float
    first: float
    last: float
    most: float
    files: int
    threads: int

    @property
    def growth(self) -> float:
        """By what share it grew."""
        return self.last / self.first - 1

    def in_words(self) -> str:
        """Its memory, as a table has it."""
        return f"{self.first:.0f} to {self.last:.0f} MiB ({self.growth:+.1%}), at most {self.most:.0f}"


def steadiness(sizes: Sequence[Size], seconds: float) -> Steadiness | None:
    """How a process was over its last seconds; None where it was not looked at so long."""
    if not sizes:
        return None
    end = sizes[-1].at
    looked = [one for one in sizes if one.at >= end - seconds]
    took = end - looked[0].at
    if took < 0.8 * seconds:
        return None
    first = [one.resident for one in looked if one.at <= end - took * (1 - WINDOW)]
    last = [one.resident for one in looked if one.at >= end - took * WINDOW]
    return Steadiness(
        took / 60,
        sum(first) / len(first),
        sum(last) / len(last),
        max(one.resident for one in looked),
        max(one.files for one in looked),
        max(one.threads for one in looked),
    )
