"""The library in a SQLite file of its folder."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.errors import LibraryBusyError, LibraryError
from retrieval.store.connecting import connect
from retrieval.store.connection import FILE, Connection
from retrieval.store.limiting import limit
from retrieval.store.refusals import refusal
from retrieval.store.schema import migrate
from retrieval.store.store import Limit

BEGUN_AGAIN = 5
"""How often it is tried to read as of a moment whose state is known, while others commit."""

_UNSHARED = itertools.count(1)


class _Kept(dict[object, Connection]):
    """Connections of one thread, closed as it ends.

    Each is in a circle with its cache of statements: left alone, its files stay open until Python
    looks for circles, which in a large process is some hundreds of threads later.
    """

    def __del__(self) -> None:
        for one in self.values():
            with suppress(sqlite3.Error):
                one.close()


class SqliteStore:
    """A library's file. Every thread has a connection of its own.

    Args:
        folder: the library's folder, which must be there.

    Raises:
        LibraryError: the file in it cannot be used.
        sqlite3.Error: it cannot be opened, for no reason that is known.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()
        self._watching = threading.Lock()
        self._watch = connect(folder)
        self._reopened = 0
        migrate(self._watch)

    @property
    def place(self) -> str:
        """See `Store.place`."""
        return str(self.folder / FILE)

    @property
    def session(self) -> Connection:
        """See `Store.session`."""
        found = self._kept("own").get(None)
        if found is not None and found.outdated and not found.in_transaction:
            self._close_own()
            found = None
        if found is None:
            self._require_open()
            found = self._kept("own")[None] = self._connected()
        return found

    def _kept(self, which: str) -> _Kept:
        """This thread's connections of a kind."""
        kept: _Kept | None = self._own.__dict__.get(which)
        if kept is None:
            kept = self._own.__dict__[which] = _Kept()
        return kept

    def _connected(self) -> Connection:
        try:
            return connect(self.folder)
        except sqlite3.Error as error:
            raise refusal(error, f"The library {self.folder}", self.folder) or LibraryError(
                f"The library {self.folder} cannot be opened: {error}.",
                "Check that the folder exists, is yours and holds a Newsdesk library.",
            ) from error

    def _require_open(self) -> None:
        if self.closed:
            raise LibraryError(f"The library {self.folder} is closed.", "Open it again.")

    @property
    def closed(self) -> bool:
        """See `Store.closed`."""
        return self._watch.closed

    def close(self) -> None:
        """Close the file for this thread, the others' as they end."""
        with self._watching:
            self._watch.close()
        self._close_own()

    def _close_own(self) -> None:
        for kept in (self._kept("own"), self._kept("limited")):
            while kept:
                kept.popitem()[1].close()

    @property
    def limited_connections(self) -> dict[object, Connection]:
        """This thread's connections that see less, by what is theirs alone."""
        return self._kept("limited")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Store.transaction`."""
        if self.session.refused:
            # There may be room by now.
            self._close_own()
        db = self.session
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

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Store.snapshot`."""
        db = self.session
        if db.in_transaction:
            yield
            return
        try:
            self._own.state = self._begun_reading(db)
            yield
        finally:
            self._own.state = None
            _undo(db)
        if db.as_found and db.outdated:
            raise LibraryBusyError(
                f"The library {self.folder} was written to while it was read, by another process,"
                " beside which it cannot be read from here.",
                "Ask again.",
            )

    def _begun_reading(self, db: Connection) -> int:
        """Begin to read as of a moment; the state of that moment.

        A commit between the two would have it be taken for another's: it is begun again then.
        """
        for _ in range(BEGUN_AGAIN):
            before = self._committed()
            db.execute("BEGIN")
            # Only the first read settles which moment it is.
            db.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
            if self._committed() == before:
                return before
            _undo(db)
        db.execute("BEGIN")
        # Nobody else's: whatever is kept by its state is worked out anew, and not kept for others.
        return -next(_UNSHARED)

    def _unwritable(self, error: sqlite3.Error) -> LibraryError:
        return self.session.told(error) or LibraryError(
            f"The library {self.folder} cannot be written: {error}.",
            "Check that there is room on the disk and that the folder is yours.",
        )

    def now(self) -> datetime:
        """See `Store.now`: all who can have the file open are on one machine."""
        return datetime.now(UTC)

    def state(self) -> int:
        """See `Store.state`."""
        held: int | None = getattr(self._own, "state", None)
        return self._committed() if held is None else held

    def _committed(self) -> int:
        """The state, whatever moment this thread reads of."""
        # SQLite tells a connection of the commits of others only, so one that never writes is asked.
        with self._watching:
            self._require_open()
            if self._watch.outdated:
                before, self._watch = self._watch, self._connected()
                before.close()
                self._reopened += 1
            return (self._reopened << 32) + int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def latest(self, sql: str) -> Any:
        """See `Store.latest`."""
        with self._watching:
            self._require_open()
            return self._watch.execute(sql).fetchone()

    def tidy(self) -> None:
        """See `Store.tidy`."""
        try:
            self.session.execute("VACUUM")
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def faults(self, *, deep: bool = False) -> list[str]:
        """See `Store.faults`."""
        check = "integrity_check" if deep else "quick_check"
        found = [str(row[0]) for row in self.session.execute(f"PRAGMA {check}")]
        return [fault for fault in found if fault != "ok"]

    def limited(self, limit: Limit) -> SqliteStore:
        """See `Store.limited`."""
        return _LimitedFile(self, limit)


class _LimitedFile(SqliteStore):
    """The file, seen through connections on which views hide what a limit does not allow.

    A thread keeps the one that it used last, of whatever limit: to open another takes a millisecond, and
    of many threads that ask under many limits each would hold files open for every one.
    """

    def __init__(self, whole: SqliteStore, limit: Limit) -> None:
        self.folder = whole.folder
        self._whole = whole
        self._limit = limit
        self._own = threading.local()
        self._key = object()

    @property
    def session(self) -> Connection:
        kept = self._whole.limited_connections
        found = kept.get(self._key)
        if found is not None and found.outdated and not found.in_transaction:
            self._close_own()
            found = None
        if found is None:
            self._require_open()
            for key in [key for key, one in kept.items() if not one.in_transaction]:
                kept.pop(key).close()
            found = kept[self._key] = self._connected()
        return found

    def _close_own(self) -> None:
        found = self._whole.limited_connections.pop(self._key, None)
        if found is not None:
            found.close()

    def _connected(self) -> Connection:
        found = super()._connected()
        limit(found, self._limit)
        return found

    @property
    def closed(self) -> bool:
        return self._whole.closed

    def close(self) -> None:
        self._close_own()

    def latest(self, sql: str) -> Any:
        return self._whole.latest(sql)

    def state(self) -> int:
        held: int | None = getattr(self._own, "state", None)
        return self._whole.state() if held is None else held

    def _committed(self) -> int:
        return self._whole._committed()  # noqa: SLF001  # the same store, seen whole


def _undo(db: Connection) -> None:
    # On a full disk SQLite has undone it by itself already; on a failing one it may not be able to now,
    # and whoever opens the file next does it.
    if db.in_transaction:
        with suppress(LibraryError, sqlite3.Error):
            db.execute("ROLLBACK")
