"""The threads that Newsdesk has joined, in which it answers without being mentioned again."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from contextlib import AbstractContextManager
from datetime import datetime

from bot.own_files.own_file import OwnFile
from bot.slack.record.ledger_file import instant


class JoinedThreads:
    """A part of the ledger: the threads joined."""

    _file: OwnFile

    @abstractmethod
    def _mine(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction of this process's."""

    def join(self, team: str, channel: str, thread_ts: str, now: datetime | None = None) -> None:
        """Join a thread; joining it again keeps it for longer.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            db.execute(
                "INSERT INTO threads VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET latest = excluded.latest",
                (team, channel, thread_ts, instant(now)),
            )

    def joined(self, team: str, channel: str, thread_ts: str) -> bool:
        """Whether a thread was joined.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._file.reading() as db:
            found = db.execute(
                "SELECT 1 FROM threads WHERE team = ? AND channel = ? AND thread_ts = ?",
                (team, channel, thread_ts),
            )
            return found.fetchone() is not None

    def leave(self, team: str, channel: str | None = None, thread_ts: str | None = None) -> None:
        """Leave a thread, every thread of a channel, or every one of a workspace.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            db.execute(
                "DELETE FROM threads WHERE team = ? AND channel = coalesce(?, channel)"
                " AND thread_ts = coalesce(?, thread_ts)",
                (team, channel, thread_ts),
            )
