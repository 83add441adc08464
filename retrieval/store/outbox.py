"""What the indexes have to be told, written in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from retrieval.store.database import Database, marks, parts, stamp

TRIMMED = "log trimmed"

FORGOTTEN = timedelta(days=3)
"""How long the log waits for a replica that says nothing: one back after that is filled anew."""


KEPT = 5000
"""Changes that are kept though all replicas have passed them: what processes hold in memory follows too."""


class Change(NamedTuple):
    """One thing the indexes have to be told: a passage or version added or deleted."""

    key: int
    kind: str
    target: int
    action: str


class Outbox(Database):
    """The log of changes, how far each replica has followed it, and what one needs to follow it.

    A replica is a copy of the indexes: the one in a node's own folder, or the vectors in a server that
    all nodes share. Writers are serialised, so that a change with a lower key is never seen later.
    """

    def tell(self, kind: str, target: int, action: str) -> None:
        """Write down one change; call inside `transaction`."""
        self._db.execute(
            "INSERT INTO pending (kind, target, action) VALUES (?, ?, ?)", (kind, target, action)
        )

    def tell_all(self, changes: Iterable[tuple[str, int, str]]) -> None:
        """Write down changes: kind, target and action of each; call inside `transaction`."""
        self._db.executemany("INSERT INTO pending (kind, target, action) VALUES (?, ?, ?)", list(changes))

    def pending(self, limit: int, after: int = 0) -> list[Change]:
        """The oldest changes above a key."""
        rows = self._db.execute(
            "SELECT key, kind, target, action FROM pending WHERE key > ? ORDER BY key LIMIT ?", (after, limit)
        )
        return [Change(*row) for row in rows]

    def waiting(self, after: int) -> int:
        """How many changes there are above a key; one at least where the log does not tell."""
        row = self._db.execute("SELECT count(*) FROM pending WHERE key > ?", (after,)).fetchone()
        return max(int(row[0]), int(self.astray(after)))

    def astray(self, seen: int) -> bool:
        """Whether the log is forgotten there, or ends before: the library was put back from a copy."""
        return not self.trimmed() <= seen <= self.last_change()

    def last_change(self) -> int:
        """The key of the latest change there has been; 0 where there was none."""
        row = self._db.execute("SELECT max(key) FROM pending").fetchone()
        return self.trimmed() if row[0] is None else int(row[0])

    def overtaken(self) -> int:
        """How many changes there are by now that the moment as of which this thread reads does not have.

        The indexes, which know no moments, may have been told of them.
        """
        row = self._store.latest("SELECT max(key) FROM pending")
        return 0 if row[0] is None else max(0, int(row[0]) - self.last_change())

    def trimmed(self) -> int:
        """The key up to which the log is forgotten: a replica that has not come so far starts anew."""
        return int(self.meta(TRIMMED) or 0)

    def seen(self, replica: str) -> int | None:
        """The key up to which a replica has said that it has followed; None where it never did."""
        row = self._db.execute("SELECT seen FROM replicas WHERE name = ?", (replica,)).fetchone()
        return None if row is None else int(row[0])

    def reached(self, replica: str, key: int) -> None:
        """Record how far a replica has come, and forget what all have passed; call inside `transaction`.

        One that has said nothing for `FORGOTTEN` holds nothing up.
        """
        now = self.now()
        self._db.execute(
            "INSERT INTO replicas (name, seen, at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "seen = excluded.seen, at = excluded.at",
            (replica, key, stamp(now)),
        )
        lately = "SELECT min(seen) FROM replicas WHERE at >= ?"
        least = int(self._db.execute(lately, (stamp(now - FORGOTTEN),)).fetchone()[0]) - KEPT
        if least > self.trimmed():
            self._db.execute("DELETE FROM pending WHERE key <= ?", (least,))
            self._db.execute("DELETE FROM replicas WHERE seen < ?", (least,))
            self.set_meta(TRIMMED, str(least))

    def generation(self) -> tuple[str | None, str | None]:
        """Changes whenever all was embedded or indexed anew, of which the log is silent."""
        return self.meta("model"), self.meta("rebuilds")

    def begun_anew(self) -> None:
        """Record that indexes were filled anew, which readers go by; call inside `transaction`."""
        # A commit that changes nothing is none.
        self._db.execute(
            "INSERT INTO meta (name, value) VALUES ('rebuilds', '1') ON CONFLICT (name) "
            "DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)"
        )

    def keys(self, table: Literal["passages", "versions"], after: int, limit: int) -> list[int]:
        """The keys above ``after`` in order."""
        rows = self._db.execute(f"SELECT key FROM {table} WHERE key > ? ORDER BY key LIMIT ?", (after, limit))  # noqa: S608
        return [int(row[0]) for row in rows]

    def passage_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None, bytes]]:
        """Key, text, title, instant and vector bytes of the passages to put into the indexes."""
        found: list[tuple[int, str, str | None, str | None, bytes]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                'SELECT p.key, substr(v.text, p."start" + 1, p."end" - p."start"), v.title, '  # noqa: S608
                "coalesce(v.modified, v.published), x.vector "
                "FROM passages p JOIN versions v ON v.key = p.version "
                f"JOIN vectors x ON x.hash = p.hash WHERE p.key IN ({marks(part)})",
                part,
            ).fetchall()
        return found

    def version_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None]]:
        """Key, text, title and instant of the versions to put into the text index."""
        found: list[tuple[int, str, str | None, str | None]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                "SELECT key, text, title, coalesce(modified, published) FROM versions "  # noqa: S608
                f"WHERE key IN ({marks(part)})",
                part,
            ).fetchall()
        return found


def last_words(changes: Sequence[Change], kind: str) -> tuple[list[int], list[int]]:
    """The targets of one kind that are added in the end, and those that are gone."""
    last = {change.target: change.action for change in changes if change.kind == kind}
    return (
        [target for target, action in last.items() if action == "add"],
        [target for target, action in last.items() if action == "delete"],
    )
