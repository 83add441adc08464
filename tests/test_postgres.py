"""A library in PostgreSQL: it answers as one in a file does, and what of the server goes wrong is told."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql as composing
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.material import material_desk
from config.errors import LibraryBusyError, LibraryError, SettingsError
from config.settings import load_settings
from retrieval.article import Article, version_of
from retrieval.library import Library
from retrieval.store import postgres_store
from retrieval.store.marks import as_psycopg
from retrieval.store.moving import move_library
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
OURS = "WHERE application_name = 'newsdesk'"
QUESTIONS = (
    "What did Lavrov demand of NATO?",
    "How many people died in the Sollmark flood?",
    "What has Lavrov said since the Geneva talks?",
    "Who won the marathon?",
    "What happened on 14 March 2024?",
)


@pytest.fixture
def database(
    postgres: Postgres, sample_database: SecretStr, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SecretStr]:
    """A database of the sample library, which is the configured one."""
    own = postgres.new(sample_database)
    monkeypatch.setenv("NEWSDESK_DATABASE", own.get_secret_value())
    yield own
    postgres.drop(own)


@pytest.fixture
def library(postgres: Postgres, new_library_database: SecretStr, tmp_path: Path) -> Iterator[Library]:
    address = postgres.new(new_library_database)
    with closing(Library(tmp_path / "indexes", address)) as library:
        yield library
    postgres.drop(address)


def newsdesk(*words: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(map(str, words)))
    return result.exit_code, result.stdout, result.stderr


def test_it_answers_as_a_file_does(own_sample: Path, database: SecretStr) -> None:
    with (
        Newsdesk(own_sample) as shared,
        Newsdesk(own_sample, settings=load_settings().model_copy(update={"database": None})) as own,
    ):
        assert shared.status().articles == own.status().articles
        for question in QUESTIONS:
            assert shared.ask(question) == own.ask(question)
            assert shared.search(question, as_of=date(2024, 3, 1)) == own.search(
                question, as_of=date(2024, 3, 1)
            )
        assert shared.timeline("Sollmark flood") == own.timeline("Sollmark flood")
        assert shared.statements(by="Lavrov") == own.statements(by="Lavrov")
        assert shared.speakers() == own.speakers()
        assert shared.articles() == own.articles()
        assert shared.integrity() == shared.misplaced() == []


def test_what_is_taken_in_is_what_a_file_would_hold(
    sample_library: Path, postgres: Postgres, new_library_database: SecretStr, tmp_path: Path
) -> None:
    address = postgres.new(new_library_database)
    sample = ROOT / "ingestion" / "sample_news"
    settings = load_settings(database=address)
    with Newsdesk(tmp_path / "node", settings=settings) as shared, Newsdesk(sample_library) as own:
        shared.ingest([sample])
        assert shared.articles() == own.articles()
        assert shared._library.pairs() == own._library.pairs()
        assert shared.speakers() == own.speakers()
        assert shared.ask(QUESTIONS[0]) == own.ask(QUESTIONS[0])
        assert shared.ingest([sample]).new == 0
        shared.remove(shared.articles()[0].id)
        assert (shared.integrity(), shared.index_faults()) == ([], [])
        hashes = shared._library._db.execute("SELECT DISTINCT hash FROM passages").fetchall()
        assert shared._library.count("vectors") == len(hashes)
    postgres.drop(address)


def test_a_library_is_moved_once(own_sample: Path, postgres: Postgres) -> None:
    address = postgres.new()
    told: dict[str, int] = {}
    count = move_library(own_sample, address, told.__setitem__)
    with closing(Library(own_sample)) as file, closing(Library(own_sample, address)) as moved:
        assert count == file.count("articles") == moved.count("articles") == told["articles"]
        assert moved.vector_rows() == file.vector_rows()
        assert moved.articles() == file.articles()
        with moved.transaction():
            new = Article(id="new", version=version_of("New."), text="New.")
            moved.put(new, None, [])
            assert moved.find(id="new") == "new"
    with pytest.raises(LibraryError, match="holds articles already"):
        move_library(own_sample, address)
    with pytest.raises(LibraryError, match="There is no"):
        move_library(own_sample / "nowhere", address)
    postgres.drop(address)


MOVED = """
import os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from retrieval.store.moving import move_library
def told(table, rows):
    if table == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
