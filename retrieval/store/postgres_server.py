"""The PostgreSQL server that holds a library: its connections, and what it says in a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors
from pydantic import SecretStr
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from config.errors import LibraryBusyError, LibraryError, SettingsError
from retrieval.store.refusals import ROOM, WAIT

TABLES = "newsdesk"
"""The schema that the tables are in."""

CONNECTIONS = 5
"""Connections kept open; a thread that finds none free opens one of its own, and closes it again."""

_LOST = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleSessionTimeout)
_HINT = "Check that the server runs and that NEWSDESK_DATABASE names it."

_log = logging.getLogger(__name__)

Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresServer:
    """Lends connections to one database, in autocommit mode, each back when it was used.

    Args:
        address: as SQLAlchemy writes it: ``postgresql://user:password@host/name``.

    Raises:
        SettingsError: it is no such address.
    """

    def __init__(self, address: SecretStr) -> None:
        try:
            url = make_url(address.get_secret_value())
        except (ArgumentError, ValueError):
            # What it says may hold the password.
            raise SettingsError(
                "NEWSDESK_DATABASE is no address of a database.",
                "It is as postgresql://user:password@host/name",
            ) from None
        self.place = _told(url)
        self.engine = _engine(url)

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection for as long as it is used here.

        Raises:
            psycopg.OperationalError: the server cannot be reached.
        """
        lent = self.engine.raw_connection()
        try:
            connection = lent.driver_connection
            assert connection is not None  # noqa: S101  # it was just lent
            yield connection
            if connection.closed or connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                lent.invalidate()
        except BaseException:
            # Whatever went wrong in it, the next one gets another.
            lent.invalidate()
            raise
        finally:
            with suppress(psycopg.Error):
                lent.close()

    def forget(self) -> None:
        """Let go of the connections that are not lent: the server has lost them."""
        self.engine.dispose()

    close = forget

    def told(self, error: psycopg.Error, doing: str) -> LibraryError:
        """What is wrong, in a sentence.

        Args:
            error: what the driver raised.
            doing: "read" or "written".
        """
        what = f"The library's database {self.place}"
        said = next(iter(str(error).strip().splitlines()), type(error).__name__)
        if isinstance(error, errors.LockNotAvailable | errors.QueryCanceled):
            return LibraryBusyError(
                f"{what} is locked: another process has been writing to it for {WAIT:g} seconds.",
                "Wait until it has finished, or stop it, and try again.",
            )
        if isinstance(error, errors.TooManyConnections):
            return LibraryBusyError(
                f"{what} takes no more connections.",
                "Have fewer processes use it, or raise its max_connections.",
            )
        if isinstance(error, errors.DiskFull | errors.OutOfMemory):
            return LibraryError(f"{what} cannot be {doing}: {said}.", ROOM)
        if lost(error):
            return LibraryError(f"{what} cannot be reached: {said}.", _HINT)
        if isinstance(error, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
            return LibraryError(
                f"{what} cannot be {doing}: {said}.", "Its owner can give your user the right to."
            )
        return LibraryError(f"{what} cannot be {doing}: {said}.", "The server's log may tell more.")


def lost(error: psycopg.Error) -> bool:
    """Whether an error says that there is no connection, or no longer."""
    # The driver's own, without one of the server's codes, are of the connection.
    return isinstance(error, _LOST) or (
        isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None
    )


def _told(url: URL) -> str:
    """An address for users, without its password and whatever else may be secret in it."""
    host = url.host or str(url.query.get("host", "")) or "this machine"
    return f"{url.database or url.username or ''} on {host}{f':{url.port}' if url.port else ''}"


def _engine(url: URL) -> Engine:
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise SettingsError(
            "NEWSDESK_DATABASE names no PostgreSQL database.",
            "It is as postgresql://user:password@host/name; without it the library is a SQLite file.",
        )
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": "newsdesk", "connect_timeout": int(WAIT)},
        pool_size=CONNECTIONS,
        max_overflow=-1,
        use_native_hstore=False,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Connection, _: object) -> None:
    # A role's own search path could lead anywhere.
    connection.execute(f"SET search_path TO {TABLES}")
