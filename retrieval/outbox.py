"""What the indexes have still to be told, written in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.database import Database, marks, parts


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

    def pending(self, limit: int) -> list[Change]:
        """The oldest changes that the indexes have not been told."""
        rows = self._db.execute(
            "SELECT key, kind, target, action FROM pending ORDER BY key LIMIT ?", (limit,)
        )
        return [Change(*row) for row in rows]

    def told(self, upto: int) -> None:
        """Forget the changes up to this key: every index has them."""
        self._db.execute("DELETE FROM pending WHERE key <= ?", (upto,))

    def tell_all(self) -> None:
        """Have every passage and version told to the indexes again, from the beginning."""
        self._db.execute("DELETE FROM pending")
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'passage', key, 'add' FROM passages ORDER BY key"
        )
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'article', key, 'add' FROM versions ORDER BY key"
        )

    def passage_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None, bytes]]:
        """Key, text, title, instant and vector bytes of the passages to put into the indexes."""
        found: list[tuple[int, str, str | None, str | None, bytes]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                'SELECT p.key, substr(v.text, p."start" + 1, p."end" - p."start"), v.title, '
                "coalesce(v.modified, v.published), x.vector FROM passages p JOIN versions v ON v.key = p.version "
                f"JOIN vectors x ON x.hash = p.hash WHERE p.key IN ({marks(part)})",  # noqa: S608 - marks only
                part,
            ).fetchall()
        return found

    def version_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None]]:
        """Key, text, title and instant of the versions to put into the text index."""
        found: list[tuple[int, str, str | None, str | None]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                "SELECT key, text, title, coalesce(modified, published) FROM versions "
                f"WHERE key IN ({marks(part)})",  # noqa: S608 - marks only
                part,
            ).fetchall()
        return found
