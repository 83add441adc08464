"""Written answers kept from before, in a file, or tables, of their own beside the library's.

They are kept under everything that went into them, so a library that has changed
what it finds for a question has no answer kept for it. They may be deleted.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr, ValidationError

from config.errors import LibraryError
from retrieval.answer import Citation
from retrieval.drafting.chat_model import ChatModel
from retrieval.drafting.writing_prompt import VERSION
from retrieval.drafting.written import Written

if TYPE_CHECKING:
    from retrieval.asking.within import Within
    from retrieval.store.own_tables import OwnTables
    from retrieval.store.store import Session

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
        address: of the database that the library is in; None where it is in a file.
    """

    def __init__(self, folder: Path, most: int = MOST, address: SecretStr | None = None) -> None:
        self._file = folder / FILE
        self._most = most
        self._address = address
        self._kept: OwnTables | None = None
        self._lock = threading.Lock()

    def get(self, key: str) -> Written | None:
        """What was kept under a key."""
        if self._address is None and not self._file.exists():
            return None
        try:
            with self._opened() as db:
                row = db.execute("SELECT written FROM answers WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    db.execute(f"UPDATE answers SET used = {_NEXT} WHERE key = ?", (key,))  # noqa: S608
        except (sqlite3.Error, LibraryError) as error:
            log.info("the answers kept cannot be read: %s", error)
            return None
        try:
            return Written.model_validate_json(row[0]) if row else None
        except ValidationError:
            return None

    def put(self, key: str, written: Written) -> None:
        """Keep an answer, and let those not used for longest go."""
        try:
            with self._opened() as db:
                db.execute(
                    f"INSERT INTO answers (key, written, used) VALUES (?, ?, {_NEXT}) "  # noqa: S608
                    "ON CONFLICT (key) DO UPDATE SET written = excluded.written, used = excluded.used",
                    (key, written.model_dump_json()),
                )
                db.execute(
                    "DELETE FROM answers WHERE key NOT IN "
                    "(SELECT key FROM answers ORDER BY used DESC LIMIT ?)",
                    (self._most,),
                )
        except (sqlite3.Error, LibraryError) as error:
            log.info("an answer cannot be kept: %s", error)

    @contextmanager
    def _opened(self) -> Iterator[Session]:
        """A transaction."""
        if self._address is not None:
            with self._tables(self._address).writing() as tables:
                yield tables
            return
        with self._lock, closing(sqlite3.connect(self._file, timeout=2)) as db, db:
            db.execute(_TABLE)
            yield db

    def _tables(self, address: SecretStr) -> OwnTables:
        with self._lock:
            if self._kept is None:
                from retrieval.store.own_tables import OwnTables

                self._kept = OwnTables(address, "answers", (_TABLE,), "answers")
            return self._kept
