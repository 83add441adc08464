"""Which vectors are searched, and how: exactly while the library is small, by an index when it is large."""

from __future__ import annotations

import logging
from bisect import bisect_right
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from config.errors import LibraryError
from retrieval.index.projections import Projections
from retrieval.index.quantised_nearest import QuantisedNearest
from retrieval.index.vector_index import ExactIndex, NearestPassages
from retrieval.library import Library

EXACT_UP_TO = 5_000
"""Passages up to which every vector is looked at.

That is 8 MB of vectors, a millisecond a question once read, and no approximation. Of 27,000 a new
process takes 212 ms to read them, to open the quantised index and ask it 36.
"""

FEWEST = 50
"""If fewer of Chroma's nearest are of the day asked about, those days' vectors are looked at one by one."""

READ_ONE_BY_ONE = 4000
"""Passages up to which a limited search reads each one's vector from the library: some 20 ms."""

MOST_TIMES = 20
"""So many times the passages wanted are asked of Chroma at most, where only some of them may be found."""

_log = logging.getLogger(__name__)


class Nearest:
    """Chooses the index for a question.

    Args:
        library: where the vectors are.
        projections: has the index that is kept beside the library.
        wanted: the setting.
    """

    def __init__(
        self,
        library: Library,
        projections: Projections,
        wanted: Literal["auto", "quantised", "chroma", "exact"],
    ) -> None:
        self._library = library
        self._projections = projections
        self._wanted = wanted
        self._exact: tuple[int, ExactIndex, _Dates] | None = None

    @property
    def kind(self) -> str:
        """Which one answers now: "exact", "quantised" or "chroma"."""
        if self._wanted != "auto":
            return self._wanted
        return "exact" if self._library.count("passages") <= EXACT_UP_TO else "quantised"

    def at(self, until: datetime, within: NDArray[np.int64] | None = None) -> NearestPassages:
        """What to ask for passages that could be read at an instant.

        Args:
            until: the instant.
            within: keys, in order, of the passages that may be found at all; any if None.
        """
        near: NearestPassages
        kind = self.kind
        if kind == "exact":
            index, dates = self._whole()
            near = _Dated(index, dates.after(until))
        elif kind == "quantised":
            near = QuantisedNearest(self._projections.vectors, self._library, until)
        else:
            near = _Checked(self._projections, self._library, until)
        return near if within is None else _Within(near, within)

    def _whole(self) -> tuple[ExactIndex, _Dates]:
        """Every vector, and when each could first be read, kept until the library changes."""
        state = self._library.state()
        if self._exact is None or self._exact[0] != state:
            self._exact = (state, ExactIndex(self._library), _Dates(self._library))
        return self._exact[1:]


class _Dates:
    """When each passage could first be read."""

    def __init__(self, library: Library) -> None:
        self._instants, keys = library.keys_by_date()
        self._keys = np.array(keys, np.int64)

    def after(self, until: datetime) -> NDArray[np.int64]:
        """Keys of the passages of versions dated after an instant, in order."""
        # All are stored in UTC, so that the text sorts like the instants.
        return np.sort(self._keys[bisect_right(self._instants, until.isoformat()) :])


class _Dated:
    """An exact index of which only what could be read by then is used."""

    def __init__(self, index: ExactIndex, late: NDArray[np.int64]) -> None:
        self._index = index
        self._late = late

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        return self._index.query(vector, limit, only=only, without=self._late)

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._index.count()


class _Checked:
    """Chroma, with the library's own vectors where it fails or has too little of the day."""

    def __init__(self, projections: Projections, library: Library, until: datetime) -> None:
        self._projections = projections
        self._library = library
        self._until = until

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        if only is not None:
            return self._sifted(vector, limit, only) or self._kept(
                ExactIndex(self._library, keys=only.tolist()).query(vector, limit)
            )
        kept = self._kept(self._near(vector, limit))
        if len(kept) >= min(FEWEST, limit):
            return kept
        return ExactIndex(self._library, self._until).query(vector, limit)

    def _sifted(
        self, vector: NDArray[np.float32], limit: int, only: NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        """Those of Chroma's nearest that may be found; none where they are few, or too few are left."""
        times = 2 * self._library.count("passages") // max(1, len(only))
        if len(only) <= READ_ONE_BY_ONE or times > MOST_TIMES:
            return []
        near = self._near(vector, limit * max(1, times))
        allowed = np.isin([key for key, _ in near], only, kind="sort")
        kept = self._kept([pair for pair, may in zip(near, allowed, strict=True) if may][:limit])
        return kept if len(kept) >= min(FEWEST, limit) else []

    def _kept(self, near: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Those that could be read by then."""
        places = self._library.places(key for key, _ in near)
        return [
            (key, cosine)
            for key, cosine in near
            if key in places and ((dated := places[key].dated) is None or dated <= self._until)
        ]

    def _near(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """What Chroma finds; nothing where it fails or lacks passages that it should have."""
        waiting = self._library.count("pending")
        stored = self._library.count("passages")
        try:
            index = self._projections.chroma_to_read()
            if stored - index.count() <= waiting:
                return index.query(vector, limit)
            _log.warning("Chroma lacks passages; every vector is looked at instead. Run: newsdesk reindex")
        except LibraryError as error:
            _log.warning("Every vector is looked at instead of Chroma: %s", error)
            if not self._projections.writing:
                self._projections.close()
        return []

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._projections.chroma_to_read().count()


class _Within:
    """An index of which only some passages may be found."""

    def __init__(self, near: NearestPassages, within: NDArray[np.int64]) -> None:
        self._near = near
        self._within = within

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        allowed = self._within if only is None else np.intersect1d(only, self._within)
        return self._near.query(vector, limit, only=allowed)

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return len(self._within)
