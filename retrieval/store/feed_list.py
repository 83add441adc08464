"""The addresses that are followed, and when each was last looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from retrieval.store.database import Database


class Feed(BaseModel):
    """An address looked at again and again."""

    model_config = ConfigDict(frozen=True)

    address: str
    every_seconds: int = Field(gt=0, description="Time between two looks.")
    added: datetime
    last_checked: datetime | None = None
    note: str | None = Field(None, description="What was wrong with it when it was last looked at.")

    @property
    def due(self) -> datetime | None:
        """When it is to be looked at next; None for at once."""
        if self.last_checked is None:
            return None
        return self.last_checked + timedelta(seconds=self.every_seconds)


class FeedList(Database):
    """The addresses followed, one row each, and which articles came in through which address."""

    def feeds(self) -> list[Feed]:
        """All of them, in the order in which they were added."""
        names = ("address", "every_seconds", "added", "last_checked", "note")
        rows = self._db.execute(f"SELECT {', '.join(names)} FROM feeds ORDER BY added, address")  # noqa: S608
        return [Feed.model_validate(dict(zip(names, row, strict=True))) for row in rows]

    def add_feed(self, feed: Feed) -> bool:
        """Follow an address; call inside `transaction`.

        Returns:
            Whether it was not followed before; one that is stays as it is.
        """
        cursor = self._db.execute(
            "INSERT INTO feeds (address, every_seconds, added) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (feed.address, feed.every_seconds, feed.added.isoformat()),
        )
        return cursor.rowcount > 0

    def remove_feed(self, address: str) -> bool:
        """Follow an address no longer, and say whether it was followed; call inside `transaction`."""
        return self._db.execute("DELETE FROM feeds WHERE address = ?", (address,)).rowcount > 0

    def set_checked(self, address: str, at: datetime, note: str | None) -> None:
        """Record that an address was looked at; call inside `transaction`."""
        self._db.execute(
            "UPDATE feeds SET last_checked = ?, note = ? WHERE address = ?", (at.isoformat(), note, address)
        )

    def came_through(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Record of articles, by id, through which address each came in; call inside `transaction`."""
        self._db.executemany(
            "INSERT INTO came_through (article, feed) SELECT key, ? FROM articles WHERE id = ? "
            "ON CONFLICT DO NOTHING",
            [(feed, id_) for id_, feed in pairs],
        )

    def led_to_others(self, address: str) -> bool:
        """Whether articles came in through an address that do not stand there, as through a feed's."""
        row = self._db.execute(
            "SELECT 1 FROM came_through c JOIN articles a ON a.key = c.article WHERE c.feed = ? "
            "AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.address = c.feed AND p.article = a.id) LIMIT 1",
            (address,),
        ).fetchone()
        return row is not None

    def ways_to(self, id: str) -> list[str]:
        """The addresses, followed or named by the user, through which the article with this id came in."""
        rows = self._db.execute(
            "SELECT c.feed FROM came_through c JOIN articles a ON a.key = c.article WHERE a.id = ? "
            "ORDER BY c.feed",
            (id,),
        )
        return [str(row[0]) for row in rows]
