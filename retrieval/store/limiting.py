"""Makes a connection see only what a limit allows, by views that stand before the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.store.connection import Connection
from retrieval.store.store import Limit

OF_VERSIONS = ("passages", "statements", "sketches", "credits", "attributed")
"""Tables whose rows each belong to a version."""


def limit(db: Connection, allowed: Limit) -> None:
    """Hide every article, with all that is known of it, that a limit does not allow.

    SQLite looks for a name among a connection's own tables and views first, so that whatever is asked
    of this connection from now on is asked of what is left. Nothing can be written through it.

    Args:
        db: a new connection.
        allowed: what is left.
    """
    db.execute("PRAGMA temp_store = MEMORY")
    condition = " AND ".join(_conditions(db, allowed)) or "1"
    _hide(db, "versions", "v", condition)
    for table, key in (
        ("articles", "v.article = t.key"),
        *((one, "v.key = t.version") for one in OF_VERSIONS),
    ):
        _hide(db, table, "t", f"EXISTS (SELECT 1 FROM main.versions v WHERE {key} AND {condition})")  # noqa: S608
    db.execute("PRAGMA query_only = ON")


def _hide(db: Connection, table: str, alias: str, unless: str) -> None:
    db.execute(f"CREATE TEMP VIEW {table} AS SELECT {alias}.* FROM main.{table} {alias} WHERE {unless}")  # noqa: S608


def _conditions(db: Connection, allowed: Limit) -> Iterator[str]:
    if allowed.outlets is not None or allowed.feeds:
        _list(db, "allowed_outlets", allowed.outlets or ())
        _list(db, "allowed_feeds", allowed.feeds)
        yield (
            "(v.outlet IN (SELECT name FROM temp.allowed_outlets) OR EXISTS ("
            "SELECT 1 FROM main.came_through c WHERE c.article = v.article "
            "AND c.feed IN (SELECT name FROM temp.allowed_feeds)))"
        )
    # An ISO day holds nothing that SQL could take for its own.
    if allowed.since is not None:
        yield f"v.published >= '{allowed.since.isoformat()}'"
    if allowed.until is not None:
        # "~" sorts behind whatever follows the day.
        yield f"v.published <= '{allowed.until.isoformat()}~'"


def _list(db: Connection, table: str, names: Iterable[str]) -> None:
    db.execute(f"CREATE TEMP TABLE {table} (name TEXT PRIMARY KEY) WITHOUT ROWID")
    db.executemany(f"INSERT OR IGNORE INTO temp.{table} VALUES (?)", [(name,) for name in names])  # noqa: S608
