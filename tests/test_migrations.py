"""The library's schema: one description, and every way to it, in SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine

from config.errors import LibraryError
from retrieval.library import Library
from retrieval.store.connection import FILE
from retrieval.store.migrating import SCRIPTS, migrate_sqlite
from retrieval.store.postgres_server import PostgresServer
from retrieval.store.schema import NEW, SCHEMA
from retrieval.store.tables import for_sqlite, metadata
from tests.old_libraries import SCRIPTS as OLD
from tests.old_libraries import old_library
from tests.postgres import Postgres


@contextmanager
def connected(library: Path | SecretStr) -> Iterator[Connection]:
    engine = (
        create_engine(f"sqlite:///{library / FILE}")
        if isinstance(library, Path)
        else PostgresServer(library).engine
    )
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def differences(library: Path | SecretStr) -> list[object]:
    """Where the tables differ from their description."""
    with connected(library) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: (kind, name) != ("table", "alembic_version")},
        )
        return list(compare_metadata(context, metadata))


def made(folder: Path) -> set[tuple[object, ...]]:
    """What a file consists of, however it is written down: columns, references, indexes, kinds of table."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        kinds = {row[1]: row[4] for row in db.execute("PRAGMA table_list")}
        tables = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
        found: set[tuple[object, ...]] = set()
        for name, sql in [row for row in tables if not row[0].startswith("sqlite_")]:
            found.add((name, kinds[name], "AUTOINCREMENT" in sql, sql.count("CHECK")))
            for row in db.execute(f"PRAGMA table_info({name})"):
                # Of a key it need not be said that it is never null.
                found.add((name, *row[1:3], row[3] or row[5] > 0, row[5]))
            for row in db.execute(f"PRAGMA foreign_key_list({name})"):
                found.add((name, row[2], row[3], row[4] or "key", row[6]))
            for row in db.execute(f"PRAGMA index_list({name})").fetchall():
                of = tuple(one[2] for one in db.execute(f"PRAGMA index_info({row[1]})"))
                found.add((name, "" if row[1].startswith("sqlite_") else row[1], of, *row[2:]))
        return found


def test_the_last_migration_is_the_schema() -> None:
    assert ScriptDirectory(SCRIPTS).get_current_head() == f"{SCHEMA:04}"


def test_what_makes_a_new_file_is_made_of_the_description() -> None:
    assert NEW.read_text() == for_sqlite(), "run: python -m retrieval.store.tables"


@pytest.mark.parametrize("known", range(1, len(OLD) + 1))
def test_a_file_of_every_schema_comes_to_the_same(tmp_path: Path, known: int) -> None:
    with closing(old_library(tmp_path / "old", known)) as db:
        db.execute("INSERT INTO articles (id) VALUES ('kept')")
        db.commit()
    with closing(Library(tmp_path / "old")) as old, closing(Library(tmp_path / "new")) as new:
        assert (old.count("articles"), new.count("articles")) == (1, 0)
        assert old.integrity() == []
    assert made(tmp_path / "old") == made(tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "old" / FILE)) as db:
        # Alembic's own note of where a file stands is not left beside SQLite's.
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert not db.execute("SELECT 1 FROM sqlite_schema WHERE name LIKE 'alembic%'").fetchall()


def test_a_new_file_is_as_described(tmp_path: Path) -> None:
    Library(tmp_path / "new").close()
    (tmp_path / "steps").mkdir()
    with closing(sqlite3.connect(tmp_path / "steps" / FILE, isolation_level=None)) as db:
        db.execute("BEGIN")
        migrate_sqlite(db, 0)
        db.execute("COMMIT")
    assert differences(tmp_path / "new") == differences(tmp_path / "steps") == []
    assert made(tmp_path / "new") == made(tmp_path / "steps")


def test_a_database_comes_to_the_same(postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.new()
    Library(tmp_path, address).close()
    assert differences(address) == []
    with connected(address) as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM newsdesk.alembic_version").all()
        assert [tuple(row) for row in found] == [(f"{SCHEMA:04}",)]
        # Each table has its view, or a reader under a limit would miss it.
        views = connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.views WHERE table_schema = 'newsdesk_limited'"
        )
        assert {row[0] for row in views} == set(metadata.tables)
    postgres.drop(address)


def test_a_database_is_made_by_one_of_many(postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.new()
    script = (
        "import sys; from pathlib import Path; from pydantic import SecretStr\n"
        "from retrieval.library import Library\n"
        "print(Library(Path(sys.argv[1]), SecretStr(sys.argv[2])).count('articles'))"
    )
    words = [sys.executable, "-c", script, str(tmp_path), address.get_secret_value()]
    many = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [one.communicate(timeout=60)[0] for one in many] == ["0\n"] * 3
    postgres.drop(address)


def test_a_database_of_a_newer_newsdesk_is_refused(
    postgres: Postgres, new_library_database: SecretStr, tmp_path: Path
) -> None:
    address = postgres.new(new_library_database)
    with connected(address) as connection:
        connection.exec_driver_sql("UPDATE newsdesk.alembic_version SET version_num = '0999'")
    with pytest.raises(LibraryError, match="newer Newsdesk"):
        Library(tmp_path, address)
    postgres.drop(address)


def test_a_database_that_is_not_of_unicode_is_refused(postgres: Postgres, tmp_path: Path) -> None:
    postgres.do("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(LibraryError, match="keeps text as LATIN1"):
        Library(tmp_path, postgres.address("latin"))
    postgres.drop(postgres.address("latin"))


def test_a_step_that_fails_leaves_the_library_as_it_was(tmp_path: Path, postgres: Postgres) -> None:
    with closing(old_library(tmp_path, 2)) as db:
        # In the way of what the third step makes.
        db.execute("CREATE TABLE copies (x)")
        db.commit()
    with pytest.raises(LibraryError, match="copies already exists"):
        Library(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert "credits" not in names
        assert "alembic_version" not in names
    address = postgres.new()
    postgres.do("CREATE SCHEMA newsdesk; CREATE TABLE newsdesk.copies (x int)", address)
    with pytest.raises(LibraryError, match="copies"):
        Library(tmp_path / "indexes", address)
    assert postgres.do("SELECT count(*) FROM pg_tables WHERE schemaname = 'newsdesk'", address) == [(1,)]
    postgres.drop(address)


def test_a_library_up_to_date_is_opened_without_the_tools_of_migration(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from retrieval.library import Library\n"
        "for _ in range(2): Library(Path(sys.argv[1])).close()\n"
        "print([name for name in ('alembic', 'sqlalchemy', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
