"""Making the tables of a library in a PostgreSQL database, and bringing them up to date."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError

from config.errors import LibraryError
from retrieval.store.postgres_server import TABLES, Connection, PostgresServer
from retrieval.store.schema import SCHEMA, refuse_newer

MAKER = 0x6E657774
"""The number of the lock that whoever makes or changes the tables holds."""


def migrate(server: PostgresServer) -> None:
    """Create the tables in a new database, or bring older ones up to date.

    Raises:
        LibraryError: a newer Newsdesk wrote it, or it keeps text in no encoding of Unicode.
        psycopg.Error: it cannot be reached or changed.
    """
    with server.lent() as connection:
        if _schema_of(connection) == SCHEMA:
            return
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise LibraryError(
                f"The database {server.place} keeps text as {encoding}; a library needs UTF8.",
                "Make one with: createdb --encoding=UTF8 --template=template0 NAME",
            )
        # Two processes may come to a new database at once: the second waits, and finds nothing to do.
        connection.execute(f"SELECT pg_advisory_lock({MAKER})")
        try:
            if _schema_of(connection) < SCHEMA:
                _bring_up(server)
        finally:
            connection.execute(f"SELECT pg_advisory_unlock({MAKER})")


def _bring_up(server: PostgresServer) -> None:
    from retrieval.store.migrating import migrate_postgres

    try:
        whole = server.engine.execution_options(isolation_level="READ COMMITTED")
        with whole.begin() as connection:
            migrate_postgres(connection)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise error.orig from error
        raise


def _schema_of(connection: Connection) -> int:
    found = connection.execute("SELECT to_regclass(%s)", (f"{TABLES}.alembic_version",)).fetchone()
    if found is None or found[0] is None:
        return 0
    row = connection.execute(f"SELECT version_num FROM {TABLES}.alembic_version").fetchone()  # noqa: S608
    current = int(row[0]) if row else 0
    refuse_newer(current)
    return current
