"""Opening the library's SQLite file: for writing, or where that cannot be for reading."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path

from config.errors import LibraryError
from retrieval.store import refusals
from retrieval.store.connection import FILE, Connection, number_of, seen

WITHOUT_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""Codes with which a file is not opened where nothing can be made beside it."""

_UNREADABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


def connect(folder: Path) -> Connection:
    """A new connection to a library's file, in autocommit mode.

    A library of others, or one on a disk that takes nothing more, is opened for reading.

    Raises:
        LibraryError: the file is no library, or damaged, or locked, or its disk is full.
        sqlite3.Error: it cannot be opened.
    """
    file = folder / FILE
    if not file.exists():
        return _writable(file)
    if not (os.access(folder, os.W_OK) and os.access(file, os.W_OK)):
        return _read_only(file)
    try:
        return _writable(file)
    except (LibraryError, sqlite3.Error) as error:
        if _code(error) not in WITHOUT_ROOM:
            raise
        # Even who only reads makes small files beside a library; a full disk need not stop that.
        with suppress(LibraryError, sqlite3.Error):
            db = _read_only(file)
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            db.refused = error if isinstance(error, LibraryError) else _unknown(file, error)
            return db
        raise


def _code(error: BaseException) -> int:
    """SQLite's primary code of what went wrong."""
    reason = error.__cause__ if isinstance(error, LibraryError) else error
    return int(getattr(reason, "sqlite_errorcode", 0)) & 0xFF


def _writable(file: Path) -> Connection:
    db = _opened(str(file))
    db.file = file
    _write_ahead(db)
    db.number = number_of(file)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _opened(name: str) -> Connection:
    db = sqlite3.connect(
        name,
        isolation_level=None,
        check_same_thread=False,
        timeout=refusals.WAIT,
        factory=Connection,
        uri=name.startswith("file:"),
    )
    db.closed = False
    return db


def _unknown(file: Path, error: sqlite3.Error) -> LibraryError:
    return LibraryError(
        f"The library {file.parent} cannot be written: {error}.",
        "Check that there is room on the disk and that the folder is yours.",
    )


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
    """Where nothing may be written SQLite can read beside a writer, or a file that nobody writes to.

    Raises:
        LibraryError: something was written that is not in the file itself, and cannot be put there.
    """
    found = seen(file)
    at_rest = is_at_rest(file)
    db = _opened(f"{file.absolute().as_uri()}?{'immutable=1' if at_rest else 'mode=ro'}")
    db.file = file
    if at_rest:
        db.as_found = found
        return db
    try:
        sqlite3.Connection.execute(db, "SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE:
            raise
        raise unfinished(file) from error
    db.number = number_of(file)
    return db


def is_at_rest(file: Path) -> bool:
    """Whether all that was written to a SQLite file is in the file itself, and not in a log beside it."""
    logs = (file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-journal"))
    return not any(log.exists() and log.stat().st_size for log in logs)


def unfinished(file: Path) -> LibraryError:
    """What is raised where part of what was written is in a log that cannot be read here."""
    return LibraryError(
        f"The library {file.parent} was copied while it was in use, or a process that wrote to it was killed:"
        f" what was written last stands beside {file.name}, and cannot be read on a read-only disk.",
        "Open it once where it can be written, with newsdesk status;"
        " a copy for reading is made with newsdesk backup FILE and newsdesk restore FILE.",
    )
