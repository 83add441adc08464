"""The ledger: every question that arrived from Slack and what became of it, so that each is answered once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Self

from pydantic_core import to_json

from bot.slack.record.joined_threads import JoinedThreads
from bot.slack.record.ledger_file import COLUMNS, entries, expire, instant, ledger_file
from bot.slack.record.ledger_lookup import LedgerLookup
from bot.slack.record.presence import Presence
from bot.slack.record.received import Entry, Received, Reply, State
from bot.slack.record.revising import is_new, revised
from bot.slack.record.shares import Shares

STALE = "it was left unanswered for too long"
TWICE = "answering it was cut off twice"
ATTEMPTS = 2
"""How often an answer is begun at most: a question that brings the process down must not do so for ever."""

_OF_KEY = "WHERE key = ?"
_INSERT = (
    f"INSERT OR REPLACE INTO questions (key, owner, {', '.join(COLUMNS)})"  # noqa: S608
    f" VALUES (:key, :owner, {', '.join(f':{name}' for name in COLUMNS)})"
)


class Interrupted(NamedTuple):
    """What processes that are gone left unanswered."""

    again: list[Entry]
    """To be answered now, as if they had just been taken; oldest first."""
    dropped: list[Entry]
    """Given up, with the reason in `why`; who asked should be told."""


class Ledger(LedgerLookup, JoinedThreads, Shares):
    """A durable record of questions, which several processes may share.

    A question is *received* by the process that took it, then *answering*, and
    ends *answered*, *failed*, *dropped* or *forgotten*. An edit makes a new
    revision of it, which begins as received again. What belongs to a process
    that died goes to the next one that calls `interrupted`. Methods that move
    an entry on do nothing and return False where it is no longer this
    process's to move: it was edited, forgotten or taken over meanwhile.

    Every call reads or writes the disk for some milliseconds; threads may share it.

    Args:
        folder: the library's folder, which must be there.
        keep_days: days that questions are kept; 0 is for ever.
        lease: how long after `renew` a process that is there but silent keeps its questions.
    """

    def __init__(self, folder: Path, *, keep_days: int = 0, lease: timedelta = timedelta(minutes=2)) -> None:
        super().__init__(ledger_file(folder))
        self.keep_days = keep_days
        self._lease = lease
        self._presence = Presence(folder / "slack-processes")
        self._held: sqlite3.Connection | None = None
        # One thread writes at a time: waiting here is in turn, waiting for SQLite is by chance.
        self._one = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is not finished to whoever calls `interrupted` next."""
        self._presence.leave()
        if self._held is not None:
            self._held.close()
            self._held = None

    def take(self, received: Received, now: datetime | None = None) -> Entry | None:
        """Write a question down as this process's to answer.

        Args:
            received: as it arrived.
            now: the present instant; the clock's if None.

        Returns:
            The entry; None where this delivery, message or edit was taken before, by whichever process.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine(now) as db:
            expire(db, now or datetime.now(UTC), self.keep_days)
            if received.event_id and not _first_delivery(db, received.event_id, now):
                return None
            known = _entry(db, received.key)
            if not is_new(received, known):
                return None
            kept = revised(received, known)
            row = {**kept.model_dump(exclude={"replies"}), "replies": to_json(kept.replies).decode()}
            row |= {"key": kept.key, "owner": self._presence.owner}
            row |= {"received_at": instant(kept.received_at), "posting": int(kept.posting)}
            db.execute(_INSERT, row)
            return kept

    def begin(self, key: str, revision: int | None = None) -> Entry | None:
        """Begin to answer a question.

        Args:
            key: of the question.
            revision: as it was to be answered, so that who was told to stop but is late begins nothing
                of a later edit; the latest if None.

        Returns:
            The entry to answer; None where it is not waiting for this process, or was edited since.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            moved = db.execute(
                "UPDATE questions SET state = 'answering', attempts = attempts + 1"
                " WHERE key = ? AND owner = ? AND state = 'received' AND revision = coalesce(?, revision)",
                (key, self._presence.owner, revision),
            )
            return _entry(db, key) if moved.rowcount else None

    def replying(self, entry: Entry, reply: Reply | None = None) -> bool:
        """Note that a reply is posted, so that after a crash it is gone on with and not posted twice.

        Args:
            entry: as `begin` gave it.
            reply: the message as soon as Slack has told its ts; None just before it is posted. Between
                the two lies the one moment in which a crash leaves a reply that is not known,
                which `Entry.posting` then tells.

        Raises:
            LibraryError: the file cannot be written.
        """
        return self._move(entry, ("answering",), "answering", reply=reply, posting=reply is None)

    def answered(
        self,
        entry: Entry,
        reply: Reply | None = None,
        conversation: str | None = None,
        turn: int | None = None,
    ) -> bool:
        """Note that an answer, or that there is none, stands complete in Slack.

        Args:
            entry: as `begin` gave it.
            reply: the message, where `replying` has not told it.
            conversation: the id of the conversation that keeps the answer.
            turn: its number there.

        Raises:
            LibraryError: the file cannot be written.
        """
        return self._move(
            entry, ("answering",), "answered", reply=reply, conversation=conversation, turn=turn
        )

    def failed(self, entry: Entry, why: str) -> bool:
        """Note that answering failed and will not be tried again.

        Args:
            entry: as `begin` gave it.
            why: the reason, without words of the question.

        Raises:
            LibraryError: the file cannot be written.
        """
        return self._move(entry, ("answering",), "failed", why=why)

    def dropped(self, entry: Entry, why: str) -> bool:
        """Note that a question will not be answered, and forget its words; as `failed`, or before `begin`."""
        moved = self._move(entry, ("received", "answering"), "dropped", why=why, text="")
        self._file.purge()
        return moved

    def interrupted(
        self, now: datetime | None = None, fresh: timedelta = timedelta(minutes=10)
    ) -> Interrupted:
        """Take over what processes that are gone left unanswered; to be called at the start and now and then.

        Args:
            now: the present instant; the clock's if None.
            fresh: how long after it arrived a question is still worth an answer.

        Raises:
            LibraryError: the file cannot be written.
        """
        found = Interrupted([], [])
        oldest = (now or datetime.now(UTC)) - fresh
        with self._mine(now) as db:
            for owner in self._gone(db, instant(now)):
                left = "WHERE owner = ? AND state IN ('received', 'answering') ORDER BY received_at, key"
                for entry in entries(db, left, (owner,)):
                    why = TWICE if entry.attempts >= ATTEMPTS else STALE if entry.received_at < oldest else ""
                    state, text = ("dropped", "") if why else ("received", entry.text)
                    db.execute(
                        "UPDATE questions SET owner = ?, state = ?, why = ?, text = ?, response_url = ?"
                        " WHERE key = ?",
                        (self._presence.owner, state, why, text, entry.response_url * (not why), entry.key),
                    )
                    (found.dropped if why else found.again).append(
                        entry.model_copy(update={"state": state, "why": why})
                    )
                db.execute("DELETE FROM owners WHERE owner = ?", (owner,))
        self._file.purge()
        return Interrupted(*(sorted(part, key=lambda entry: entry.received_at) for part in found))

    def unfinished(self) -> list[Entry]:
        """The questions of this process that are not finished, oldest first.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._file.reading() as db:
            mine = "WHERE owner = ? AND state IN ('received', 'answering') ORDER BY received_at, key"
            return entries(db, mine, (self._presence.owner,))

    def again(self, entry: Entry) -> bool:
        """Have a question wait once more, of which nothing is being done though it is not finished.

        Args:
            entry: as `unfinished` gave it.

        Raises:
            LibraryError: the file cannot be written.
        """
        return self._move(entry, ("received", "answering"), "received", posting=int(entry.posting))

    def renew(self, now: datetime | None = None) -> None:
        """Tell that this process is alive; to be called well within every lease.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine(now):
            pass

    def forget(self, key: str) -> Entry | None:
        """Forget a question: its words, who asked, and where its answer is kept; only that it was stays.

        Returns:
            The entry as it was, whose replies and turn are now to be deleted; None where there is none.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            known = _entry(db, key)
            db.execute(
                "UPDATE questions SET state = 'forgotten', text = '', user = '', why = '',"
                " response_url = '', conversation = NULL, turn = NULL WHERE key = ?",
                (key,),
            )
        self._file.purge()
        return known

    def forget_team(self, team: str) -> frozenset[str]:
        """Forget everything of a workspace, as where it removes the app.

        Returns:
            The keys of its questions.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._mine() as db:
            of_team = "SELECT key FROM questions WHERE team = ?"
            keys = frozenset(str(row[0]) for row in db.execute(of_team, (team,)))
            db.execute(f"DELETE FROM shares WHERE key IN ({of_team})", (team,))  # noqa: S608
            db.execute("DELETE FROM questions WHERE team = ?", (team,))
            db.execute("DELETE FROM threads WHERE team = ?", (team,))
        self._file.purge()
        return keys

    def _move(
        self,
        entry: Entry,
        before: tuple[State, ...],
        state: State,
        *,
        reply: Reply | None = None,
        **to: object,
    ) -> bool:
        """Set an entry's state, and other columns that are not None, if it is still this process's."""
        with self._mine() as db:
            if reply is not None:
                _add_reply(db, entry.key, reply)
            to = {"posting": 0, **{name: value for name, value in to.items() if value is not None}}
            to["state"] = state
            if state not in ("received", "answering"):
                to["response_url"] = ""
            moved = db.execute(
                f"UPDATE questions SET {', '.join(f'{name} = ?' for name in to)}"  # noqa: S608
                f" WHERE key = ? AND revision = ? AND owner = ?"
                f" AND state IN ({', '.join('?' * len(before))})",
                (*to.values(), entry.key, entry.revision, self._presence.owner, *before),
            )
            return bool(moved.rowcount)

    @contextmanager
    def _mine(self, now: datetime | None = None) -> Iterator[sqlite3.Connection]:
        """A transaction that also tells that this process is alive."""
        with self._one:
            self._presence.show()
            with self._file.writing() as db:
                until = instant((now or datetime.now(UTC)) + self._lease)
                db.execute("INSERT OR REPLACE INTO owners VALUES (?, ?)", (self._presence.owner, until))
                yield db
            if self._held is None:
                self._held = self._file.held()

    def _gone(self, db: sqlite3.Connection, now: str) -> list[str]:
        """The processes that have died, or not renewed their lease."""
        held = db.execute(
            "SELECT owner, until FROM owners UNION SELECT owner, '' FROM questions"
            " WHERE state IN ('received', 'answering') AND owner NOT IN (SELECT owner FROM owners)"
        ).fetchall()
        mine = self._presence.owner
        return [
            owner for owner, until in held if owner != mine and (until < now or self._presence.is_gone(owner))
        ]


def _entry(db: sqlite3.Connection, key: str) -> Entry | None:
    return next(iter(entries(db, _OF_KEY, (key,))), None)


def _first_delivery(db: sqlite3.Connection, event_id: str, now: datetime | None) -> bool:
    row = (event_id, instant(now))
    return bool(db.execute("INSERT OR IGNORE INTO events VALUES (?, ?)", row).rowcount)


def _add_reply(db: sqlite3.Connection, key: str, reply: Reply) -> None:
    """Keep a posted message, whoever the question belongs to by now: it is to be replaced or deleted."""
    known = _entry(db, key)
    if known is not None and reply not in known.replies:
        replies = to_json((*known.replies, reply)).decode()
        db.execute("UPDATE questions SET replies = ?, posting = 0 WHERE key = ?", (replies, key))
