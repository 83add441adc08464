"""One connection to the library's SQLite file, and what it says of damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.errors import LibraryError
from retrieval.store import refusals

FILE = "newsdesk.sqlite3"
Seen = tuple[tuple[int, int, int], ...]
"""Of each of two files its number, size and time of change."""

_AT_ONCE = 200
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class _Found(sqlite3.Cursor):
    """What a statement brings back. Most of it is read only as it is asked for, and may fail then."""

    connection: Connection

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            raise self.connection.in_words(error) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except sqlite3.DatabaseError as error:
            raise self.connection.in_words(error) from error

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]  # it need not be the cursor itself
        try:
            while rows := self.fetchmany(_AT_ONCE):
                yield from rows
        except sqlite3.DatabaseError as error:
            raise self.connection.in_words(error) from error


class Connection(sqlite3.Connection):
    """A connection that closes itself when its thread has ended, and says in a sentence what is wrong."""

    closed = True
    file = Path()
    refused: LibraryError | None = None
    """Why it only reads, where that is not for want of a right to write."""

    number = 0
    """Of the file that was opened, by which another one under its name is told from it."""

    as_found: Seen | None = None
    """The file as it was opened, where nothing would tell this connection that another writes to it."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """See `sqlite3.Connection.execute`.

        Raises:
            LibraryBusyError: another process has locked the file for too long.
            LibraryError: the file is damaged, or cannot be read or written.
        """
        try:
            return self.cursor(_Found).execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise self.in_words(error) from error

    def in_words(self, error: sqlite3.DatabaseError) -> Exception:
        """What is to be raised in place of an error: itself, where it is nothing that is known."""
        return self.told(error) or error

    def told(self, error: sqlite3.Error) -> LibraryError | None:
        """What is wrong with the file, in a sentence; None where it is nothing that is known."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if self.refused and code == sqlite3.SQLITE_READONLY:
            return self.refused
        refused = refusals.refusal(error, f"The library {self.file.parent}", self.file)
        if refused or code not in _DAMAGE:
            return refused
        return LibraryError(
            f"The library's file {self.file} is damaged, or cannot be read: {error}.",
            "See that its disk is sound; then put a copy in place with newsdesk restore FILE,"
            " or ingest the articles into a new library.",
        )

    @property
    def outdated(self) -> bool:
        """Whether only opening the file anew shows what is in it now: another was put in its place, say."""
        if self.as_found is not None:
            return self.as_found != seen(self.file)
        found = number_of(self.file)
        return found not in {0, self.number}

    def close(self) -> None:
        """See `sqlite3.Connection.close`."""
        self.closed = True
        super().close()

    def __del__(self) -> None:
        # One that could not be opened is none yet.
        if not self.closed:
            self.close()


def number_of(file: Path) -> int:
    """The number by which a disk knows a file; 0 where there is none."""
    try:
        return file.stat().st_ino
    except OSError:
        return 0


def seen(file: Path) -> Seen:
    """By what is told that a file, or the log of writes beside it, was written to."""
    return tuple(map(_seen, (file, file.with_name(f"{file.name}-wal"))))


def _seen(file: Path) -> tuple[int, int, int]:
    with suppress(OSError):
        found = file.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return 0, 0, 0
