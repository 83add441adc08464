"""Tables of their own beside a library's in PostgreSQL: neither waits for who writes to the other."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from zlib import crc32

from pydantic import SecretStr

from config.errors import LibraryError
from retrieval.store.postgres_server import TABLES, Connection, PostgresServer
from retrieval.store.postgres_store import WRITER, PostgresStore

_ONLY_SQLITE = re.compile(r"\)\s*(STRICT|WITHOUT ROWID)(\s*,\s*(STRICT|WITHOUT ROWID))*")


class OwnTables(PostgresStore):
    """What is kept beside a library, in a schema of the database named after it.

    Args:
        address: of the database.
        name: of what is kept, a word.
        steps: as `bot.own_files.own_file.OwnFile` takes them: SQLite's, of what PostgreSQL has as well.
        holds: what it holds, in the plural, as an error names it.

    Raises:
        SettingsError: it is no such address.
    """

    def __init__(self, address: SecretStr, name: str, steps: Sequence[str], holds: str) -> None:
        self._server = _server(address)
        self._own = threading.local()
        self._closed = False
        self._reached = False
        self._schema = f"{TABLES}_{name}"
        self._steps = steps
        self._holds = holds
        self._lock = crc32(name.encode()) & 0x7FFFFFFF
        self._ready = False

    @contextmanager
    def reading(self) -> Iterator[PostgresStore]:
        """Reading as of one moment.

        Raises:
            LibraryError: it cannot be read, or a later Newsdesk made it.
        """
        if not self._ready:
            with self.writing():
                pass
        with self.snapshot():
            yield self

    @contextmanager
    def writing(self) -> Iterator[PostgresStore]:
        """A transaction: all of it, or nothing.

        Raises:
            LibraryError: it cannot be written, or a later Newsdesk made it.
        """
        with self.transaction():
            self._bring_up()
            yield self
        self._ready = self._reached = True

    def purge(self) -> None:
        """Nothing: what was deleted is gone from the tables; their server's files are its own affair."""

    def _begin_reading(self, connection: Connection) -> None:
        super()._begin_reading(connection)
        connection.execute(f"SET LOCAL search_path TO {self._schema}")

    def _begin_writing(self, connection: Connection) -> None:
        super()._begin_writing(connection)
        connection.execute(f"SET LOCAL search_path TO {self._schema}")

    def _take_turn(self, connection: Connection) -> None:
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (WRITER, self._lock))

    def _count_commit(self, connection: Connection) -> None:
        """Nobody asks for the state of these."""

    def _bring_up(self) -> None:
        if self._ready:
            return
        self.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        self.execute("CREATE TABLE IF NOT EXISTS steps (done BIGINT NOT NULL)")
        done = int(self.execute("SELECT count(*) FROM steps").fetchone()[0])
        if done > len(self._steps):
            raise LibraryError(
                f"The {self._holds} of this library were kept by a later Newsdesk (version {done}).",
                "Update Newsdesk.",
            )
        for script in self._steps[done:]:
            for statement in filter(None, map(str.strip, script.split(";"))):
                self.execute(in_postgres(statement))
            self.execute("INSERT INTO steps VALUES (1)")


def in_postgres(statement: str) -> str:
    """A statement that makes a table or an index, of SQLite's, as PostgreSQL takes it."""
    plain = _ONLY_SQLITE.sub(")", statement)
    plain = re.sub(r"\bINTEGER\b", "BIGINT", plain)
    return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', plain)


@cache
def _server(address: SecretStr) -> PostgresServer:
    """One for all that a process keeps there, so that they share its connections."""
    return PostgresServer(address)
