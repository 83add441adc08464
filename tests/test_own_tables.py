"""What is kept beside a library in PostgreSQL: in tables of its own, shared by every process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.slack.settings.channel_settings import CLOSED
from bot.slack.settings.channel_store import ChannelStore
from config.errors import LibraryError
from retrieval.library import Library
from retrieval.store.own_tables import OwnTables
from tests.postgres import Postgres

STEPS = ("CREATE TABLE words (word TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT, WITHOUT ROWID;",)
COUNT = (
    "INSERT INTO words (word, times) VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET times = 1 + words.times"
)


@pytest.fixture
def database(postgres: Postgres) -> Iterator[SecretStr]:
    own = postgres.new()
    yield own
    postgres.drop(own)


def words(tables: OwnTables) -> list[tuple[str, int]]:
    with tables.reading() as db:
        return [tuple(row) for row in db.execute("SELECT word, times FROM words ORDER BY word")]


def test_many_make_and_write_them_at_once(database: SecretStr) -> None:
    barrier = threading.Barrier(6)

    def write() -> None:
        barrier.wait()
        with OwnTables(database, "words", STEPS, "words").writing() as db:
            db.execute(COUNT, ("one",))

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert words(OwnTables(database, "words", STEPS, "words")) == [("one", 6)]


def test_all_or_nothing_and_a_later_step(database: SecretStr) -> None:
    tables = OwnTables(database, "words", STEPS, "words")

    def broken_off() -> None:
        with tables.writing() as db:
            db.execute(COUNT, ("one",))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert words(tables) == []
    later = OwnTables(database, "words", (*STEPS, "ALTER TABLE words ADD COLUMN said TEXT"), "words")
    assert words(later) == []
    with pytest.raises(LibraryError, match="by a later Newsdesk"):
        words(OwnTables(database, "words", STEPS, "words"))


def test_they_do_not_wait_for_the_library(database: SecretStr, tmp_path: Path) -> None:
    library = Library(tmp_path, database)
    tables = OwnTables(database, "words", STEPS, "words")
    before = library.state()
    with library.transaction():
        library.set_meta("model", "one")
        with tables.writing() as db:
            db.execute(COUNT, ("one",))
    assert words(tables) == [("one", 1)]
    assert library.state() == before + 1
    library.close()


def test_channel_settings_are_shared(database: SecretStr, tmp_path: Path) -> None:
    one, other = (ChannelStore(tmp_path / name, database) for name in ("one", "other"))
    for by in ("U1", "U2"):
        one.keep("T1", "C1", CLOSED, by)
    change = other.find("T1", "C1")
    assert change is not None
    assert (change.settings, change.by) == (CLOSED, "U2")
    other.drop_team("T1")
    assert one.find("T1", "C1") is None
