"""What the ledger tells of questions, without changing anything."""

from __future__ import annotations

from bot.own_files.own_file import OwnFile
from bot.slack.record.ledger_file import entries
from bot.slack.record.received import Entry


class LedgerLookup:
    """A part of the ledger: entries found by their key, their message, or who asked.

    Args:
        file: the ledger's.
    """

    def __init__(self, file: OwnFile) -> None:
        self._file = file

    def get(self, key: str) -> Entry | None:
        """The entry of a key; None where there is none.

        Raises:
            LibraryError: the file cannot be read.
        """
        return self._first("WHERE key = ?", key)

    def at(self, team: str, channel: str, ts: str) -> Entry | None:
        """The entry of a message; as `get`."""
        return self._first("WHERE team = ? AND channel = ? AND ts = ?", team, channel, ts)

    def in_thread(self, team: str, channel: str, thread: str) -> list[Entry]:
        """The questions of a thread, its first message among them; as `get`."""
        with self._file.reading() as db:
            where = "WHERE team = ? AND channel = ? AND coalesce(thread_ts, ts) = ?"
            return entries(db, where, (team, channel, thread))

    def recent(self, team: str, user: str, limit: int = 5) -> list[Entry]:
        """What somebody asked and was answered, the latest first; not the messages that they had checked.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._file.reading() as db:
            where = (
                "WHERE team = ? AND user = ? AND state = 'answered' AND kind != 'shortcut' AND text != ''"
                " ORDER BY received_at DESC LIMIT ?"
            )
            return entries(db, where, (team, user, limit))

    def _first(self, where: str, *values: str) -> Entry | None:
        with self._file.reading() as db:
            return next(iter(entries(db, where, values)), None)
