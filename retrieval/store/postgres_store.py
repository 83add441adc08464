"""The library in a PostgreSQL database, which many processes on many machines may share."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import psycopg
from pydantic import SecretStr

from config.errors import LibraryError
from retrieval.store.limited_views import LIMIT, VIEWS
from retrieval.store.marks import as_psycopg
from retrieval.store.postgres_schema import migrate
from retrieval.store.postgres_server import Connection, PostgresServer, lost
from retrieval.store.refusals import WAIT
from retrieval.store.store import Limit, Rows

WRITER = 0x6E657773
"""The number of the lock that whoever writes to a library holds."""

_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_COUNT = (
    "INSERT INTO meta (name, value) VALUES ('state', '1') ON CONFLICT (name) "
    "DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)"
)

T = TypeVar("T")


class PostgresStore:
    """A library's database. A connection is lent for one statement, one snapshot or one transaction.

    Args:
        address: of the database, as `PostgresServer` takes it.

    Raises:
        SettingsError: it is no such address.
        LibraryError: it cannot be reached, or not be used.
    """

    def __init__(self, address: SecretStr) -> None:
        self._server = PostgresServer(address)
        self._own = threading.local()
        self._closed = False
        # A server that was never reached is not waited for.
        self._reached = False
        self._again(lambda: migrate(self._server))
        self._reached = True

    @property
    def place(self) -> str:
        """See `Store.place`."""
        return self._server.place

    @property
    def session(self) -> PostgresStore:
        """See `Store.session`."""
        return self

    @property
    def closed(self) -> bool:
        """See `Store.closed`."""
        return self._closed

    def close(self) -> None:
        """See `Store.close`."""
        self._closed = True
        self._server.close()

    @property
    def _held(self) -> Connection | None:
        """The connection of the transaction or snapshot that this thread is in."""
        return cast("Connection | None", getattr(self._own, "held", None))

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Rows:
        """See `Session.execute`."""
        held = self._held
        if held is not None:
            return self._run(held, sql, parameters)
        if sql.lstrip()[:6].upper() != "SELECT":
            with self.transaction():
                return self.execute(sql, parameters)
        return self._again(lambda: self._read(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> None:
        """See `Session.executemany`; inside a transaction only."""
        held = self._held
        assert held is not None, "nothing is written outside a transaction"  # noqa: S101
        self._own.wrote = True
        try:
            with held.cursor() as cursor:
                cursor.executemany(as_psycopg(sql), cast("Any", parameters))
        except psycopg.Error as error:
            raise self._server.told(error, "written") from error

    def take_in(self, table: str, columns: str, rows: Iterable[Sequence[object]]) -> int:
        """Put many rows into a table at once, inside a transaction; how many they were."""
        held = self._held
        assert held is not None, "nothing is written outside a transaction"  # noqa: S101
        self._own.wrote = True
        count = 0
        try:
            with held.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
        except psycopg.Error as error:
            raise self._server.told(error, "written") from error
        return count

    def go_on_after(self, table: str, key: int) -> None:
        """Have the keys of a table go on after this one, inside a transaction."""
        self.execute("SELECT setval(pg_get_serial_sequence(?, 'key'), ?, ?)", (table, max(key, 1), key > 0))

    def _run(self, connection: Connection, sql: str, parameters: object) -> Rows:
        reading = sql.lstrip()[:6].upper() == "SELECT"
        if not reading:
            self._own.wrote = True
        try:
            cursor = connection.cursor(binary=True)
            return cursor.execute(as_psycopg(sql), cast("Any", parameters))
        except psycopg.Error as error:
            raise self._server.told(error, "read" if reading else "written") from error

    def _read(self, sql: str, parameters: object) -> Rows:
        """One statement by itself."""
        with self._server.lent() as connection:
            return connection.cursor(binary=True).execute(as_psycopg(sql), cast("Any", parameters))

    def _again(self, act: Callable[[], T]) -> T:
        """Do what writes nothing, and again for some seconds where the connection turns out to be lost.

        Raises:
            LibraryError: it failed for another reason, or the server does not come back.
        """
        if self.closed:
            raise LibraryError(f"The library {self.place} is closed.", "Open it again.")
        try:
            return act()
        except psycopg.Error as error:
            if not (lost(error) and self._reached):
                raise self._server.told(error, "read") from error
            self._server.forget()
        from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

        again = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, psycopg.Error) and lost(error)),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            stop=stop_after_delay(WAIT),
            reraise=True,
        )
        try:
            return again(act)
        except psycopg.Error as error:
            raise self._server.told(error, "read") from error

    def _begun(self, begin: Callable[[Connection], object]) -> tuple[ExitStack, Connection]:
        """A connection on which a transaction has been begun, until the stack is closed."""

        def act() -> tuple[ExitStack, Connection]:
            with ExitStack() as stack:
                connection = stack.enter_context(self._server.lent())
                begin(connection)
                return stack.pop_all(), connection

        return self._again(act)

    @contextmanager
    def _inside(self, begin: Callable[[Connection], object]) -> Iterator[Connection]:
        if self._held is not None:
            raise LibraryError(
                f"The library {self.place} cannot be written: it is being read as of a moment."
            )
        lent, connection = self._begun(begin)
        with lent:
            self._own.held = connection
            self._own.wrote = False
            try:
                yield connection
            finally:
                self._own.held = None
                if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                    with suppress(psycopg.Error):
                        connection.execute("ROLLBACK")

    def transaction(self) -> AbstractContextManager[None]:
        """See `Store.transaction`."""
        return self._writing()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._inside(self._begin_writing) as connection:
            yield
            try:
                if self._own.wrote:
                    self._count_commit(connection)
                connection.execute("COMMIT")
            except psycopg.Error as error:
                raise self._server.told(error, "written") from error

    def _begin_writing(self, connection: Connection) -> None:
        connection.execute("BEGIN")
        connection.execute(f"SET LOCAL lock_timeout = '{WAIT:g}s'")
        self._take_turn(connection)

    def _take_turn(self, connection: Connection) -> None:
        """Wait for it: who writes is alone, so that keys come to be seen in their order."""
        connection.execute(f"SELECT pg_advisory_xact_lock({WRITER})")

    def _count_commit(self, connection: Connection) -> None:
        connection.execute(_COUNT)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Store.snapshot`."""
        if self._held is not None:
            yield
            return
        with self._inside(self._begin_reading):
            yield

    def _begin_reading(self, connection: Connection) -> None:
        connection.execute(_BEGIN_READING)

    def now(self) -> datetime:
        """See `Store.now`: the server's."""
        row = self.execute("SELECT clock_timestamp()").fetchone()
        return cast("datetime", row[0]).astimezone(UTC)

    def latest(self, sql: str) -> Any:
        """See `Store.latest`."""
        return self._again(lambda: self._read(sql, ())).fetchone()

    def state(self) -> int:
        """See `Store.state`."""
        row = self.execute("SELECT value FROM meta WHERE name = 'state'").fetchone()
        return 0 if row is None else int(row[0])

    def tidy(self) -> None:
        """See `Store.tidy`: PostgreSQL does it by itself."""

    def faults(self, *, deep: bool = False) -> list[str]:
        """See `Store.faults`: what of a server's files is damaged it tells when it reads them."""
        return []

    def limited(self, limit: Limit) -> PostgresStore:
        """See `Store.limited`."""
        return _LimitedDatabase(self, self._server, limit)


