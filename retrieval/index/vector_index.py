"""What an index of vectors must do, and the exact one, straight from the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray


READ_ONE_BY_ONE = 4000
"""Passages up to which a limited search reads each one's vector from the library: some 20 ms."""


class NearestPassages(Protocol):
    """Finds the passages nearest to a question's vector.

    Keys are those of the library's passages; one that is gone there is dropped
    by whoever asks.
    """

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Keys and cosines of the nearest passages, nearest first; of those in ``only`` where it is given."""
        ...

    def count(self) -> int:
        """How many vectors it holds."""
        ...


class VectorIndex(Protocol):
    """An index kept beside the library: a projection that can be thrown away and rebuilt."""

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Keys and cosines of the nearest passages, nearest first."""
        ...

    def count(self) -> int:
        """How many vectors it holds."""
        ...

    def upsert(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Put in or replace. ``vectors``: shape (keys, dimension), each of length 1."""
        ...

    def delete(self, keys: Sequence[int]) -> None:
        """Take out; keys that are not there are passed over."""
        ...

    def flush(self) -> None:
        """Have all that was put in searchable and on disk."""
        ...

    def close(self) -> None:
        """Let go of files and threads."""
        ...


class ExactIndex:
    """One product over every vector of the library that may be used: no index, nothing to go stale.

    10 ms for 100,000 vectors of 384 dimensions and 150 MB of memory; a larger
    library wants Chroma.

    Args:
        library: where the vectors are.
        until: passages dated after it are left out. None for all.
        keys: only these passages, whatever their date.
    """

    def __init__(
        self, library: Library, until: datetime | None = None, keys: Iterable[int] | None = None
    ) -> None:
        if keys is None:
            rows = library.vector_rows(until=until.isoformat() if until else None)
        else:
            rows = sorted(library.vectors_of(keys))
        self._keys, self._vectors = _arrays(rows)

    def changed(self, gone: Iterable[int], rows: Sequence[tuple[int, bytes]]) -> ExactIndex:
        """The same without some passages, and with others put in or replaced; this one stays as it is.

        Args:
            gone: keys of those taken out.
            rows: keys and vectors' bytes of those put in.
        """
        keys, vectors = _arrays(rows)
        left = ~np.isin(self._keys, np.concatenate([keys, np.fromiter(gone, np.int64)]))
        keys = np.concatenate([self._keys[left], keys])
        # Of an empty index there is nothing to tell how wide it is.
        vectors = (
            np.concatenate([self._vectors[left], vectors])
            if left.any() and len(rows)
            else (vectors if len(rows) else self._vectors[left])
        )
        order = np.argsort(keys, kind="stable")
        other = object.__new__(ExactIndex)
        other._keys, other._vectors = keys[order], vectors[order]
        return other

    def query(
        self,
        vector: NDArray[np.float32],
        limit: int,
        *,
        only: NDArray[np.int64] | None = None,
        without: NDArray[np.int64] | None = None,
    ) -> list[tuple[int, float]]:
        """Keys and cosines of the nearest passages, nearest first; those in ``without`` are left out."""
        if not len(self._keys):
            return []
        cosines = self._vectors @ vector
        if only is not None:
            left = np.full(len(cosines), -2.0, cosines.dtype)
            at = self._at(only)
            left[at] = cosines[at]
            cosines = left
        if without is not None:
            cosines[self._at(without)] = -2.0
        best = np.argpartition(-cosines, min(limit, len(cosines)) - 1)[:limit]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [(int(self._keys[i]), float(cosines[i])) for i in best if cosines[i] >= -1.5]

    def _at(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where these keys stand, those that it has."""
        at: NDArray[np.intp] = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.extract(self._keys[at] == keys, at)

    def count(self) -> int:
        """How many vectors it looks at."""
        return len(self._keys)


def _arrays(rows: Sequence[tuple[int, bytes]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    keys = np.fromiter((key for key, _ in rows), np.int64, len(rows))
    joined = b"".join(vector for _, vector in rows)
    dimension = len(rows[0][1]) // 4 if rows else 1
    return keys, np.frombuffer(joined, "<f4").reshape(len(rows), dimension)


class Unindexed:
    """The exact pass where an index cannot be asked: what it reads of the library is read and forgotten.

    Args:
        library: where the vectors are.
        until: passages dated after it are left out.
    """

    PART = 20_000
    """Vectors held at a time: 31 MB of 384 dimensions."""

    def __init__(self, library: Library, until: datetime) -> None:
        self._library = library
        self._until = until

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        if only is not None and len(only) <= READ_ONE_BY_ONE:
            places = self._library.places(only.tolist())
            may = [key for key, place in places.items() if place.dated is None or place.dated <= self._until]
            return ExactIndex(self._library, keys=may).query(vector, limit)
        best: list[tuple[int, float]] = []
        after, until = 0, self._until.isoformat()
        while rows := self._library.vector_rows(after, self.PART, until):
            keys, vectors = _arrays(rows)
            cosines = vectors @ vector
            if only is not None:
                keep = np.isin(keys, only)
                keys, cosines = keys[keep], cosines[keep]
            order = np.argsort(-cosines, kind="stable")[:limit]
            best += zip(keys[order].tolist(), cosines[order].tolist(), strict=True)
            best = sorted(best, key=lambda pair: -pair[1])[:limit]
            after = rows[-1][0]
        return best

    def count(self) -> int:
        """How many vectors it looks at."""
        return self._library.count("passages")
