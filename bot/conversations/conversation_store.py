"""The conversations that are kept: begun, added to, changed, found, forgotten."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr, ValidationError

from bot.conversations.conversation_file import FILE, conversation_file
from bot.conversations.conversation_record import Kept, Turn
from config.errors import ConversationNotFoundError
from retrieval.answer import Answer
from retrieval.store.encodable import encodable
from retrieval.store.store import Session

_KEPT = ("id", "begun", "latest", "title", "origin", "turns")
_SUMMARY = (
    "SELECT id, begun, latest, title, origin,"
    " (SELECT count(*) FROM turns WHERE conversation = id) FROM conversations"
)
_TURN = ("n", "asked_at", "question", "understood", "why", "as_of", "answer")
_TURNS = f"SELECT {', '.join(_TURN)} FROM turns WHERE conversation = ? ORDER BY n"  # noqa: S608
# The title is the first question, so it changes, and goes, with it.
_RETITLE = (
    "UPDATE conversations SET title = substr(first.question, 1, ?) FROM"
    " (SELECT conversation, question FROM turns WHERE conversation = ? ORDER BY n LIMIT 1) AS first"
    " WHERE id = first.conversation"
)
# No letter or digit that is taken for another when it is typed from a screen.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 5
_LONGEST_TITLE = 200
_BEGIN = (
    "INSERT INTO conversations (id, begun, latest, title, origin) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
_PUT = (
    "INSERT INTO turns (conversation, n, asked_at, question, understood, why, as_of, answer)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, n) DO UPDATE SET"
    " asked_at = excluded.asked_at, question = excluded.question, understood = excluded.understood,"
    " why = excluded.why, as_of = excluded.as_of, answer = excluded.answer"
)


class ConversationStore:
    """The conversations of a library. Every call opens the file anew, so processes and threads may share it.

    Args:
        folder: the library's folder.
        keep_days: days after which a conversation is forgotten; 0 keeps them all.
        address: of the database that the library is in; None where it is in a file.
    """

    def __init__(self, folder: Path, keep_days: int = 0, address: SecretStr | None = None) -> None:
        self._own = conversation_file(folder, address)
        self.file = folder / FILE
        self.keep_days = keep_days

    def begin(self, question: str, origin: str | None = None, now: datetime | None = None) -> Kept:
        """A new conversation; those that are too old are forgotten by the way.

        Args:
            question: its first one.
            origin: where it is held.
            now: the present instant; the clock's if None.

        Raises:
            LibraryError: the file cannot be written.
        """
        now = now or datetime.now(UTC)
        origin = None if origin is None else encodable(origin)
        title = " ".join(question.split())[:_LONGEST_TITLE]
        with self._own.writing() as db:
            db.execute("DELETE FROM conversations WHERE latest < ?", (self._oldest(now),))
            while True:
                id = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
                row = (id, now.isoformat(), now.isoformat(), title, origin)
                if db.execute(_BEGIN, row).rowcount:
                    return Kept(id=id, begun=now, latest=now, title=title, origin=origin)

    def add(self, id: str, turn: Turn) -> Turn:
        """Keep a turn as the last one of a conversation.

        Returns:
            The turn with its number.

        Raises:
            ConversationNotFoundError: it is no longer there.
            LibraryError: the file cannot be written.
        """
        with self._own.writing() as db:
            _asked_at(db, id, turn)
            n = db.execute(
                "SELECT coalesce(max(n), 0) + 1 FROM turns WHERE conversation = ?", (id,)
            ).fetchone()[0]
            turn = turn.model_copy(update={"n": n})
            _put(db, id, turn)
        return turn

    def replace(self, id: str, turn: Turn) -> None:
        """Keep a turn in place of the one that has its number.

        Raises:
            ConversationNotFoundError: the conversation is no longer there.
            LibraryError: the file cannot be written.
        """
        with self._own.writing() as db:
            _asked_at(db, id, turn)
            _put(db, id, turn)
            db.execute(_RETITLE, (_LONGEST_TITLE, id))

    def drop(self, id: str, n: int) -> bool:
        """Forget one turn, and with the last of them the conversation.

        Nothing happens where it is not there.

        Returns:
            Whether anything of the conversation is left.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._own.writing() as db:
            dropped = db.execute("DELETE FROM turns WHERE conversation = ? AND n = ?", (id, n)).rowcount
            if not dropped or db.execute(_RETITLE, (_LONGEST_TITLE, id)).rowcount:
                return bool(db.execute("SELECT 1 FROM conversations WHERE id = ?", (id,)).fetchone())
            db.execute("DELETE FROM conversations WHERE id = ?", (id,))
        return False

    def all(self, now: datetime | None = None) -> list[Kept]:
        """The conversations kept, the latest first.

        Raises:
            LibraryError: the file cannot be read.
        """
        return self._select("latest >= ?", (self._oldest(now or datetime.now(UTC)),))

    def get(self, id: str) -> Kept:
        """One conversation.

        Args:
            id: its id, or an unambiguous beginning of it.

        Raises:
            ConversationNotFoundError: there is none, or several begin so.
            LibraryError: the file cannot be read.
        """
        wanted = encodable(id.strip().lower())
        found = self._select("substr(id, 1, length(?)) = ?", (wanted, wanted)) if wanted else []
        if len(found) > 1:
            raise ConversationNotFoundError(
                f"{len(found)} conversations have an id that begins with {wanted}.", "Give more of it."
            )
        if not found:
            raise _no_such(id)
        return found[0]

    def find(self, origin: str, now: datetime | None = None) -> Kept | None:
        """The latest conversation held there; None where there is none.

        Raises:
            LibraryError: the file cannot be read.
        """
        oldest = self._oldest(now or datetime.now(UTC))
        return next(iter(self._select("origin = ? AND latest >= ?", (encodable(origin), oldest))), None)

    def turns(self, id: str) -> list[Turn]:
        """The turns of a conversation, in order.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._own.reading() as db:
            return [_turn(dict(zip(_TURN, row, strict=True))) for row in db.execute(_TURNS, (encodable(id),))]

    def delete(self, id: str) -> Kept:
        """Forget a conversation.

        Raises:
            ConversationNotFoundError: there is none.
            LibraryError: the file cannot be written.
        """
        found = self.get(id)
        with self._own.writing() as db:
            db.execute("DELETE FROM conversations WHERE id = ?", (found.id,))
        return found

    def delete_at(self, origin: str) -> int:
        """Forget every conversation whose origin begins so; how many there were.

        Raises:
            LibraryError: the file cannot be written.
        """
        if not origin:
            return 0
        with self._own.writing() as db:
            where = "substr(origin, 1, length(?)) = ?"
            return db.execute(f"DELETE FROM conversations WHERE {where}", (origin, origin)).rowcount  # noqa: S608

    def _oldest(self, now: datetime) -> str:
        return (now - timedelta(days=self.keep_days)).isoformat() if self.keep_days else ""

    def _select(self, where: str, values: tuple[str, ...]) -> list[Kept]:
        with self._own.reading() as db:
            rows = db.execute(f"{_SUMMARY} WHERE {where} ORDER BY latest DESC, begun DESC, id", values)
            return [Kept.model_validate(dict(zip(_KEPT, row, strict=True))) for row in rows]


def _asked_at(db: Session, id: str, turn: Turn) -> None:
    """Write down when the conversation was asked last.

    Raises:
        ConversationNotFoundError: it is no longer there.
    """
    at = turn.asked_at.isoformat()
    if not db.execute("UPDATE conversations SET latest = ? WHERE id = ?", (at, id)).rowcount:
        raise _no_such(id)


def _put(db: Session, id: str, turn: Turn) -> None:
    assert turn.answer is not None  # noqa: S101
    as_of = turn.as_of.isoformat() if turn.as_of else None
    told = (turn.question, turn.understood, turn.why, as_of, turn.answer.model_dump_json())
    row = (id, turn.n, turn.asked_at.isoformat(), *told)
    db.execute(_PUT, row)


def _turn(row: dict[str, str | int | None]) -> Turn:
    answer = None
    with suppress(ValidationError):
        answer = Answer.model_validate_json(str(row["answer"]))
    return Turn.model_validate({**row, "answer": answer})


def _no_such(id: str) -> ConversationNotFoundError:
    return ConversationNotFoundError(
        f"There is no conversation {id.strip() or 'without an id'}.", "See them with: newsdesk conversations"
    )