class _LimitedDatabase(PostgresStore):
    """The database, seen through views that hide what a limit does not allow."""

    def __init__(self, whole: PostgresStore, server: PostgresServer, limit: Limit) -> None:
        self._whole = whole
        self._server = server
        self._reached = True
        self._own = threading.local()
        self._told_limit = json.dumps(
            {
                "any": limit.outlets is None and not limit.feeds,
                "outlets": limit.outlets or (),
                "feeds": limit.feeds,
                "since": limit.since and limit.since.isoformat(),
                "until": limit.until and limit.until.isoformat(),
            }
        )

    @property
    def closed(self) -> bool:
        return self._whole.closed

    def latest(self, sql: str) -> Any:
        return self._whole.latest(sql)

    def close(self) -> None:
        """Nothing is held between two uses."""

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Rows:
        # What may be seen is set for a transaction, and is over with it.
        with self.snapshot():
            held = self._held
            assert held is not None  # noqa: S101
            return self._run(held, sql, parameters)

    def transaction(self) -> AbstractContextManager[None]:
        raise LibraryError(f"Through a limit the library {self.place} cannot be written.")

    def _begin_reading(self, connection: Connection) -> None:
        super()._begin_reading(connection)
        connection.execute(
            "SELECT set_config('search_path', %s, true), set_config(%s, %s, true)",
            (VIEWS, LIMIT, self._told_limit),
        )
