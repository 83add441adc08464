"""Which private answers were shared, so that none is shared twice, though the process ends in between."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from bot.slack.record.ledger_file import instant

SOMEWHERE = "somewhere"
"""In place of the ts of a message of which Slack tells none."""


class Share(NamedTuple):
    """An answer that was shared, or was about to be."""

    at: datetime
    """When it was begun."""
    ts: str
    """Of the message; empty where it is not known to stand."""


class Shares:
    """A part of the ledger: the answers that were shared."""

    @abstractmethod
    def _mine(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction of this process's."""

    def sharing(self, key: str, now: datetime | None = None) -> Share | None:
        """Note that an answer is about to be shared.

        Args:
            key: of its question.
            now: the present instant; the clock's if None.

        Returns:
            What was noted before, which stays; None where nothing was.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            if db.execute("INSERT OR IGNORE INTO shares VALUES (?, ?, '')", (key, instant(now))).rowcount:
                return None
            at, ts = db.execute("SELECT at, ts FROM shares WHERE key = ?", (key,)).fetchone()
            return Share(datetime.fromisoformat(at), ts)

    def shared(self, key: str, ts: str = SOMEWHERE) -> None:
        """Note that it stands.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            db.execute("UPDATE shares SET ts = ? WHERE key = ?", (ts, key))

    def not_shared(self, key: str) -> None:
        """Note that Slack did not take it: it may be shared later.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            db.execute("DELETE FROM shares WHERE key = ?", (key,))