move_library(Path(sys.argv[1]), SecretStr(sys.argv[2]), told)
"""


@pytest.mark.parametrize("table", ["articles", "vectors"])
def test_a_move_that_is_killed_is_begun_anew(own_sample: Path, postgres: Postgres, table: str) -> None:
    address = postgres.new()
    words = [str(own_sample), address.get_secret_value(), table]
    ended = subprocess.run([sys.executable, "-c", MOVED, *words], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert _moved_whole(own_sample, address)
    postgres.drop(address)


def test_a_move_whose_server_goes_away_is_told_and_begun_anew(own_sample: Path, postgres: Postgres) -> None:
    address = postgres.new()

    def gone(table: str, rows: int) -> None:
        if table == "passages":
            postgres.stop()

    try:
        with pytest.raises(LibraryError, match="cannot be reached"):
            move_library(own_sample, address, gone)
    finally:
        postgres.start()
    assert _moved_whole(own_sample, address)
    postgres.drop(address)


def _moved_whole(folder: Path, address: SecretStr) -> bool:
    move_library(folder, address)
    with closing(Library(folder)) as file, closing(Library(folder, address)) as moved:
        return (
            moved.articles() == file.articles()
            and moved.pairs() == file.pairs()
            and moved.vector_rows() == file.vector_rows()
        )


def test_the_commands_tell_of_the_database(
    own_sample: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.new()
    move = newsdesk("--library", own_sample, "move")
    assert (move[0], "NEWSDESK_DATABASE" in move[2]) == (1, True)
    monkeypatch.setenv("NEWSDESK_DATABASE", address.get_secret_value())
    code, _, err = newsdesk("--library", own_sample, "move")
    assert (code, "articles moved into" in err) == (0, True), err
    for words in (("status",), ("doctor",)):
        code, out, _ = newsdesk("--library", own_sample, *words)
        assert (code, f"on {postgres.folder}" in out) == (0, True), out
    # A copy of the file that was left behind would be no backup.
    code, _, err = newsdesk("--library", own_sample, "backup", own_sample / "news.zip")
    assert (code, "pg_dump" in err) == (1, True)
    code, out, _ = newsdesk("--library", own_sample, "ask", QUESTIONS[0])
    assert (code, "guarantees" in out) == (0, True)
    postgres.drop(address)


def test_what_is_piped_in_does_not_get_into_the_database(own_sample: Path, database: SecretStr) -> None:
    settings = load_settings(library=own_sample)
    with material_desk(b"Title: A stray\n\nThe stray tram stopped.", settings) as piped:
        assert piped.status().database is None
    with Newsdesk(settings=settings) as shared:
        assert all(article.title != "A stray" for article in shared.articles())


def test_a_server_that_comes_back_is_not_noticed(library: Library, postgres: Postgres) -> None:
    with library.transaction():
        library.set_meta("model", "one")
    postgres.stop()
    starting = threading.Thread(target=postgres.start)
    starting.start()
    assert library.meta("model") == "one"
    starting.join()
    # Connections cut off while nobody used them.
    postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {OURS}")
    with library.transaction():
        library.set_meta("model", "two")
    assert library.meta("model") == "two"


def test_a_connection_lost_amid_writing_is_told_and_leaves_nothing(
    library: Library, postgres: Postgres
) -> None:
    def broken_off() -> None:
        with library.transaction():
            library.set_meta("model", "one")
            postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity {OURS}")
            library.set_meta("language", "en")

    with pytest.raises(LibraryError, match="cannot be reached"):
        broken_off()
    assert library.meta("model") is None
    with library.transaction():
        library.set_meta("model", "two")


def test_who_writes_is_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_store, "WAIT", 0.1)
    refused: list[LibraryError] = []

    def write() -> None:
        try:
            with library.transaction():
                library.set_meta("model", "another")
        except LibraryError as error:
            refused.append(error)

    with library.transaction():
        library.set_meta("model", "one")
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert [type(error) for error in refused] == [LibraryBusyError]
    assert "is locked" in refused[0].message
    assert library.meta("model") == "one"


def test_connections_are_given_back(library: Library, postgres: Postgres) -> None:
    threads = [threading.Thread(target=library.count, args=("articles",)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(100):
        library.state()
    (open_,) = postgres.do(f"SELECT count(*) FROM pg_stat_activity {OURS}")[0]
    assert 1 <= open_ <= 20


def test_a_server_that_is_not_there_is_told_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE", f"postgresql://ada:hunter2-secret@/news?host={tmp_path}")
    for words in (("status",), ("ask", "What burned?"), ("doctor",), ("--verbose", "status")):
        code, out, err = newsdesk(*words)
        assert code == 1
        assert "hunter2" not in out + err
        assert "Traceback" not in out + err
        assert f"news on {tmp_path} cannot be reached" in " ".join((out + err).split())
    log = Path(load_settings().log_file)
    assert "hunter2" not in (log.read_text() if log.exists() else "")


@pytest.mark.parametrize("address", ["mysql://u:hunter2@h/n", "news", "postgresql:/h", "sqlite:///x"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="postgresql://user:password@host/name") as refused:
        load_settings(database=address)
    assert "hunter2" not in str(refused.value)


def test_a_reader_without_a_limit_set_sees_nothing(library: Library) -> None:
    """The views fail where no limit was set: they never show all there is."""
    with library.transaction():
        library.put(Article(id="a", version=version_of("One."), text="One."), None, [])
    with pytest.raises(LibraryError, match=r"newsdesk\.limit"):
        library._db.execute("SELECT * FROM newsdesk_limited.versions")


TEXT = st.text(st.sampled_from("ab'\"?:%$ -\n"), max_size=12)


@given(TEXT, TEXT, TEXT)
def test_marks_are_put_for_the_driver_and_nothing_else(quoted: str, name: str, percent: str) -> None:
    literal = composing.Literal(quoted).as_string(None)
    identifier = composing.Identifier(name).as_string(None)
    assert as_psycopg(f"SELECT {literal}, {identifier}, ?, :since, x::text, 5 % 2") == (
        f"SELECT {literal}, {identifier}, %s, %(since)s, x::text, 5 %% 2".replace(
            f"{literal}, {identifier}", f"{literal}, {identifier}".replace("%", "%%")
        )
    )
    comment = " ".join(percent.split())
    assert as_psycopg(f"-- {comment}?\nSELECT ?").endswith("?\nSELECT %s")
