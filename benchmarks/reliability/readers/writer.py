"""The process that adds, changes and removes articles without pause, while it is its turn."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.mills import record_of, url_of
from benchmarks.reliability.readers.turns import Turns
from bot.desk import Newsdesk
from config.errors import LibraryBusyError

ADDED, CHANGED, REMOVED = 6, 4, 2
"""Articles in each round."""

T = TypeVar("T")

SPARED = 50
"""The first mills, which are never changed or removed."""


def main() -> None:
    """Write when it is its turn, until all are over; print what was done."""
    folder = Path(sys.argv[1])
    done: Counter[str] = Counter()
    with Newsdesk() as desk:
        writing = Writing(desk, Chronicle(folder / "chronicle"), folder / "round.jsonl", done)
        turns = Turns.awaited()
        while not turns.over:
            now = time.monotonic()
            if turns.writing(now):
                began = time.process_time()
                writing.round()
                done["milliseconds of processor"] += round(1000 * (time.process_time() - began))
            else:
                time.sleep(min(turns.left(now), 0.2))
    print(json.dumps(done))


class Writing:
    """Rounds of adding, changing and removing.

    Args:
        desk: the library.
        chronicle: where each step is written down.
        file: for what is taken in.
        done: counts.
    """

    def __init__(self, desk: Newsdesk, chronicle: Chronicle, file: Path, done: Counter[str]) -> None:
        self._desk = desk
        self._chronicle = chronicle
        self._file = file
        self._done = done
        self._random = random.Random(11)
        chronicle.follow()

    def round(self) -> None:
        """Add some, change some, remove some."""
        known = self._chronicle.has
        first = 1 + max(known)
        new = dict.fromkeys(range(first, first + ADDED), 0)
        free = [mill for mill in known if mill >= SPARED]
        changed = {mill: known[mill] + 1 for mill in self._random.sample(free[-200:], CHANGED)}
        self.take_in(new | changed)
        self._done["added"] += len(new)
        self._done["changed"] += len(changed)
        for mill in self._random.sample(free, REMOVED):
            self._chronicle.note("removing", mill)
            self._patiently(partial(self._desk.remove, url_of(mill)))
            self._chronicle.note("removed", mill)
            self._done["removed"] += 1

    def take_in(self, versions: dict[int, int]) -> None:
        """Take in a version of each of these mills."""
        lines = [json.dumps(record_of(mill, version)) for mill, version in versions.items()]
        self._file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for mill, version in versions.items():
            self._chronicle.note("began", mill, version)
        report = self._patiently(partial(self._desk.ingest, [self._file]))
        if report.refused:
            raise SystemExit(f"refused: {report.refused}")
        for mill, version in versions.items():
            self._chronicle.note("has", mill, version)

    def _patiently(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return act()
            except LibraryBusyError:
                self._done["found busy"] += 1


if __name__ == "__main__":
    main()
