"""Feedback, in a SQLite file of its own in the library's folder.

Not in the conversations' file: those are forgotten after some days, feedback
is kept until somebody deletes it, for it is what answers are tested by.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_core import from_json, to_json

from bot.feedback.feedback import Feedback, Verdict
from bot.own_files.own_store import own_store
from config.errors import FeedbackNotFoundError
from retrieval.answer import Answer

FILE = "feedback.sqlite3"

_SCHEMA = """
CREATE TABLE feedback (
    id TEXT PRIMARY KEY, verdict TEXT NOT NULL, words TEXT NOT NULL, question TEXT NOT NULL,
    understood TEXT NOT NULL, answer TEXT NOT NULL, evidence TEXT NOT NULL, at TEXT NOT NULL,
    origin TEXT NOT NULL, "user" TEXT NOT NULL, about TEXT NOT NULL
) STRICT;
CREATE INDEX feedback_by_time ON feedback (at);
CREATE INDEX feedback_about ON feedback (about);
"""
_COLUMNS = (
    "id",
    "verdict",
    "words",
    "question",
    "understood",
    "answer",
    "evidence",
    "at",
    "origin",
    "user",
    "about",
)
# A user is a word of PostgreSQL's own.
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_LIST = f"SELECT {_NAMES} FROM feedback"  # noqa: S608
# No letter or digit that is taken for another when it is typed from a screen.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 6


class FeedbackStore:
    """The feedback on a library's answers. Processes and threads may share it.

    Args:
        folder: the library's folder.
        address: of the database that the library is in; None where it is in a file.
    """

    def __init__(self, folder: Path, address: SecretStr | None = None) -> None:
        self._own = own_store(folder / FILE, (_SCHEMA,), "feedback", address)
        self.file = folder / FILE

    def add(self, given: Feedback) -> Feedback:
        """Keep feedback. Who gives it again on the same question takes back what was said before.

        Returns:
            The feedback with its id.

        Raises:
            LibraryError: the file cannot be written.
        """
        with self._own.writing() as db:
            if given.about and given.user:
                db.execute('DELETE FROM feedback WHERE about = ? AND "user" = ?', (given.about, given.user))
            while True:
                kept = given.model_copy(
                    update={"id": "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}
                )
                row = kept.model_dump(exclude={"answer", "evidence"})
                row |= {
                    "answer": kept.answer.model_dump_json() if kept.answer else "",
                    "evidence": to_json(kept.evidence).decode(),
                    "at": kept.at.astimezone(UTC).isoformat(),
                }
                values = tuple(row[name] for name in _COLUMNS)
                marks = ", ".join("?" * len(_COLUMNS))
                put = f"INSERT INTO feedback ({_NAMES}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
                if db.execute(put, values).rowcount:
                    return kept

    def all(self, verdict: Verdict | None = None, since: date | None = None) -> list[Feedback]:
        """The feedback kept, the latest first.

        Args:
            verdict: only this one.
            since: only what was given on that day (UTC) or later.

        Raises:
            LibraryError: the file cannot be read.
        """
        with self._own.reading() as db:
            rows = db.execute(
                f"{_LIST} WHERE verdict = coalesce(?, verdict) AND at >= ? ORDER BY at DESC, id",
                (verdict, since.isoformat() if since else ""),
            )
            return [_feedback(dict(zip(_COLUMNS, row, strict=True))) for row in rows]

    def verdicts(self, since: date) -> dict[str, int]:
        """How often each verdict was given from a day (UTC) on; raises as `all` does."""
        with self._own.reading() as db:
            rows = db.execute(
                "SELECT verdict, count(*) FROM feedback WHERE at >= ? GROUP BY verdict ORDER BY verdict",
                (since.isoformat(),),
            ).fetchall()
        return {str(verdict): int(number) for verdict, number in rows}

    def delete(self, id: str) -> None:
        """Delete one.

        Raises:
            FeedbackNotFoundError: there is none.
            LibraryError: the file cannot be written.
        """
        wanted = id.strip().lower()
        with self._own.writing() as db:
            gone = db.execute("DELETE FROM feedback WHERE id = ?", (wanted,)).rowcount
        if not gone:
            raise FeedbackNotFoundError(
                f"There is no feedback {wanted or 'without an id'}.", "See it with: newsdesk feedback"
            )

    def delete_about(self, about: str) -> int:
        """Delete what was said about a question, as when it is forgotten.

        Returns:
            How many were.

        Raises:
            LibraryError: the file cannot be written.
        """
        if not about:
            return 0
        with self._own.writing() as db:
            return db.execute("DELETE FROM feedback WHERE about = ?", (about,)).rowcount


def _feedback(row: dict[str, str]) -> Feedback:
    answer = None
    with suppress(ValidationError):
        answer = Answer.model_validate_json(row["answer"])
    at = datetime.fromisoformat(row["at"])
    return Feedback.model_validate(
        {**row, "answer": answer, "evidence": from_json(row["evidence"]), "at": at}
    )
