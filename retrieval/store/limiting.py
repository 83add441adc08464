"""Makes a connection see only what a limit allows, by views that stand before the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from retrieval.store.connection import Connection

_OF_VERSIONS = ("passages", "statements", "sketches", "credits", "attributed")


def limit(
    db: Connection,
    outlets: Iterable[str] | None,
    feeds: Iterable[str],
    since: date | None,
    until: date | None,
) -> None:
    """Hide every article, with all that is known of it, that is not of these outlets or feeds and days.

    SQLite looks for a name among a connection's own tables and views first, so that whatever is asked
    of this connection from now on is asked of what is left. Nothing can be written through it.

    Args:
        db: a new connection.
        outlets: as the articles have them. None, without `feeds`, for any.
        feeds: addresses that articles came in through.
        since: first day of publication.
        until: last one; where either is given, articles without a date are hidden.
    """
    db.execute("PRAGMA temp_store = MEMORY")
    condition = " AND ".join(_conditions(db, outlets, list(feeds), since, until)) or "1"
    _hide(db, "versions", "v", condition)
    for table, key in (
        ("articles", "v.article = t.key"),
        *((one, "v.key = t.version") for one in _OF_VERSIONS),
    ):
        _hide(db, table, "t", f"EXISTS (SELECT 1 FROM main.versions v WHERE {key} AND {condition})")  # noqa: S608
    db.execute("PRAGMA query_only = ON")


def _hide(db: Connection, table: str, alias: str, unless: str) -> None:
    db.execute(f"CREATE TEMP VIEW {table} AS SELECT {alias}.* FROM main.{table} {alias} WHERE {unless}")  # noqa: S608


def _conditions(
    db: Connection, outlets: Iterable[str] | None, feeds: list[str], since: date | None, until: date | None
) -> Iterator[str]:
    if outlets is not None or feeds:
        _list(db, "allowed_outlets", outlets or ())
        _list(db, "allowed_feeds", feeds)
        yield (
            "(v.outlet IN (SELECT name FROM temp.allowed_outlets) OR EXISTS ("
            "SELECT 1 FROM main.came_through c WHERE c.article = v.article "
            "AND c.feed IN (SELECT name FROM temp.allowed_feeds)))"
        )
    # An ISO day holds nothing that SQL could take for its own.
    if since is not None:
        yield f"v.published >= '{since.isoformat()}'"
    if until is not None:
        # "~" sorts behind whatever follows the day.
        yield f"v.published <= '{until.isoformat()}~'"


def _list(db: Connection, table: str, names: Iterable[str]) -> None:
    db.execute(f"CREATE TEMP TABLE {table} (name TEXT PRIMARY KEY) WITHOUT ROWID")
    db.executemany(f"INSERT OR IGNORE INTO temp.{table} VALUES (?)", [(name,) for name in names])  # noqa: S608
