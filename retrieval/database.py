"""The library's SQLite file: opening it, writing all or nothing, facts about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config.errors import LibraryBusyError, LibraryError
from retrieval.schema import migrate

FILE = "newsdesk.sqlite3"
_VARIABLES = 900  # SQLite's oldest limit on variables in a statement is 999.


class Database:
    """One open file. Readers never block; one process writes at a time.

    Args:
        folder: the library's folder; created if it does not exist.

    Raises:
        LibraryError: the folder or the file in it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                folder / FILE, isolation_level=None, check_same_thread=False, timeout=10
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"The library {folder} cannot be opened: {error}.",
                "Check that the folder exists, is yours and holds a Newsdesk library.",
            ) from error

    def close(self) -> None:
        """Close the file; nothing may be called after it."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or none of it.

        Raises:
            LibraryBusyError: another process holds the write lock too long.
            LibraryError: SQLite cannot write, for example on a full disk.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise LibraryBusyError(
                f"The library {self.folder} is being written to: {error}.", "Try again."
            ) from error
        try:
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._db.execute("ROLLBACK")
            raise LibraryError(f"The library {self.folder} cannot be written: {error}.") from error
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

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
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - named above

    def state(self) -> str:
        """A value that changes whenever anything is written, here or by another process."""
        own = self._db.total_changes
        others = self._db.execute("PRAGMA data_version").fetchone()[0]
        return f"{own}.{others}"

    def vacuum(self) -> None:
        """Forget vectors that no passage has any more, and give the space back."""
        with self.transaction():
            self._db.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM passages)")
        self._db.execute("VACUUM")


def parts(values: list[int] | list[bytes]) -> Iterator[list[int] | list[bytes]]:
    for at in range(0, len(values), _VARIABLES):
        yield values[at : at + _VARIABLES]


def marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
