"""The library's SQLite file: opening it, writing all or nothing, facts about it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from config.errors import LibraryError
from retrieval.store.connection import Connection, connect
from retrieval.store.refusals import refusal
from retrieval.store.schema import migrate

_VARIABLES = 900  # SQLite's oldest limit on variables in a statement is 999.


class Database:
    """One open library. Readers never block; one process writes at a time.

    Every thread has a connection of its own, so that none sees what another
    is in the middle of writing.

    Args:
        folder: the library's folder; created if it does not exist.

    Raises:
        LibraryError: the folder or the file in it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()
        self._watching = threading.Lock()
        self._counted: dict[str, tuple[int, int]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._watch = connect(folder)
            migrate(self._watch)
        except (OSError, sqlite3.Error) as error:
            raise refusal(error, f"The library {folder}", folder) or LibraryError(
                f"The library {folder} cannot be opened: {error}.",
                "Check that the folder exists, is yours and holds a Newsdesk library.",
            ) from error

    @property
    def _db(self) -> Connection:
        found: Connection | None = getattr(self._own, "connection", None)
        if found is None:
            if self.closed:
                raise LibraryError(f"The library {self.folder} is closed.", "Open it again.")
            found = self._own.connection = connect(self.folder)
        return found

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._watch.closed

    def close(self) -> None:
        """Close the file for this thread, the others' as they end; nothing may be called after it."""
        with self._watching:
            self._watch.close()
        found: Connection | None = self._own.__dict__.pop("connection", None)
        if found is not None:
            found.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or none of it.

        Raises:
            LibraryBusyError: another process holds the write lock too long.
            LibraryError: SQLite cannot write, for example on a full disk.
        """
        db = self._db
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error
        try:
            yield
            db.execute("COMMIT")
        except sqlite3.Error as error:
            _undo(db)
            raise self._unwritable(error) from error
        except BaseException:
            _undo(db)
            raise

    def _unwritable(self, error: sqlite3.Error) -> LibraryError:
        return refusal(error, f"The library {self.folder}", self.folder) or LibraryError(
            f"The library {self.folder} cannot be written: {error}.",
            "Check that there is room on the disk and that the folder is yours.",
        )

    def meta(self, name: str) -> str | None:
        """A recorded fact, such as the model that filled the library."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Record a fact, replacing what stood there."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def count(self, table: str) -> int:
        """Rows of ``articles``, ``versions``, ``passages``, ``vectors`` or ``pending``."""
        if table not in {"articles", "versions", "passages", "vectors", "pending"}:
            raise ValueError(table)
        if self._db.in_transaction:
            return self._count(table)
        # SQLite counts by reading; in this order, so that what is kept is never older than its state.
        state = self.state()
        kept = self._counted.get(table)
        if kept is None or kept[0] != state:
            kept = self._counted[table] = (state, self._count(table))
        return kept[1]

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def state(self) -> int:
        """A value that changes whenever anything is committed, by whatever thread or process."""
        # SQLite tells a connection of the commits of others only, so one that never writes is asked.
        with self._watching:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def vacuum(self) -> None:
        """Forget vectors that no passage has any more, and give the space back."""
        with self.transaction():
            self._db.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM passages)")
        try:
            self._db.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error


def _undo(db: Connection) -> None:
    # On a full disk SQLite has undone it by itself already.
    if db.in_transaction:
        db.execute("ROLLBACK")


def parts(values: list[int] | list[bytes]) -> Iterator[list[int] | list[bytes]]:
    """Values in parts small enough for one statement."""
    for at in range(0, len(values), _VARIABLES):
        yield values[at : at + _VARIABLES]


def marks(values: Sequence[object]) -> str:
    """Question marks for so many values."""
    return ",".join("?" * len(values))


@lru_cache(maxsize=8192)
def moment(stored: str | None) -> datetime | None:
    """The instant that a column holds."""
    return None if stored is None else datetime.fromisoformat(stored)
