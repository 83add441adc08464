"""The ledger's file: its tables, and rows read as entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic_core import from_json

from bot.own_files.own_file import OwnFile
from bot.slack.record.received import Entry

FILE = "slack.sqlite3"

SCHEMA = """
CREATE TABLE questions (
    key TEXT PRIMARY KEY, event_id TEXT, team TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
    thread_ts TEXT, user TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, received_at TEXT NOT NULL,
    edited_ts TEXT, state TEXT NOT NULL, revision INTEGER NOT NULL, attempts INTEGER NOT NULL,
    posting INTEGER NOT NULL, replies TEXT NOT NULL, conversation TEXT, turn INTEGER, why TEXT NOT NULL,
    owner TEXT, response_url TEXT NOT NULL, UNIQUE (team, channel, ts)
) STRICT;
CREATE INDEX questions_of_user ON questions (team, user, received_at);
CREATE INDEX questions_by_age ON questions (received_at);
CREATE INDEX questions_open ON questions (owner) WHERE state IN ('received', 'answering');
CREATE TABLE events (event_id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_age ON events (at);
CREATE TABLE owners (owner TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE threads (
    team TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT NOT NULL, latest TEXT NOT NULL,
    PRIMARY KEY (team, channel, thread_ts)
) STRICT, WITHOUT ROWID;
"""
SHARES = """
CREATE TABLE shares (key TEXT PRIMARY KEY, at TEXT NOT NULL, ts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX shares_by_age ON shares (at);
"""
COLUMNS = (
    "event_id",
    "team",
    "channel",
    "ts",
    "thread_ts",
    "user",
    "text",
    "kind",
    "received_at",
    "edited_ts",
    "response_url",
    "state",
    "revision",
    "attempts",
    "posting",
    "replies",
    "conversation",
    "turn",
    "why",
)

_EVENTS_KEPT = timedelta(days=7)
"""Slack delivers an event for the last time within hours."""


def ledger_file(folder: Path) -> OwnFile:
    """The file of the ledger in a library's folder."""
    return OwnFile(folder / FILE, (SCHEMA, SHARES), "questions from Slack", wal=True)


def instant(at: datetime | None) -> str:
    """An instant as it is kept, in an order that is time's; the present one if None."""
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat()


def entries(db: sqlite3.Connection, rest: str, values: Sequence[str | int]) -> list[Entry]:
    """The entries that what follows the table's name selects."""
    rows = db.execute(f"SELECT {', '.join(COLUMNS)} FROM questions {rest}", values)  # noqa: S608
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return [Entry.model_validate({**row, "replies": from_json(row["replies"])}) for row in found]


def expire(db: sqlite3.Connection, now: datetime, keep_days: int) -> None:
    """Delete what is kept no longer.

    Args:
        db: in a transaction.
        now: the present instant.
        keep_days: days that questions and threads are kept; 0 is for ever.
    """
    db.execute("DELETE FROM events WHERE at < ?", (instant(now - _EVENTS_KEPT),))
    if keep_days:
        oldest = (instant(now - timedelta(days=keep_days)),)
        db.execute("DELETE FROM questions WHERE received_at < ?", oldest)
        db.execute("DELETE FROM threads WHERE latest < ?", oldest)
        db.execute("DELETE FROM shares WHERE at < ?", oldest)
