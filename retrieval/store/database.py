"""The library's tables: opening them, writing all or nothing, facts about them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr

from config.errors import LibraryError, SettingsError
from retrieval.store.marks import marks
from retrieval.store.refusals import refusal
from retrieval.store.sqlite_store import SqliteStore
from retrieval.store.store import EVERYTHING, Limit, Session, Store

_VARIABLES = 900  # SQLite's oldest limit on variables in a statement is 999.


class Database:
    """One open library. Readers never block; one process writes at a time.

    Threads may share it; none sees what another is in the middle of writing.

    Args:
        folder: the library's folder; created if it does not exist.
        address: of the PostgreSQL database that holds the library; a SQLite file in the folder if None.

    Raises:
        LibraryError: the folder, the file in it or the database cannot be used.
    """

    def __init__(self, folder: Path, address: SecretStr | None = None) -> None:
        self.folder = folder
        self._prepare_counts()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._store = open_store(folder, address)
        except (OSError, sqlite3.Error) as error:
            raise refusal(error, f"The library {folder}", folder) or LibraryError(
                f"The library {folder} cannot be opened: {error}.",
                "Check that the folder exists, is yours and holds a Newsdesk library.",
            ) from error

    @property
    def _db(self) -> Session:
        return self._store.session

    @property
    def place(self) -> str:
        """Where it is kept: the file, or the database's address without its password."""
        return self._store.place

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._store.closed

    def _prepare_counts(self) -> None:
        self._counted: dict[str, tuple[int, int]] = {}
        self._own = threading.local()

    def close(self) -> None:
        """Let go of it, for other threads as they end; nothing may be called after it."""
        self._store.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or none of it.

        Raises:
            LibraryBusyError: another process holds the write lock too long.
            LibraryError: it cannot be written, for example on a full disk.
        """
        with self._store.transaction():
            self._own.writing = True
            try:
                yield
            finally:
                self._own.writing = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything inside as of one moment, whatever is written meanwhile; nothing may be written.

        An answer is made from many reads: without this, one could be of before and one of after a commit.
        """
        with self._store.snapshot():
            yield

    def limited(self, limit: Limit) -> Store:
        """The store, in which only what a limit allows can be seen; see `LibraryWithin`."""
        return self._store.limited(limit)

    def meta(self, name: str) -> str | None:
        """A recorded fact, such as the model that filled the library."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Record a fact, replacing what stood there; call inside `transaction`."""
        self._db.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def count(self, table: str) -> int:
        """Rows of ``articles``, ``versions``, ``passages``, ``vectors`` or ``pending``."""
        if table not in {"articles", "versions", "passages", "vectors", "pending"}:
            raise ValueError(table)
        if getattr(self._own, "writing", False):
            return self._count(table)
        # SQLite counts by reading; in this order, so that what is kept is never older than its state.
        state = self.state()
        kept = self._counted.get(table)
        if kept is None or kept[0] != state:
            kept = self._counted[table] = (state, self._count(table))
        return kept[1]

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def now(self) -> datetime:
        """The time, in UTC, by the clock that everybody who has the library open goes by."""
        return self._store.now()

    def state(self) -> int:
        """A value that changes whenever anything is committed, by whatever thread or process."""
        return self._store.state()

    def vacuum(self) -> None:
        """Forget vectors that no passage has any more, and give the space back."""
        with self.transaction():
            self._drop_unused_vectors()
        self._store.tidy()

    def _drop_unused_vectors(self) -> None:
        self._db.execute(
            "DELETE FROM vectors WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.hash = vectors.hash)"
        )


def open_store(folder: Path, address: SecretStr | None) -> Store:
    """The store of a library.

    Raises:
        LibraryError, OSError, sqlite3.Error: it cannot be used.
        SettingsError: PostgreSQL's driver is not installed.
    """
    if address is None:
        return SqliteStore(folder)
    try:
        import psycopg  # noqa: F401  # the extra's, which the next import begins with
    except ImportError as error:
        raise SettingsError(
            "NEWSDESK_DATABASE is set, but PostgreSQL's driver is not installed.",
            "Install it with: pip install 'newsdesk[postgres]'",
        ) from error
    from retrieval.store.postgres_store import PostgresStore

    return PostgresStore(address)


def parts(values: list[int] | list[bytes]) -> Iterator[list[int] | list[bytes]]:
    """Values in parts small enough for one statement."""
    for at in range(0, len(values), _VARIABLES):
        yield values[at : at + _VARIABLES]


def stamp(at: datetime) -> str:
    """An instant (UTC) as a column holds it that is compared: text of one length sorts like the instants."""
    return at.isoformat(timespec="microseconds")


@lru_cache(maxsize=8192)
def moment(stored: str | None) -> datetime | None:
    """The instant that a column holds."""
    return None if stored is None else datetime.fromisoformat(stored)


__all__ = ["EVERYTHING", "Database", "marks", "moment", "open_store", "parts", "stamp"]
