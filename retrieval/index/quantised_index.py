"""Vectors of a large library, in files of its own: found by their signs, ranked by a byte a dimension.

452 bytes a passage of 384 dimensions, of which a question reads 48 of signs and then 384 of some thousands.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.index import quantising
from retrieval.index.vector_files import VectorFiles

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.index.vector_files import Manifest

RANKED = 4000
"""Rows that are ranked by their bytes: the nearest by signs, or all where fewer may be found."""

REBUILD_SHARE = 0.2
"""Built anew when this share of its rows is dead."""

FEWEST_DEAD = 500
"""Fewer dead rows are never worth it."""

UNDATED = np.iinfo(np.int64).min
"""The time of a row that has none."""


class QuantisedIndex:
    """The index as its manifest had it when it was opened; adding and deleting give the next one.

    Args:
        files: its files.
    """

    def __init__(self, files: VectorFiles) -> None:
        self._files = files

    @classmethod
    def open(cls, folder: Path) -> QuantisedIndex:
        """Raises LibraryError where its files are missing or damaged."""
        return cls(VectorFiles(folder))

    @property
    def manifest(self) -> Manifest:
        """What it holds."""
        return self._files.manifest

    @property
    def keys(self) -> NDArray[np.int64]:
        """The keys that it holds, in no order."""
        kept: NDArray[np.int64] = self._files["keys"][self._alive]
        return kept

    def query(
        self,
        vector: NDArray[np.float32],
        limit: int,
        *,
        until: int | None = None,
        only: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Keys and near enough cosines of the nearest passages, nearest first.

        Args:
            vector: of length 1.
            limit: how many at most.
            until: microseconds since 1970; rows of a later time are passed over.
            only: keys, in order, of the passages that may be found.
        """
        rows = self._likely(vector, max(RANKED, limit), until, only)
        cosines = self._cosines(rows, vector)
        if limit < len(rows):
            best = np.argpartition(-cosines, limit)[:limit]
            rows, cosines = rows[best], cosines[best]
        order = np.argsort(-cosines, kind="stable")
        return self._files["keys"][rows[order]], cosines[order]

    def _likely(
        self,
        vector: NDArray[np.float32],
        wanted: int,
        until: int | None,
        only: NDArray[np.int64] | None,
    ) -> NDArray[np.intp]:
        """Rows that may be found, if there are many the likely ones of them."""
        files, most = self._files, self.manifest.dimension
        sought = quantising.signs(vector[None])[0]
        if only is not None:
            rows = self._rows_of(only)
            rows = rows[rows >= 0]
            if until is not None:
                rows = rows[files["times"][rows] <= until]
            if len(rows) <= wanted:
                return rows
            found = quantising.distances([column[rows] for column in files.signs], sought)
            return rows[quantising.least(found, wanted, most)]
        if not self.manifest.rows:
            return np.empty(0, np.intp)
        found = quantising.distances(files.signs, sought)
        found[files["gone"]] = most + 1
        if until is not None:
            found[files["times"] > until] = most + 1
        return quantising.least(found, wanted, most)

    def _cosines(self, rows: NDArray[np.intp], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        cosines: NDArray[np.float32] = self._files["codes"][rows].astype(np.float32) @ vector
        # Of a scale that is damaged anything may come, which is compared with the exact cosine.
        with np.errstate(over="ignore", invalid="ignore"):
            cosines *= self._files["scales"][rows]
        return cosines

    @cached_property
    def _alive(self) -> NDArray[np.bool_]:
        alive = np.ones(self.manifest.rows, np.bool_)
        alive[self._files["gone"]] = False
        return alive

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """Rows in the order of their keys; of several with one key the last was added last."""
        return np.argsort(self._files["keys"], kind="stable")

    def _rows_of(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """The row of each key; -1 where it has none."""
        held = self._files["keys"]
        if not len(held):
            return np.full(len(keys), -1, np.intp)
        if self.manifest.ordered:
            rows = np.searchsorted(held, keys, side="right") - 1
        else:
            rows = self._order[np.searchsorted(held, keys, side="right", sorter=self._order) - 1]
        return np.where((held[rows] == keys) & self._alive[rows], rows, -1)

    def agrees(self, key: int, vector: NDArray[np.float32]) -> bool:
        """Whether what it holds for a passage is what would be made of this vector."""
        row = self._rows_of(np.array([key]))[0]
        files = self._files
        if row < 0 or len(vector) != self.manifest.dimension:
            return False
        codes, scales = quantising.bytes_of(vector[None])
        return (
            bool(files["scales"][row] == scales[0])
            and [column[row] for column in files.signs] == quantising.signs(vector[None])[0].tolist()
            and np.array_equal(files["codes"][row], codes[0])
        )

    def disagreeing(
        self, keys: NDArray[np.int64], times: NDArray[np.int64], vectors: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        """Those of the keys for which it holds anything else than would be made of these vectors and times.

        Args:
            keys: as `upserted` takes them, as the others.
            times: likewise.
            vectors: likewise.
        """
        files = self._files
        rows = self._rows_of(keys)
        if vectors.shape[1] != self.manifest.dimension:
            return keys
        codes, scales = quantising.bytes_of(vectors)
        signed = quantising.signs(vectors)
        same = rows >= 0
        held = rows[same]
        same[same] = (
            (files["times"][held] == times[same])
            & (files["scales"][held] == scales[same])
            & (files["codes"][held] == codes[same]).all(axis=1)
            & np.all([column[held] == signed[same, n] for n, column in enumerate(files.signs)], axis=0)
        )
        return keys[~same]

    def upserted(
        self, keys: NDArray[np.int64], times: NDArray[np.int64], vectors: NDArray[np.float32]
    ) -> QuantisedIndex:
        """The index with these put in or replaced; one that is there just so is left as it is.

        Args:
            keys: each once.
            times: microseconds since 1970, `UNDATED` where there is none.
            vectors: shape (keys, dimension), each of length 1.

        Raises:
            LibraryError: its files are damaged, or cannot be written.
        """
        files = self._files
        codes, scales = quantising.bytes_of(vectors)
        rows = self._rows_of(keys)
        held = rows >= 0
        same = held.copy()
        same[held] = (
            (files["times"][rows[held]] == times[held])
            & (files["scales"][rows[held]] == scales[held])
            & (files["codes"][rows[held]] == codes[held]).all(axis=1)
        )
        new = ~same
        if not new.any():
            return self
        signed = quantising.signs(vectors[new])
        columns: dict[str, NDArray[Any]] = {
            "keys": keys[new],
            "times": times[new],
            "scales": scales[new],
            "codes": codes[new],
            "gone": rows[new & held],
            **{f"signs{n}": signed[:, n] for n in range(signed.shape[1])},
        }
        return QuantisedIndex(files.added(columns, ordered=self._stays_ordered(columns["keys"])))

    def _stays_ordered(self, keys: NDArray[np.int64]) -> bool:
        last = self._files["keys"][-1:]
        return self.manifest.ordered and bool((np.diff(np.concatenate([last, keys])) > 0).all())

    def deleted(self, keys: NDArray[np.int64]) -> QuantisedIndex:
        """The index without these; keys that are not there are passed over. Raises as `upserted` does."""
        rows = self._rows_of(keys)
        rows = np.unique(rows[rows >= 0])
        return QuantisedIndex(self._files.added({"gone": rows})) if len(rows) else self

    def noted(self, filled_to: int | None) -> QuantisedIndex:
        """The index with the key up to which it is filled noted down."""
        return QuantisedIndex(self._files.added({}, filled_to=filled_to))

    @property
    def worn(self) -> bool:
        """Whether so many rows are dead that building it anew pays."""
        return self.manifest.gone > max(FEWEST_DEAD, REBUILD_SHARE * self.manifest.rows)
