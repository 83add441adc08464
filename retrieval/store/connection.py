"""One connection to the library's SQLite file: how it is opened, and what it says of damage."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from config.errors import LibraryError

FILE = "newsdesk.sqlite3"
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}


class Connection(sqlite3.Connection):
    """A connection that closes itself when its thread has ended, and names the file that is damaged."""

    closed = False
    file = Path()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See `sqlite3.Connection.execute`.

        Raises:
            LibraryError: the file is damaged, or cannot be read.
        """
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
                raise
            raise LibraryError(
                f"The library's file {self.file} is damaged: {error}.",
                "Restore it from a copy, or ingest the articles into a new library.",
            ) from error

    def close(self) -> None:
        """See `sqlite3.Connection.close`."""
        self.closed = True
        super().close()

    def __del__(self) -> None:
        self.close()


def connect(folder: Path) -> Connection:
    """A new connection to a library's file, in autocommit mode; a library of others is opened for reading.

    Raises:
        LibraryError: the file is no library, or damaged.
        sqlite3.Error: it cannot be opened.
    """
    file = folder / FILE
    if file.exists() and not (os.access(folder, os.W_OK) and os.access(file, os.W_OK)):
        return _read_only(file)
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10, factory=Connection)
    db.file = file
    _write_ahead(db)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _write_ahead(db: Connection) -> None:
    """Switch the file to its write-ahead log, which a new one is switched to by whoever is first."""
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        # SQLite does not wait for its turn here as it does everywhere else.
        from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

        again = Retrying(
            retry=retry_if_exception_type(sqlite3.OperationalError),
            wait=wait_random(0.005, 0.05),
            stop=stop_after_delay(10),
            reraise=True,
        )
        again(db.execute, "PRAGMA journal_mode = WAL")


def _read_only(file: Path) -> Connection:
    """Where nothing may be written SQLite can read beside a writer, or a file that nobody writes to."""
    beside = file.with_name(f"{file.name}-wal").exists()
    db = sqlite3.connect(
        f"{file.absolute().as_uri()}?{'mode=ro' if beside else 'immutable=1'}",
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
        factory=Connection,
        uri=True,
    )
    db.file = file
    return db
