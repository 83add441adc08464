"""Which vectors are searched, and how: exactly while the library is small, by an index when it is large."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.errors import LibraryError
from retrieval.index.projections import Projections
from retrieval.index.quantised_nearest import OFF, QuantisedNearest
from retrieval.index.vector_index import READ_ONE_BY_ONE, ExactIndex, NearestPassages, Unindexed
from retrieval.library import Library
from retrieval.store.outbox import Change, last_words
from retrieval.store.passage_store import Place

EXACT_UP_TO = 5_000
"""Passages up to which every vector is looked at.

That is 8 MB of vectors, a millisecond a question once read, and no approximation. Of 27,000 a new
process takes 212 ms to read them, to open the quantised index and ask it 36.
"""

FEWEST = 50
"""If fewer of Chroma's nearest are of the day asked about, those days' vectors are looked at one by one."""

MOST_TIMES = 20
"""So many times the passages wanted are asked of Chroma at most, where only some of them may be found."""

MOST_FOLLOWED = 5000
"""Changes that the exact index follows one by one; after more it is read anew."""

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
        self._exact: _Whole | None = None

    @property
    def kind(self) -> str:
        """Which one answers now: "exact", "quantised" or "chroma"."""
        if self._wanted != "auto":
            return self._wanted
        if self._library.count("passages") <= EXACT_UP_TO:
            return "exact"
        return "quantised" if self._projections.server is None else "chroma"

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
            near = QuantisedNearest(self._projections, self._library, until)
        else:
            near = _Checked(self._projections, self._library, until)
        return near if within is None else _Within(near, within)

    def _whole(self) -> tuple[ExactIndex, _Dates]:
        """Every vector, and when each could first be read, following the library as it changes."""
        state = self._library.state()
        held = self._exact
        if held is None or held.state != state:
            self._exact = held = self._followed(held, state)
        return held.exact, held.dates

    def _followed(self, held: _Whole | None, state: int) -> _Whole:
        generation = self._library.generation()
        seen = self._library.last_change()
        changes: list[Change] | None = None
        if held is not None and held.generation == generation and held.seen >= self._library.trimmed():
            changes = self._library.pending(MOST_FOLLOWED + 1, after=held.seen)
        if held is None or changes is None or len(changes) > MOST_FOLLOWED:
            return _Whole(state, generation, seen, ExactIndex(self._library), _Dates(self._library))
        added, gone = last_words(changes, "passage")
        index, dates = held.exact, held.dates
        if added or gone:
            index = index.changed(gone, self._library.vectors_of(added))
            dates = dates.changed(gone, self._library.places(added))
        seen = changes[-1].key if changes else held.seen
        return _Whole(state, generation, seen, index, dates)


class _Whole(NamedTuple):
    """The exact index, and of what state of the library it is."""

    state: int
    generation: tuple[str | None, str | None]
    seen: int
    exact: ExactIndex
    dates: _Dates


class _Dates:
    """When each passage could first be read."""

    def __init__(self, library: Library) -> None:
        instants, keys = library.keys_by_date()
        self._set(list(zip(instants, keys, strict=True)))

    def _set(self, dated: list[tuple[str, int]]) -> None:
        self._dated = dated
        self._keys = np.fromiter((key for _, key in dated), np.int64, len(dated))

    def changed(self, gone: Iterable[int], places: Mapping[int, Place]) -> _Dates:
        """The same without some passages, and with others put in or replaced; this one stays as it is."""
        without = {*gone, *places}
        dated = [pair for pair in self._dated if pair[1] not in without]
        dated += [(place.dated.isoformat(), key) for key, place in places.items() if place.dated]
        other = object.__new__(_Dates)
        other._set(sorted(dated))
        return other

    def after(self, until: datetime) -> NDArray[np.int64]:
        """Keys of the passages of versions dated after an instant, in order."""
        # All are stored in UTC, so that the text sorts like the instants.
        at = bisect_right(self._dated, until.isoformat(), key=lambda pair: pair[0])
        return np.sort(self._keys[at:])


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
        self._unindexed = Unindexed(library, until)

    def query(
        self, vector: NDArray[np.float32], limit: int, *, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        if only is not None:
            return self._sifted(vector, limit, only) or self._unindexed.query(vector, limit, only=only)
        kept = self._kept(self._near(vector, limit), vector)
        if len(kept) >= min(FEWEST, limit):
            return kept
        return self._unindexed.query(vector, limit)

    def _sifted(
        self, vector: NDArray[np.float32], limit: int, only: NDArray[np.int64]
    ) -> list[tuple[int, float]]:
        """Those of Chroma's nearest that may be found; none where they are few, or too few are left."""
        times = 2 * self._library.count("passages") // max(1, len(only))
        if len(only) <= READ_ONE_BY_ONE or times > MOST_TIMES:
            return []
        near = self._near(vector, limit * max(1, times))
        allowed = np.isin([key for key, _ in near], only, kind="sort")
        kept = self._kept([pair for pair, may in zip(near, allowed, strict=True) if may][:limit], vector)
        return kept if len(kept) >= min(FEWEST, limit) else []

    def _kept(self, near: list[tuple[int, float]], vector: NDArray[np.float32]) -> list[tuple[int, float]]:
        """Those that could be read by then; none where what was found is near for another vector's sake."""
        places = self._library.places(key for key, _ in near)
        stored = dict(self._library.vectors_of(key for key, _ in near))
        gone, waiting = len(near) - len(places), self._waiting()
        if gone > waiting and gone > waiting + self._library.overtaken():
            _log.warning("Chroma has passages that are gone. Run: newsdesk reindex")
            return []
        off = [abs(cosine - _cosine(stored[key], vector)) for key, cosine in near if key in stored]
        if off and sum(off) / len(off) > OFF:
            _log.warning("Chroma has other vectors than the library. Run: newsdesk reindex")
            return []
        return [
            (key, cosine)
            for key, cosine in near
            if key in places and ((dated := places[key].dated) is None or dated <= self._until)
        ]

    def _waiting(self) -> int:
        """How many changes the index need not have been told yet."""
        server = self._projections.server
        return self._projections.waiting() if server is None else server.waiting

    def _near(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """What Chroma finds; nothing where it fails or lacks passages that it should have."""
        if self._projections.server is not None:
            return self._projections.server.near(vector, limit)
        waiting = self._projections.waiting()
        stored = self._library.count("passages")
        try:
            index = self._projections.chroma_to_read()
            lacking = stored - index.count()
            # It may have been told of what was taken out after the moment read here.
            if lacking <= waiting or lacking <= waiting + self._library.overtaken():
                return index.query(vector, limit)
            _log.warning("Chroma lacks passages; every vector is looked at instead. Run: newsdesk reindex")
        except LibraryError as error:
            _log.warning("Every vector is looked at instead of Chroma: %s", error)
            if not self._projections.writing:
                self._projections.close()
        return []

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._library.count("passages")


def _cosine(stored: bytes, vector: NDArray[np.float32]) -> float:
    return float(np.frombuffer(stored, "<f4") @ vector)


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
