"""The nearest passages by the quantised index, made exact by the library's vectors."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from config.errors import LibraryError
from retrieval.index.vector_index import Unindexed
from retrieval.index.vector_projection import microseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.index.projections import Projections
    from retrieval.library import Library

SPARE = 20
"""So many more than are wanted are looked at exactly: by bytes the order of the last may be mistaken."""

OFF = 0.02
"""Cosines by bytes are within .002 of the true ones; a mean further off is of another vector."""

_log = logging.getLogger(__name__)


class QuantisedNearest:
    """What could be read at an instant, by the index; by the exact pass where that cannot be trusted.

    Args:
        projections: has the index.
        library: the library it was made from.
        until: the instant.
    """

    def __init__(self, projections: Projections, library: Library, until: datetime) -> None:
        self._projections = projections
        self._library = library
        self._until = until

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        try:
            return self._found(vector, limit, only)
        except LibraryError as error:
            _log.warning("Every vector is looked at instead of the vector index: %s", error)
        return Unindexed(self._library, self._until).query(vector, limit, only=only)

    def _found(
        self, vector: NDArray[np.float32], limit: int, only: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        # In this order: what is waiting now may have been told when the index is opened, never the reverse.
        waiting, stored = self._projections.waiting(), self._library.count("passages")
        index = self._projections.vectors.index()
        apart = abs(stored - index.manifest.live)
        # Asked last, and seldom: it may have been told of what was written after the moment read here.
        if apart > waiting and apart > waiting + self._library.overtaken():
            lacking = f"The vector index holds {index.manifest.live} of {stored} vectors."
            raise LibraryError(lacking, "Run: newsdesk ingest, or newsdesk reindex")
        keys, near = index.query(vector, limit + SPARE, until=microseconds(self._until), only=only)
        rows = self._library.vectors_of(keys.tolist())
        if not len(keys):
            return []
        gone = len(keys) - len(rows)
        if not rows or (gone > waiting and gone > waiting + self._library.overtaken()):
            raise LibraryError(
                "The vector index has other passages than the library.", "Run: newsdesk reindex"
            )
        held = np.fromiter((key for key, _ in rows), np.int64, len(rows))
        joined = b"".join(one for _, one in rows)
        cosines = np.frombuffer(joined, "<f4").reshape(len(rows), -1) @ vector
        by_key = np.argsort(keys)
        expected = near[by_key[np.searchsorted(keys, held, sorter=by_key)]]
        # What is no number is not near.
        with np.errstate(invalid="ignore"):
            off = float(np.abs(cosines - expected).mean())
        if not off <= OFF:
            raise LibraryError(
                "The vector index has other vectors than the library.", "Run: newsdesk reindex"
            )
        best = np.lexsort((held, -cosines))[:limit]
        return list(zip(held[best].tolist(), cosines[best].tolist(), strict=True))

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._library.count("passages")
