"""A library of every schema that was released is brought up to date, with all that it holds."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import Newsdesk
from bot.conversations.conversation_file import FILE as CONVERSATIONS
from bot.feedback.feedback_store import FILE as FEEDBACK
from bot.own_files.own_file import OwnFile
from bot.slack.record.ledger import Ledger
from bot.slack.record.ledger_file import FILE as LEDGER
from bot.slack.record.ledger_file import SCHEMA as FIRST_LEDGER
from bot.slack.record.received import Received
from bot.slack.settings.channel_settings import ChannelSettings
from bot.slack.settings.channel_store import FILE as CHANNELS
from bot.slack.settings.channel_store import ChannelStore
from config.errors import LibraryError
from retrieval.library import Library
from retrieval.store.connection import FILE
from retrieval.store.migrating import SCRIPTS as STEPS
from retrieval.store.moving import move_library
from retrieval.store.postgres_server import TABLES, PostgresServer
from retrieval.store.schema import SCHEMA
from retrieval.store.tables import metadata
from tests.old_libraries import SCRIPTS, made_older
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ("What did Lavrov demand?", "Who met in Geneva?")
AS_OF = datetime(2022, 3, 1, tzinfo=UTC)
FEED = "https://paper.example/rss.xml"
ASKED = Received(
    event_id="Ev1",
    team="T1",
    channel="C1",
    ts="1.1",
    user="U1",
    text=QUESTIONS[0],
    kind="mention",
    received_at=AS_OF,
)
# What came with a later schema is worked out anew from the articles by whoever writes next.
FEEDS_SINCE = 4


@pytest.fixture
def filled(own_sample: Path) -> Path:
    """The sample library with all that may be kept beside articles."""
    with Newsdesk(own_sample) as desk:
        desk.add_feed(FEED)
        answer = desk.conversation().ask(QUESTIONS[0]).answer
        assert answer is not None
        desk.give_feedback(answer, "good")
    with Ledger(own_sample) as ledger:
        assert ledger.take(ASKED) is not None
    ChannelStore(own_sample).keep("T1", "C1", ChannelSettings(quoted=True), "U1")
    return own_sample


def told(folder: Path) -> dict[str, Any]:
    """All that a library answers and holds."""
    with Newsdesk(folder) as desk:
        vectors = desk._library._db.execute("SELECT hash, vector FROM vectors ORDER BY hash").fetchall()
        return {
            "answers": [desk.ask(question, as_of=AS_OF).model_dump() for question in QUESTIONS],
            "articles": [desk.history(article.id) for article in desk.articles()],
            "vectors": vectors,
            "feeds": [feed.address for feed in desk.feeds()],
            "turns": [desk.turns(kept.id) for kept in desk.conversations()],
            "feedback": desk.feedback(),
            "statements": desk._library._db.execute(
                'SELECT version, "start", "end", person FROM statements ORDER BY 1, 2, 3'
            ).fetchall(),
            "faults": desk.integrity() + desk.misplaced() + desk.index_faults(),
        }


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_all_of_a_library_of_every_schema_is_there_afterwards(filled: Path, schema: int) -> None:
    before = told(filled)
    made_older(filled, schema)
    with Newsdesk(filled) as desk:
        desk.reindex()
        # What was not kept yet is worked out from the articles by the next ingest.
        desk.ingest([ROOT / "ingestion" / "sample_news"])
    after = told(filled)
    if schema < FEEDS_SINCE:
        assert after.pop("feeds") == []
        before.pop("feeds")
    assert after == before
    with Ledger(filled) as ledger:
        assert ledger.take(ASKED) is None
    change = ChannelStore(filled).find("T1", "C1")
    assert change is not None
    assert change.settings.quoted


@pytest.mark.parametrize("schema", [6, 7])
def test_a_database_of_every_schema_comes_through(
    postgres: Postgres, sample_library: Path, tmp_path: Path, schema: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.new()
    move_library(sample_library, address)
    monkeypatch.setenv("NEWSDESK_DATABASE", address.get_secret_value())
    before = told(tmp_path / "node")
    database_made_older(address, schema)
    assert told(tmp_path / "node") == before
    postgres.drop(address)


def database_made_older(address: SecretStr, schema: int) -> None:
    from alembic import command
    from alembic.config import Config

    from retrieval.store.limited_views import drop_views

    server = PostgresServer(address)
    with closing(server), server.engine.begin() as connection:
        rows = {}
        for table in metadata.sorted_tables:
            rows[table.name] = [row._asdict() for row in connection.execute(table.select())]
        connection.exec_driver_sql(drop_views())
        connection.exec_driver_sql(f"DROP SCHEMA {TABLES} CASCADE; CREATE SCHEMA {TABLES}")
        config = Config(attributes={"connection": connection, "schema": TABLES})
        config.set_main_option("script_location", str(STEPS))
        command.upgrade(config, f"{schema:04}")
        for table in metadata.sorted_tables:
            if rows[table.name] and (schema > 6 or table.name not in {"replicas", "leases"}):
                connection.execute(table.insert(), rows[table.name])


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
import retrieval.store.migrating as migrating
at, run, count = int(sys.argv[2]), sqlite3.Connection.cursor, 0
def cursor(db, *args):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return run(db, *args)
from retrieval.store.connection import Connection
Connection.cursor = cursor
from retrieval.library import Library
Library(Path(sys.argv[1])).close()
print(count)
"""


