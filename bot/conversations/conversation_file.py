"""The file of conversations, SQLite in the library's folder, of its own: neither disturbs the other."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.own_files.own_store import OwnStore, own_store

FILE = "conversations.sqlite3"

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

_STEPS = (_SCHEMA,)
VERSION = len(_STEPS)


def conversation_file(folder: Path, address: SecretStr | None = None) -> OwnStore:
    """The file of a library's conversations; it is made at the first write.

    Args:
        folder: the library's folder.
        address: of the database that the library is in; None where it is in a file.
    """
    return own_store(folder / FILE, _STEPS, "conversations", address)
