"""Channel settings that admins made in Slack, in a SQLite file of their own in the library's folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from bot.slack.channel_settings import CLOSED, ChannelSettings
from config.errors import LibraryError

FILE = "slack_channels.sqlite3"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS slack_settings (
    team TEXT NOT NULL, channel TEXT NOT NULL, settings TEXT NOT NULL, changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL, PRIMARY KEY (team, channel)
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Change:
    """The settings that an admin made for a channel, who made them and when (UTC)."""

    settings: ChannelSettings
    by: str
    at: datetime


class ChannelStore:
    """Every call opens the file anew, so processes and threads may share it.

    Args:
        folder: the library's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def find(self, team: str, channel: str) -> Change | None:
        """What an admin set there; None where nobody did.

        What a later Newsdesk kept, or what is damaged, closes the channel: it may have been a limit.

        Raises:
            LibraryError: the file cannot be read.
        """
        if not self.file.exists():
            return None
        with self._open() as db:
            row = db.execute(
                "SELECT settings, changed_by, changed_at FROM slack_settings WHERE team = ? AND channel = ?",
                (team, channel),
            ).fetchone()
        if row is None:
            return None
        try:
            settings = ChannelSettings.model_validate_json(row[0])
        except ValidationError:
            settings = CLOSED
        return Change(settings, row[1], datetime.fromisoformat(row[2]))

    def keep(
        self, team: str, channel: str, settings: ChannelSettings, by: str, now: datetime | None = None
    ) -> None:
        """Keep what an admin set, in place of what was set before.

        Args:
            team: the workspace.
            channel: its id.
            settings: all that holds there from now on.
            by: the admin's user id.
            now: the present instant; the clock's if None.

        Raises:
            LibraryError: the file cannot be written.
        """
        at = (now or datetime.now(UTC)).isoformat()
        with self._open() as db:
            db.execute(
                "INSERT OR REPLACE INTO slack_settings VALUES (?, ?, ?, ?, ?)",
                (team, channel, settings.model_dump_json(), by, at),
            )

    def drop(self, team: str, channel: str) -> None:
        """Forget what an admin set there.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._open() as db:
            db.execute("DELETE FROM slack_settings WHERE team = ? AND channel = ?", (team, channel))

    def drop_team(self, team: str) -> None:
        """Forget what was set in a whole workspace, as where it removes the app.

        Raises:
            LibraryError: the file cannot be written.
        """
        if self.file.exists():
            with self._open() as db:
                db.execute("DELETE FROM slack_settings WHERE team = ?", (team,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.file, isolation_level=None, timeout=10)) as db:
                db.execute(_SCHEMA)
                yield db
        except sqlite3.Error as error:
            raise LibraryError(
                f"The channel settings in {self.file} cannot be read or written: {error}.",
                "Check that the folder is yours; a damaged file can be removed; what it holds is lost.",
            ) from error
