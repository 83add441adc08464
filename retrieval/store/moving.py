"""Copies a library from its SQLite file into a PostgreSQL database, keys and vectors and all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from config.errors import LibraryError
from retrieval.store.connection import FILE
from retrieval.store.postgres_store import PostgresStore
from retrieval.store.sqlite_store import SqliteStore
from retrieval.store.tables import metadata


def move_library(
    folder: Path, address: SecretStr, on_table: Callable[[str, int], None] = lambda table, rows: None
) -> int:
    """Copy every row; the file stays as it is, and the indexes beside it fit what was copied.

    Args:
        folder: the library's, which nobody writes to meanwhile.
        address: of a database without articles.
        on_table: told of each table that was copied, with how many rows it has.

    Returns:
        How many articles there are.

    Raises:
        LibraryError: there is no file, the database has articles already, or either cannot be used.
    """
    if not (folder / FILE).exists():
        raise LibraryError(
            f"There is no {folder / FILE} to move.", "Name the library's folder: --library PATH"
        )
    file, database = SqliteStore(folder), PostgresStore(address)
    try:
        with file.snapshot(), database.transaction():
            if database.execute("SELECT 1 FROM articles LIMIT 1").fetchone():
                raise LibraryError(
                    f"The database {database.place} holds articles already.", "Move into an empty one."
                )
            database.execute("DELETE FROM meta")
            for table in metadata.sorted_tables:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                rows = file.session.execute(f"SELECT {columns} FROM {table.name}")  # noqa: S608
                on_table(table.name, database.take_in(table.name, columns, rows))
                if "key" in table.columns:
                    database.go_on_after(table.name, _last_key(file, table.name))
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        file.close()
        database.close()


def _last_key(file: SqliteStore, table: str) -> int:
    """The largest key ever given: that of a row deleted since is not given again."""
    held = f"SELECT coalesce(max(key), 0) FROM {table}"  # noqa: S608
    given = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?"
    return max(
        int(file.session.execute(held).fetchone()[0]),
        int(file.session.execute(given, (table,)).fetchone()[0]),
    )
