"""One connection to the library's SQLite file: how it is opened, and what it says of damage."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from config.errors import LibraryError
from retrieval.store import refusals

FILE = "newsdesk.sqlite3"
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}


class Connection(sqlite3.Connection):
    """A connection that closes itself when its thread has ended, and says in a sentence what is wrong."""

    closed = False
    file = Path()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See `sqlite3.Connection.execute`.

        Raises:
            LibraryBusyError: another process has locked the file for too long.
            LibraryError: the file is damaged, or cannot be read or written.
        """
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            told = self.told(error)
            if told is None:
                raise
            raise told from error

    def told(self, error: sqlite3.DatabaseError) -> LibraryError | None:
        """What is wrong with the file, in a sentence; None where it is nothing that is known."""
        refused = refusals.refusal(error, f"The library {self.file.parent}", self.file)
        if refused or getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE:
            return refused
        return LibraryError(
            f"The library's file {self.file} is damaged: {error}.",
            "Restore it from a copy, or ingest the articles into a new library.",
        )

    def close(self) -> None:
        """See `sqlite3.Connection.close`."""
        self.closed = True
        super().close()

    def __del__(self) -> None:
        self.close()


def connect(folder: Path) -> Connection:
    """A new connection to a library's file, in autocommit mode; a library of others is opened for reading.

    Raises:
        LibraryError: the file is no library, or damaged, or locked, or its disk is full.
        sqlite3.Error: it cannot be opened.
    """
    file = folder / FILE
    if file.exists() and not (os.access(folder, os.W_OK) and os.access(file, os.W_OK)):
        return _read_only(file)
    db = sqlite3.connect(
        file, isolation_level=None, check_same_thread=False, timeout=refusals.WAIT, factory=Connection
    )
    db.file = file
    _write_ahead(db)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _write_ahead(db: Connection) -> None:
    """Switch the file to its write-ahead log, which a new one is switched to by whoever is first."""
    switch = partial(sqlite3.Connection.execute, db, "PRAGMA journal_mode = WAL")
    try:
        switch()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            told = db.told(error)
            if told is None:
                raise
            raise told from error
        # SQLite does not wait for its turn here as it does everywhere else.
        from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

        again = Retrying(
            retry=retry_if_exception_type(sqlite3.OperationalError),
            wait=wait_random(0.005, 0.05),
            stop=stop_after_delay(refusals.WAIT),
            reraise=True,
        )
        again(switch)


def _read_only(file: Path) -> Connection:
    """Where nothing may be written SQLite can read beside a writer, or a file that nobody writes to."""
    beside = file.with_name(f"{file.name}-wal").exists()
    db = sqlite3.connect(
        f"{file.absolute().as_uri()}?{'mode=ro' if beside else 'immutable=1'}",
        isolation_level=None,
        check_same_thread=False,
        timeout=refusals.WAIT,
        factory=Connection,
        uri=True,
    )
    db.file = file
    return db
