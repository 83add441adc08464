"""Keeps the vectors in a Chroma server in step with the library, and asks it.

Every node may tell it, one at a time: who does holds a lease. How far it has
been told stands in the library, for all of them. Where the server fails nothing
is lost: the changes wait in the log, and questions are answered by the exact pass.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from config.errors import LibraryBusyError, LibraryError
from retrieval.index.chroma_server import ChromaServer
from retrieval.index.vector_index import ExactIndex
from retrieval.library import Library
from retrieval.store.leases import Lease
from retrieval.store.outbox import Change, last_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.index.chroma_collection import ChromaCollection, CollectionFacts

BATCH = 2000
PROBES = 8

LASTS = timedelta(seconds=60)
"""How long a process that tells the server may be silent before another takes over."""

RESTS = 10.0
"""Seconds for which a server that failed is not asked again."""

FRESH = 4000
"""Passages that the server was not told of yet which are looked at one by one, the latest of them."""

LIBRARY = "library id"
"""The fact that tells this library from others in one server; made up when it is first told of this one."""

_log = logging.getLogger(__name__)


class ServerVectors:
    """The vectors of a library in a Chroma server.

    Args:
        library: the library.
        server: where they are.
    """

    def __init__(self, library: Library, server: ChromaServer) -> None:
        self._library = library
        self._server = server
        self._me = uuid.uuid4().hex
        self._opening = threading.RLock()
        self._open: ChromaCollection | None = None
        self._looked_at = -1
        self._rests_until = 0.0

    @property
    def replica(self) -> str:
        """Under which name the library knows how far it was told."""
        server = self._server
        return f"chroma {server.tenant}/{server.database}/{server.collection}"

    @property
    def waiting(self) -> int:
        """How many changes it was not told."""
        seen = self._library.seen(self.replica)
        if seen is None:
            return self._library.count("passages")
        return self._library.waiting(seen)

    def catch_up(self) -> None:
        """Tell it what it was not told, unless another process does; where it fails that is logged."""
        if not self.waiting:
            return
        try:
            with self._alone() as lease:
                self._follow(lease)
        except LibraryBusyError:
            return
        except LibraryError as error:
            self._failed(error, "The articles are in; it is told of them later")

    def mend(self) -> None:
        """Have it hold what the library holds, unless another process sees to it; logs as `catch_up` does."""
        self.catch_up()
        try:
            with self._alone() as lease:
                faults = self._faults()
                if faults:
                    _log.warning("%s; it is filled anew", "; ".join(faults))
                    self._fill(lease)
        except LibraryBusyError:
            return
        except LibraryError as error:
            self._failed(error, "The articles are in; it is told of them later")

    def rebuild(self) -> None:
        """Fill it anew from the library's vectors; the old collection answers until then.

        Raises:
            LibraryBusyError: another process is telling it.
            LibraryError: it fails.
        """
        with self._alone() as lease:
            self._fill(lease)

    def faults(self) -> list[str]:
        """What does not agree with the library, in words."""
        try:
            return [] if self.waiting else self._faults()
        except LibraryError as error:
            return [error.message]

    def collection(self) -> ChromaCollection:
        """The collection, looked up at its first use.

        Raises:
            LibraryError: the server fails, or the collection is not there, or another's.
        """
        return self._collection()

    def near(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Keys and cosines of the nearest passages; nothing where the server fails or lacks some."""
        if time.monotonic() < self._rests_until:
            return []
        try:
            self._look()
            found = self._collection().query(vector, limit)
        except LibraryError as error:
            self._failed(error, "Every vector is looked at instead")
            return []
        fresh = self._fresh()
        if fresh:
            found = [(key, cosine) for key, cosine in found if key not in fresh]
            found += ExactIndex(self._library, keys=fresh).query(vector, limit)
            found.sort(key=lambda pair: -pair[1])
        return found[:limit]

    def close(self) -> None:
        """Let go of its connections."""
        with self._opening:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _collection(self, *, create: bool = False) -> ChromaCollection:
        from retrieval.index.chroma_collection import ChromaCollection

        with self._opening:
            if self._open is None:
                self._open = ChromaCollection(self._server, self._facts(), create=create)
            return self._open

    def _facts(self) -> CollectionFacts:
        from retrieval.index.chroma_collection import CollectionFacts

        rows = self._library.vector_rows(limit=1)
        dimension = len(rows[0][1]) // 4 if rows else 1
        return CollectionFacts(
            self._library.meta("model") or "", dimension, self._library.meta(LIBRARY) or "none yet"
        )

    @contextmanager
    def _alone(self) -> Iterator[Lease]:
        with self._library.transaction():
            if self._library.meta(LIBRARY) is None:
                self._library.set_meta(LIBRARY, uuid.uuid4().hex)
            lease = self._library.take(self.replica, self._me, LASTS)
        if lease is None:
            raise LibraryBusyError(
                f"Another Newsdesk is telling the Chroma server {self._server.url} what is new.",
                "Wait until it has finished.",
            )
        try:
            yield lease
        finally:
            # What cannot be given back runs out.
            with suppress(LibraryError), self._library.transaction():
                self._library.release(lease)

    def _follow(self, lease: Lease) -> None:
        seen = self._library.seen(self.replica)
        if seen is None or self._library.astray(seen):
            self._fill(lease)
            return
        from retrieval.index.chroma_collection import CollectionStaleError

        try:
            while changes := self._library.pending(BATCH, after=seen):
                self._tell(changes)
                seen = changes[-1].key
                self._record(lease, seen)
        except CollectionStaleError as stale:
            _log.warning("%s It is filled anew", stale.message)
            self._fill(lease)

    def _tell(self, changes: list[Change]) -> None:
        added, gone = last_words(changes, "passage")
        rows = self._library.vectors_of(added)
        if rows:
            self._collection(create=True).upsert([key for key, _ in rows], _stacked(rows))
        if gone:
            self._collection().delete(gone)

    def _record(self, lease: Lease, seen: int, *, anew: bool = False) -> None:
        with self._library.transaction():
            self._keep(lease)
            self._library.reached(self.replica, seen)
            if anew:
                self._library.begun_anew()

    def _keep(self, lease: Lease) -> None:
        if not self._library.renew(lease, LASTS):
            raise LibraryBusyError(
                f"Another Newsdesk has taken over from this one at the Chroma server {self._server.url}.",
                "Wait until it has finished.",
            )

    def _fill(self, lease: Lease) -> None:
        from retrieval.index.chroma_collection import ChromaCollection

        # What changes from here on is told after.
        seen = self._library.last_change()
        fresh = ChromaCollection(self._server, self._facts(), beside=True)
        after = 0
        try:
            while rows := self._library.vector_rows(after=after, limit=BATCH):
                fresh.upsert([key for key, _ in rows], _stacked(rows))
                after = rows[-1][0]
                with self._library.transaction():
                    self._keep(lease)
            if after:
                fresh.replace()
            else:
                # One made before there is a vector would say the wrong dimension.
                fresh.discard()
        except BaseException:
            fresh.close()
            raise
        with self._opening:
            self.close()
            self._open = fresh if after else None
        self._record(lease, seen, anew=True)

    def _faults(self) -> list[str]:
        """What does not agree, where nobody else tells it and nothing is waiting."""
        from retrieval.index.chroma_collection import CollectionGoneError, CollectionStaleError

        held = self._library.count("passages")
        # Without a vector nobody knows their dimension, which a collection is made with.
        if not held:
            return []
        try:
            collection = self._collection()
            told = collection.count()
        except (CollectionGoneError, CollectionStaleError) as found:
            return [found.message.rstrip(".")]
        if self.waiting:
            return []
        if told < held:
            return [f"Chroma holds {told} of {held} vectors"]
        rows = self._library.vector_rows(limit=PROBES)
        lost = [
            key
            for key, vector in rows
            if all(cosine < 1 - 1e-3 for _, cosine in collection.query(np.frombuffer(vector, "<f4"), 1))
        ]
        return [f"Chroma does not find {len(lost)} of {len(rows)} vectors by themselves"] if lost else []

    def _look(self) -> None:
        """See, once for each state of the library, that it has all that it was told of."""
        state = self._library.state()
        if state == self._looked_at:
            return
        held = self._library.count("passages")
        # What was told since makes them more, or fewer, and what is waiting was not told.
        lacking = held - self.waiting - self._collection().count()
        if lacking > 0 and lacking > self._library.overtaken():
            raise LibraryError(
                f"The Chroma server {self._server.url} lacks passages.", "Run: newsdesk reindex"
            )
        self._looked_at = state

    def _fresh(self) -> set[int]:
        seen = self._library.seen(self.replica)
        if seen is None or not self._library.waiting(seen):
            return set()
        after = max(seen, self._library.last_change() - FRESH)
        return set(last_words(self._library.pending(FRESH, after=after), "passage")[0])

    def _failed(self, error: LibraryError, instead: str) -> None:
        # Each time it fails is told once, not with every question.
        if time.monotonic() >= self._rests_until:
            _log.warning("%s %s. %s", error.message, instead, error.hint)
        self._rests_until = time.monotonic() + RESTS
        self.close()


def _stacked(rows: list[tuple[int, bytes]]) -> NDArray[np.float32]:
    return np.stack([np.frombuffer(vector, "<f4") for _, vector in rows])
