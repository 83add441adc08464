"""Written answers kept from before, in a file of their own beside the library's.

They are kept under everything that went into them, so a library that has changed
what it finds for a question has no answer kept for it. The file may be deleted.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from retrieval.answer import Citation
from retrieval.drafting.chat_model import ChatModel
from retrieval.drafting.writing_prompt import VERSION
from retrieval.drafting.written import Written

if TYPE_CHECKING:
    from retrieval.asking.within import Within

FILE = "answers.sqlite3"

MOST = 2000
"""Answers kept; those not used for longest go first. A thousand take about a megabyte."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, written TEXT NOT NULL, used INTEGER NOT NULL)"
)
_NEXT = "(SELECT coalesce(max(used), 0) + 1 FROM answers)"

log = logging.getLogger(__name__)


def cache_key(
    question: str, evidence: Sequence[Citation], model: ChatModel, within: Within | None = None
) -> str:
    """What an answer is kept under.

    Args:
        question: as it was put.
        evidence: what the model was shown.
        model: the one that wrote.
        within: the limit under which it was asked.
    """
    seen = [(c.ordinal, c.article_id, c.version, c.start, c.end, c.outlet, c.title) for c in evidence]
    parts = [VERSION, model.name, model.address, question, seen]
    if within:
        # Nobody learns from a quick answer what others, who may see more, have asked.
        parts.append(within.model_dump_json())
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


class AnswerCache:
    """Answers by key; where the file cannot be used, nothing is kept and nobody is disturbed.

    Args:
        folder: the library's.
        most: how many are kept.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._file = folder / FILE
        self._most = most
        self._lock = threading.Lock()

    def get(self, key: str) -> Written | None:
        """What was kept under a key."""
        if not self._file.exists():
            return None
        try:
            with self._lock, closing(self._open()) as db, db:
                row = db.execute("SELECT written FROM answers WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    db.execute(f"UPDATE answers SET used = {_NEXT} WHERE key = ?", (key,))  # noqa: S608
        except sqlite3.Error as error:
            log.info("the answers kept in %s cannot be read: %s", self._file, error)
            return None
        try:
            return Written.model_validate_json(row[0]) if row else None
        except ValidationError:
            return None

    def put(self, key: str, written: Written) -> None:
        """Keep an answer, and let those not used for longest go."""
        try:
            with self._lock, closing(self._open()) as db, db:
                db.execute(
                    f"INSERT OR REPLACE INTO answers VALUES (?, ?, {_NEXT})",  # noqa: S608
                    (key, written.model_dump_json()),
                )
                db.execute(
                    "DELETE FROM answers WHERE key NOT IN "
                    "(SELECT key FROM answers ORDER BY used DESC LIMIT ?)",
                    (self._most,),
                )
        except sqlite3.Error as error:
            log.info("an answer cannot be kept in %s: %s", self._file, error)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._file, timeout=2)
        try:
            db.execute(_TABLE)
        except sqlite3.Error:
            db.close()
            raise
        return db
