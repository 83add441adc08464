"""Work that one process takes on for a while, so that others leave it to it.

A lease runs out by itself: what a process that was killed had taken on is free
again after that time. Whoever comes back late finds that the lease has been
taken since, by its number, and records nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from retrieval.store.database import Database, stamp


class Lease(NamedTuple):
    """A lease as it was taken.

    Args:
        name: of the work.
        holder: who has taken it on.
        fence: how often it had been taken by then, this time included.
    """

    name: str
    holder: str
    fence: int


class Leases(Database):
    """The leases, one row for each work, all by the library's own clock."""

    def take(self, name: str, holder: str, lasts: timedelta) -> Lease | None:
        """Take work on; call inside `transaction`.

        Returns:
            The lease; None where another holds it. One's own is taken anew.
        """
        now = self.now()
        row = self._db.execute("SELECT holder, until, fence FROM leases WHERE name = ?", (name,)).fetchone()
        if row is not None and row[0] != holder and row[1] > stamp(now):
            return None
        lease = Lease(name, holder, 1 if row is None else int(row[2]) + 1)
        self._db.execute(
            "INSERT INTO leases (name, holder, until, fence) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET "
            "holder = excluded.holder, until = excluded.until, fence = excluded.fence",
            (name, holder, stamp(now + lasts), lease.fence),
        )
        return lease

    def renew(self, lease: Lease, lasts: timedelta) -> bool:
        """Hold it for longer from now on, and say whether it was still held; call inside `transaction`.

        One that has run out and that nobody has taken since goes on.
        """
        cursor = self._db.execute(
            "UPDATE leases SET until = ? WHERE name = ? AND holder = ? AND fence = ?",
            (stamp(self.now() + lasts), *lease),
        )
        return cursor.rowcount > 0

    def holds(self, lease: Lease) -> bool:
        """Whether nobody has taken it since."""
        row = self._db.execute(
            "SELECT 1 FROM leases WHERE name = ? AND holder = ? AND fence = ?", tuple(lease)
        ).fetchone()
        return row is not None

    def release(self, lease: Lease) -> None:
        """Leave the work to whoever comes next; call inside `transaction`.

        The row stays, so that its number goes on.
        """
        self._db.execute(
            "UPDATE leases SET until = '' WHERE name = ? AND holder = ? AND fence = ?", tuple(lease)
        )

    def held(self, beginning: str) -> list[Lease]:
        """The leases in force whose names begin so."""
        rows = self._db.execute(
            "SELECT name, holder, fence FROM leases WHERE substr(name, 1, ?) = ? AND until > ? ORDER BY name",
            (len(beginning), beginning, stamp(self.now())),
        )
        return [Lease(str(name), str(holder), int(fence)) for name, holder, fence in rows]
