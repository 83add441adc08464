"""Channel settings that admins made in Slack, in a SQLite file of their own in the library's folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr, ValidationError

from bot.own_files.own_store import own_store
from bot.slack.settings.channel_settings import CLOSED, ChannelSettings

FILE = "slack_channels.sqlite3"

_SCHEMA = """
CREATE TABLE slack_settings (
    team TEXT NOT NULL, channel TEXT NOT NULL, settings TEXT NOT NULL, changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL, PRIMARY KEY (team, channel)
) STRICT, WITHOUT ROWID;
"""
_COLUMNS = "settings, changed_by, changed_at"


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
        address: of the database that the library is in; None where it is in a file.
    """

    def __init__(self, folder: Path, address: SecretStr | None = None) -> None:
        self._file = own_store(folder / FILE, (_SCHEMA,), "channel settings", address)

    def find(self, team: str, channel: str) -> Change | None:
        """What an admin set there; None where nobody did.

        What cannot be understood closes the channel: it may have been a limit.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._file.reading() as db:
            row = db.execute(
                f"SELECT {_COLUMNS} FROM slack_settings WHERE team = ? AND channel = ?",  # noqa: S608
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
        with self._file.writing() as db:
            db.execute(
                "INSERT INTO slack_settings (team, channel, settings, changed_by, changed_at)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (team, channel) DO UPDATE SET"
                " settings = excluded.settings, changed_by = excluded.changed_by,"
                " changed_at = excluded.changed_at",
                (team, channel, settings.model_dump_json(), by, at),
            )

    def drop(self, team: str, channel: str) -> None:
        """Forget what an admin set there.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._file.writing() as db:
            db.execute("DELETE FROM slack_settings WHERE team = ? AND channel = ?", (team, channel))

    def drop_team(self, team: str) -> None:
        """Forget what was set in a whole workspace, as where it removes the app.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._file.writing() as db:
            db.execute("DELETE FROM slack_settings WHERE team = ?", (team,))
