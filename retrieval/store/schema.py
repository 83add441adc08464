"""The library's schema: making a new SQLite file, and bringing an older one up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from config.errors import LibraryBusyError, LibraryError
from retrieval.store.connection import Connection

SCHEMA = 8
"""The schema known: the number of the last migration."""

NEW = Path(__file__).parent / "new_library.sql"


def migrate(db: Connection) -> None:
    """Create the tables of a new library, or bring an older one up to date.

    Args:
        db: a connection in autocommit mode that may write.

    Raises:
        LibraryBusyError: another process has locked the file for too long.
        LibraryError: the file was written by a newer Newsdesk, or by an older one and may not be changed.
    """
    found = _schema_of(db)
    if found == SCHEMA:
        return
    try:
        _bring_up(db)
    except LibraryError as refused:
        if not found or isinstance(refused, LibraryBusyError):
            raise
        raise LibraryError(
            f"The library is of an older Newsdesk and cannot be brought up to date. {refused.message}",
            "Open it once where it can be written, with: newsdesk status",
        ) from refused


def _bring_up(db: Connection) -> None:
    # Two processes may open a new library at once: the second waits, and finds nothing left to do.
    db.execute("BEGIN IMMEDIATE")
    try:
        current = _schema_of(db)
        if current == 0:
            # What Alembic would come to in a second, most of it spent on loading it.
            for statement in _statements(NEW.read_text(encoding="utf-8")):
                db.execute(statement)
        elif current < SCHEMA:
            _step_by_step(db, current)
        db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def is_as_known(file: Path) -> bool:
    """Whether a file that is up to date has a library's tables, and nothing that acts by itself."""
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(":memory:")) as new:
        new.executescript(NEW.read_text(encoding="utf-8"))
        acting = "SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1"
        return _columns(db) >= _columns(new) and db.execute(acting).fetchone() is None


def _columns(db: sqlite3.Connection) -> set[tuple[str, str]]:
    named = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
    return set(db.execute(named))


def _step_by_step(db: Connection, current: int) -> None:
    from retrieval.store.migrating import migrate_sqlite

    try:
        migrate_sqlite(db, current)
    except sqlite3.DatabaseError as error:
        told = db.told(error)
        if told is None:
            raise
        raise told from error


def _schema_of(db: sqlite3.Connection) -> int:
    current = int(db.execute("PRAGMA user_version").fetchone()[0])
    refuse_newer(current)
    return current


def refuse_newer(schema: int) -> None:
    """Refuse a schema that is not known yet.

    Raises:
        LibraryError: it was written by a newer Newsdesk.
    """
    if schema > SCHEMA:
        raise LibraryError(
            f"The library was written by a newer Newsdesk: schema {schema}, known are {SCHEMA}.",
            "Upgrade Newsdesk to use it.",
        )


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: run all at once, SQLite would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
