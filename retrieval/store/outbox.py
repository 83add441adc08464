"""What the indexes have still to be told, written in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from retrieval.store.database import Database, marks, parts


class Change(NamedTuple):
    """One thing the indexes have not been told: a passage or version added or deleted."""

    key: int
    kind: str
    target: int
    action: str


class Outbox(Database):
    """The list of changes, and what an index needs to follow them."""

    def tell(self, kind: str, target: int, action: str) -> None:
        """Write down one change; call inside `transaction`."""
        self._db.execute(
            "INSERT INTO pending (kind, target, action) VALUES (?, ?, ?)", (kind, target, action)
        )

    def tell_all(self, changes: Iterable[tuple[str, int, str]]) -> None:
        """Write down changes: kind, target and action of each; call inside `transaction`."""
        self._db.executemany("INSERT INTO pending (kind, target, action) VALUES (?, ?, ?)", list(changes))

    def pending(self, limit: int) -> list[Change]:
        """The oldest changes that the indexes have not been told."""
        rows = self._db.execute(
            "SELECT key, kind, target, action FROM pending ORDER BY key LIMIT ?", (limit,)
        )
        return [Change(*row) for row in rows]

    def told(self, upto: int) -> None:
        """Forget the changes up to this key: every index has them."""
        self._db.execute("DELETE FROM pending WHERE key <= ?", (upto,))

    def all_told(self) -> None:
        """Forget every change: the indexes were filled anew."""
        self._db.execute("DELETE FROM pending")
        # A commit that changes nothing is none, and readers go by commits.
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
