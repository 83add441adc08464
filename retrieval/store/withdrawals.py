"""Articles whose page is gone: still in the library for old citations, but no longer answered from."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from retrieval.store.database import Database


class Withdrawal(BaseModel):
    """That an article was withdrawn."""

    model_config = ConfigDict(frozen=True)

    at: datetime = Field(description="UTC instant at which it was noticed.")
    reason: str


class Withdrawals(Database):
    """The part of the library that knows which articles are withdrawn."""

    def withdraw(self, id: str, at: datetime, reason: str) -> bool:
        """Mark the article with exactly this id; call inside `transaction`.

        Returns:
            Whether it was not marked before; the first mark stands.
        """
        cursor = self._db.execute(
            "UPDATE articles SET withdrawn = ?, withdrawn_why = ? WHERE id = ? AND withdrawn IS NULL",
            (at.isoformat(timespec="seconds"), reason, id),
        )
        return cursor.rowcount > 0

    def restore(self, id: str) -> None:
        """Take the mark off again: the page is back; call inside `transaction`."""
        self._db.execute(
            "UPDATE articles SET withdrawn = NULL, withdrawn_why = NULL "
            "WHERE id = ? AND withdrawn IS NOT NULL",
            (id,),
        )

    def withdrawal(self, id: str) -> Withdrawal | None:
        """When and why the article with exactly this id was withdrawn; None if it is not."""
        row = self._db.execute(
            "SELECT withdrawn, withdrawn_why FROM articles WHERE id = ? AND withdrawn IS NOT NULL", (id,)
        ).fetchone()
        return None if row is None else Withdrawal(at=row[0], reason=row[1])

    def withdrawn(self, until: datetime) -> dict[int, str]:
        """Keys and ids of the articles withdrawn by an instant (UTC)."""
        rows = self._db.execute("SELECT key, id FROM articles WHERE withdrawn <= ?", (until.isoformat(),))
        return {int(key): str(id_) for key, id_ in rows}
