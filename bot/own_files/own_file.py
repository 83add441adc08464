"""A SQLite file of its own beside the library: neither waits for the other, in asking or in taking in."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from config.errors import LibraryError
from retrieval.store.refusals import not_writable, refusal

WAIT = 10.0
"""Seconds that a call waits for another one that is writing."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DAMAGED = (
    "See that its disk is sound, and put a copy in place with newsdesk restore FILE;"
    " without one the file can be removed, and what it holds is lost."
)
_CHECK = "Check that there is room on the disk and that the folder is yours."


class OwnFile:
    """Transactions over one file. Every call opens it anew, so processes and threads may share it.

    Args:
        file: made at the first write; reading makes none.
        steps: scripts of SQL, each of which takes the file from one version to the next, the
            first from nothing; a semicolon only ends a statement. The version is their number.
        holds: what it holds, in the plural, as an error names it.
        wal: whether readers go on while another process writes.
        lasting: whether what is written has to outlive the machine's losing power just then;
            where it has not, a write costs a tenth, and the file may have to be removed after that.
        wait: seconds that a call waits for another one that is writing.
    """

    def __init__(  # noqa: PLR0913  # what it is, and three ways in which files differ
        self,
        file: Path,
        steps: Sequence[str],
        holds: str,
        *,
        wal: bool = False,
        lasting: bool = True,
        wait: float = WAIT,
    ) -> None:
        self.file = file
        self.version = len(steps)
        self._steps = steps
        self._holds = holds
        self._wal = wal
        self._lasting = lasting
        self._wait = wait

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that only reads; to an empty file where nothing has been kept yet.

        Raises:
            LibraryError: the file cannot be read, or a later Newsdesk made it.
        """
        with self._told():
            found = self._found()
            if not found:
                with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
                    for script in self._steps:
                        empty.executescript(script)
                    yield empty
                return
            if found < self.version:
                with self.writing():
                    pass
            with closing(self._read_only()) as db:
                yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction: all of it, or nothing.

        Raises:
            LibraryError: the file cannot be written, or a later Newsdesk made it.
        """
        with (
            self._told(),
            closing(sqlite3.connect(self.file, isolation_level=None, timeout=self._wait)) as db,
        ):
            if not os.access(self.file, os.W_OK):
                raise not_writable(f"The file of {self._holds} {self.file}", self.file)
            if self._wal:
                # Where two processes make the file at once, the one that comes second leaves it to the first.
                with suppress(sqlite3.OperationalError):
                    db.execute("PRAGMA journal_mode = WAL")
            if not self._lasting:
                db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA foreign_keys = ON")
            # What is deleted is overwritten: it tells of people.
            db.execute("PRAGMA secure_delete = ON")
            db.execute("BEGIN IMMEDIATE")
            try:
                self._bring_up(db)
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def held(self) -> sqlite3.Connection:
        """A connection that only keeps the file open, so that no other call has to tidy up as the last.

        It may be closed in any thread. With `wal` and one of these a write costs a third.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._told():
            db = sqlite3.connect(self.file, isolation_level=None, timeout=self._wait, check_same_thread=False)
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return db

    def purge(self) -> None:
        """Let nothing that was deleted or replaced remain in the log of writes beside the file.

        Raises:
            LibraryError: the file cannot be written.
        """
        if self._wal:
            with (
                self._told(),
                closing(sqlite3.connect(self.file, isolation_level=None, timeout=self._wait)) as db,
            ):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _found(self) -> int:
        if not self.file.exists():
            return 0
        with closing(self._read_only()) as db:
            return self._checked(db)

    def _read_only(self) -> sqlite3.Connection:
        self._recover()
        address = f"{self.file.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=self._wait)

    def _recover(self) -> None:
        """Take back what a process that died was about to write; a connection that only reads cannot."""
        if self.file.with_name(f"{self.file.name}-journal").exists() and os.access(self.file, os.W_OK):
            with closing(sqlite3.connect(self.file, isolation_level=None, timeout=self._wait)) as db:
                db.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    def _bring_up(self, db: sqlite3.Connection) -> None:
        found = self._checked(db)
        for script in self._steps[found:]:
            for statement in filter(None, map(str.strip, script.split(";"))):
                db.execute(statement)
        if found < self.version:
            db.execute(f"PRAGMA user_version = {self.version}")

    def _checked(self, db: sqlite3.Connection) -> int:
        """The version of the file, 0 where it is new.

        Raises:
            LibraryError: a later Newsdesk made it.
        """
        found = int(db.execute("PRAGMA user_version").fetchone()[0])
        if found > self.version:
            raise LibraryError(
                f"The {self._holds} of this library were kept by a later Newsdesk"
                f" (version {found} of its file).",
                "Update Newsdesk.",
            )
        return found

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            told = refusal(error, f"The file of {self._holds} {self.file}", self.file)
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            raise told or LibraryError(
                f"The {self._holds} in {self.file} cannot be read or written: {error}.",
                _DAMAGED if code in _DAMAGE else _CHECK,
            ) from error