def test_one_that_is_killed_in_the_middle_begins_anew(own_sample: Path, tmp_path: Path) -> None:
    made_older(own_sample, 2)
    whole = (own_sample / FILE).read_bytes()

    def upgraded(at: int) -> subprocess.CompletedProcess[str]:
        for log in own_sample.glob(f"{FILE}-*"):
            log.unlink()
        (own_sample / FILE).write_bytes(whole)
        command = [sys.executable, "-c", KILLED, str(own_sample), str(at)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    total = int(upgraded(0).stdout)
    for at in (8, total // 2, total - 3):
        assert upgraded(at).returncode == -signal.SIGKILL
        with closing(sqlite3.connect(own_sample / FILE)) as db:
            assert db.execute("PRAGMA user_version").fetchone() in {(2,), (SCHEMA,)}
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with closing(Library(own_sample)) as library:
            assert library.count("articles") == 46
            assert library.integrity() == []


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path) -> None:
    with OwnFile(tmp_path / LEDGER, (FIRST_LEDGER,), "questions from Slack", wal=True).writing() as db:
        row = "'k', 'E', 'T1', 'C1', '1.1', NULL, 'U1', 'why?', 'mention', '2022', NULL, 'answered',"
        db.execute(f"INSERT INTO questions VALUES ({row} 1, 1, 0, '[]', NULL, NULL, '', NULL, '')")
    with Ledger(tmp_path) as ledger:
        assert ledger.take(ASKED.model_copy(update={"event_id": "E2", "ts": "2.2"})) is not None
    with closing(sqlite3.connect(tmp_path / LEDGER)) as db:
        assert db.execute("SELECT text FROM questions WHERE key = 'k'").fetchone() == ("why?",)
        assert db.execute("PRAGMA user_version").fetchone() == (2,)


@pytest.mark.parametrize("file", [CONVERSATIONS, FEEDBACK, LEDGER, CHANNELS])
def test_what_a_newer_newsdesk_has_kept_beside_is_refused_and_left(filled: Path, file: str) -> None:
    with closing(sqlite3.connect(filled / file)) as db:
        db.execute("PRAGMA user_version = 999")
        db.commit()
    before = (filled / file).read_bytes()
    with Newsdesk(filled) as desk:
        assert desk.ask(QUESTIONS[0]).citations
        acts: dict[str, Callable[[], object]] = {
            CONVERSATIONS: desk.conversations,
            FEEDBACK: desk.feedback,
            LEDGER: lambda: Ledger(filled).take(ASKED),
            CHANNELS: lambda: ChannelStore(filled).find("T1", "C1"),
        }
        with pytest.raises(LibraryError, match=r"by a later Newsdesk \(version 999"):
            acts[file]()
    assert (filled / file).read_bytes() == before


def test_what_a_newer_newsdesk_has_made_of_the_articles_is_made_anew(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        before = desk.ask(QUESTIONS[0], as_of=AS_OF)
    (own_sample / "replica.json").write_text('{"node": "n", "seen": 10000000, "new": {"in": "version 9"}}')
    (own_sample / "words" / "meta.json").write_text('{"index_settings": {}, "segments": [], "schema": 9}')
    for manifest in own_sample.glob("vectors/*/manifest.json"):
        manifest.write_text('{"format": 99, "more": true}')
    with Newsdesk(own_sample) as desk:
        assert desk.ask(QUESTIONS[0], as_of=AS_OF).citations == before.citations
        desk.ingest([ROOT / "ingestion" / "sample_news"])
        assert desk.index_faults() == []


def test_every_released_schema_has_its_tables_here() -> None:
    assert len(SCRIPTS) == SCHEMA - 1
