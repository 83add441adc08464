"""The file of conversations, SQLite in the library's folder, of its own: neither disturbs the other."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from config.errors import LibraryError

FILE = "conversations.sqlite3"
VERSION = 1

_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, begun TEXT NOT NULL, latest TEXT NOT NULL, title TEXT NOT NULL, origin TEXT
) STRICT;
CREATE INDEX conversations_of_origin ON conversations (origin, latest);
CREATE TABLE turns (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, n INTEGER NOT NULL,
    asked_at TEXT NOT NULL, question TEXT NOT NULL, understood TEXT NOT NULL, why TEXT NOT NULL,
    as_of TEXT, answer TEXT NOT NULL, PRIMARY KEY (conversation, n)
) STRICT, WITHOUT ROWID;
"""


class ConversationFile:
    """Opens the file anew for every use, so processes and threads may share it.

    Args:
        folder: the library's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that only reads; to an empty store where nothing has been kept yet."""
        with self._told():
            if not self.file.exists():
                source, by_uri = ":memory:", False
            else:
                source, by_uri = f"{self.file.absolute().as_uri()}?mode=ro", True
            with closing(sqlite3.connect(source, uri=by_uri, isolation_level=None, timeout=10)) as db:
                if not by_uri or not _version(db):
                    db.close()
                    with closing(sqlite3.connect(":memory:", isolation_level=None)) as empty:
                        empty.executescript(_SCHEMA)
                        yield empty
                    return
                yield db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction: all of it, or nothing."""
        with self._told(), closing(sqlite3.connect(self.file, isolation_level=None, timeout=10)) as db:
            if not os.access(self.file, os.W_OK):
                raise LibraryError(f"{self.file} cannot be written.", "Check that the file is yours.")
            db.execute("PRAGMA foreign_keys = ON")
            # What is deleted is overwritten: conversations tell of people.
            db.execute("PRAGMA secure_delete = ON")
            db.execute("BEGIN IMMEDIATE")
            try:
                if not _version(db):
                    for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {VERSION}")
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                f"The conversations in {self.file} cannot be read or written: {error}.",
                "Check that the folder is yours; a damaged file can be removed; what it holds is lost.",
            ) from error


def _version(db: sqlite3.Connection) -> int:
    """The version of the schema in the file, 0 where there is none yet.

    Raises:
        LibraryError: a later Newsdesk made it.
    """
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise LibraryError(
            f"The conversations of this library were kept by a later Newsdesk (version {found} of its file).",
            "Update Newsdesk.",
        )
    return found
