"""Runs the migrations, with Alembic. Loaded only where there is something to bring up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from retrieval.store.tables import metadata

SCRIPTS = Path(__file__).parent / "migrations"


def migrate_sqlite(db: sqlite3.Connection, current: int) -> None:
    """Bring a file from its schema to the latest.

    A SQLite file says in its `user_version` which schema it has. Alembic keeps that in a table: it is
    given one that is gone again when the transaction ends, so that there are no two that could disagree.

    Args:
        db: inside a transaction, which is left open.
        current: the file's schema; 0 where there is none yet.

    Raises:
        sqlite3.Error: it cannot be changed.
    """
    engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool, _initialize=False)
    connection = engine.connect()
    try:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT PRIMARY KEY)"))
        if current:
            connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": f"{current:04}"})
        upgrade(connection, None)
        connection.execute(text("DROP TABLE alembic_version"))
    except DBAPIError as error:
        raise error.orig or error from error
    finally:
        # Whoever began the transaction ends it.
        connection.detach()


def migrate_postgres(connection: Connection) -> None:
    """Bring a database from its schema, or from none, to the latest.

    Args:
        connection: in a transaction, which is left open.

    Raises:
        SQLAlchemyError: it cannot be changed.
    """
    from retrieval.store.limited_views import drop_views, make_views
    from retrieval.store.postgres_server import TABLES

    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {TABLES}")
    connection.exec_driver_sql(drop_views())
    upgrade(connection, TABLES)
    for statement in make_views([table.name for table in metadata.sorted_tables]):
        connection.exec_driver_sql(statement)


def upgrade(connection: Connection, schema: str | None) -> None:
    """Run the steps that are missing.

    Args:
        connection: in a transaction, which is left open.
        schema: the database's schema in which Alembic has its table of what was run; SQLite's own if None.
    """
    # Read from nowhere: neither a file of the user's nor the log is touched.
    config = Config(attributes={"connection": connection, "schema": schema})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    command.upgrade(config, "head")
