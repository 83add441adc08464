"""What was taken in when, and from which outlets, told from indexes alone."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from retrieval.store.database import Database


class Intake(Database):
    """Numbers of articles, stories and statements, and of versions by the day they were taken in."""

    def stories(self) -> int:
        """How many stories there are, an article without copies being one by itself."""
        told, alone = self._db.execute(
            "SELECT count(DISTINCT story), count(*) - count(story) FROM articles"
        ).fetchone()
        return int(told) + int(alone)

    def statements_held(self) -> int:
        """How many statements have been found."""
        return int(self._db.execute("SELECT count(*) FROM statements").fetchone()[0])

    def versions_by_outlet(self) -> Counter[str]:
        """How many versions there are of each outlet's articles; "" stands for no outlet."""
        rows = self._db.execute("SELECT outlet, count(*) FROM versions GROUP BY outlet")
        return Counter({str(outlet or ""): int(number) for outlet, number in rows})

    def taken_in_between(self, bounds: Sequence[datetime]) -> list[Counter[str]]:
        """How many versions were taken in from each instant until the next, by outlet.

        Args:
            bounds: in their order; the last one's stretch has no end.
        """
        # Keys grow with time. No index has the instants, but one has outlets and keys.
        keys = [self._first_after(bound) for bound in bounds]
        found: list[Counter[str]] = [Counter() for _ in bounds]
        for outlet, key in self._db.execute(
            "SELECT outlet, key FROM versions WHERE +key >= ?", (keys[0],)
        ).fetchall():
            found[bisect_right(keys, key) - 1][str(outlet or "")] += 1
        return found

    def _first_after(self, instant: datetime) -> int:
        """The least key of a version that was taken in then or later; beyond the last where none was."""
        last = self._db.execute("SELECT max(key) FROM versions").fetchone()[0]
        low, high = 0, int(last or 0) + 1
        at = instant.isoformat()
        while low < high:
            middle = (low + high) // 2
            row = self._db.execute(
                "SELECT key, added FROM versions WHERE key >= ? ORDER BY key LIMIT 1", (middle,)
            ).fetchone()
            if row is None or str(row[1]) >= at:
                high = middle
            else:
                low = int(row[0]) + 1
        return low
