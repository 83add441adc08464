"""The addresses fetched: which article each became, and by what to tell later whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.store.database import Database

PageStatus = Literal["page", "listing", "gone"]


@dataclass(frozen=True, slots=True)
class PageState:
    """An address as it was when last fetched.

    Args:
        address: as it was asked for.
        article: id of the article that it is; None for a listing of others, such as a feed.
        etag, last_modified: what the server gave to ask by the next time.
        digest: of the body, and of the way it was read.
        fetched_at: ISO 8601 instant.
        status: an article's page, a listing of others, or gone.
    """

    address: str
    article: str | None
    etag: str | None
    last_modified: str | None
    digest: str
    fetched_at: str
    status: PageStatus


class PageLog(Database):
    """The addresses fetched, one row each."""

    def page(self, address: str) -> PageState | None:
        """An address as it was when last fetched; None if it never was."""
        row = self._db.execute(
            "SELECT address, article, etag, last_modified, digest, fetched_at, status FROM pages "
            "WHERE address = ?",
            (address,),
        ).fetchone()
        return None if row is None else PageState(*row)

    def set_page(self, state: PageState) -> None:
        """Record an address, replacing what stood there; call inside `transaction`."""
        self._db.execute(
            "INSERT INTO pages (address, article, etag, last_modified, digest, fetched_at, status) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET article = excluded.article, "
            "etag = excluded.etag, last_modified = excluded.last_modified, digest = excluded.digest, "
            "fetched_at = excluded.fetched_at, status = excluded.status",
            (
                state.address,
                state.article,
                state.etag,
                state.last_modified,
                state.digest,
                state.fetched_at,
                state.status,
            ),
        )

    def pages_of(self, article: str) -> list[str]:
        """The addresses at which an article was read."""
        rows = self._db.execute("SELECT address FROM pages WHERE article = ? ORDER BY address", (article,))
        return [str(row[0]) for row in rows]

    def forget_pages(self, article: str) -> None:
        """Forget the addresses of an article, so that they are read again; call inside `transaction`."""
        self._db.execute("DELETE FROM pages WHERE article = ?", (article,))
