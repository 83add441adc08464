"""What is killed: five kinds of work on a library, each of which says what it has committed as it goes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from benchmarks.reliability.killing.bulletins import Bulletin, write
from bot.desk import Newsdesk
from ingestion.watching import watch
from retrieval.article import Article
from retrieval.library import Library
from retrieval.store.sqlite_store import SqliteStore

Kind = Literal["ingest", "watch", "reindex", "change", "remove"]
KINDS: tuple[Kind, ...] = ("ingest", "watch", "reindex", "change", "remove")


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work, and what the library holds when it is done.

    Args:
        kind: what is done.
        put: the editions that it brings, by file or feed.
        out: the bulletins that it removes.
        gone: those whose pages are gone, so that they are withdrawn.
        by_feed: whether it looks at feeds.
        file: the file that it takes in, where it does.
        addresses: of bulletins, by their number.
    """

    kind: Kind
    put: tuple[Bulletin, ...] = ()
    out: tuple[Bulletin, ...] = ()
    gone: tuple[Bulletin, ...] = ()
    by_feed: bool = False
    file: Path | None = None
    addresses: dict[int, str] = field(default_factory=dict)

    def prepared(self, folder: Path) -> Work:
        """The same, its file written."""
        if self.by_feed or not self.put:
            return self
        file = write(folder / "work.jsonl", self.put)
        return Work(self.kind, self.put, self.out, self.gone, self.by_feed, file, self.addresses)

    def run(self, desk: Newsdesk) -> None:
        """Do it; what is done already is left as it is."""
        if self.file is not None:
            desk.ingest([self.file])
        if self.by_feed:
            _watched(desk)
        if self.kind == "reindex":
            desk.reindex()
        for bulletin in self.out:
            if desk._library.find(canonical=bulletin.url) is not None:
                desk.remove(bulletin.url)


def _watched(desk: Newsdesk) -> None:
    """A round as `newsdesk watch` makes it, by a clock by which all feeds are due."""
    later = datetime.now(UTC) + timedelta(days=1 + len(desk.feeds()))

    checked = [feed.last_checked for feed in desk.feeds() if feed.last_checked]
    start = max([later, *checked])
    watch(
        desk.check_feeds,
        desk.feeds,
        lambda found: None,
        wait=lambda seconds: True,
        clock=lambda: start + timedelta(hours=1),
    )


def telling(fd: int) -> None:
    """Have this process write what it has committed to a pipe, after the commit and before all else."""
    waiting: list[tuple[str, str, str]] = []
    put, remove, withdraw = Library.put, Library.remove, Library.withdraw
    transaction: Callable[[SqliteStore], Any] = SqliteStore.transaction

    def told_put(self: Library, article: Article, *rest: Any) -> int:
        done = put(self, article, *rest)
        waiting.append(("in", article.url or "", article.version))
        return done

    def told_remove(self: Library, id: str) -> Article:
        done = remove(self, id)
        waiting.append(("out", done.url or "", ""))
        return done

    def told_withdraw(self: Library, id: str, at: datetime, reason: str) -> bool:
        done = withdraw(self, id, at, reason)
        waiting.append(("gone", self.article(id).url or "", ""))
        return done

    @contextmanager
    def told_transaction(self: SqliteStore) -> Iterator[None]:
        try:
            with transaction(self):
                yield
            if waiting:
                os.write(fd, "".join(f"{json.dumps(one)}\n" for one in waiting).encode())
        finally:
            waiting.clear()

    for owner, name, told in (
        (Library, "put", told_put),
        (Library, "remove", told_remove),
        (Library, "withdraw", told_withdraw),
        (SqliteStore, "transaction", told_transaction),
    ):
        setattr(owner, name, told)
