"""Which vectors are searched, and how: exactly while the library is small, in Chroma when it is large."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.library import Library
from retrieval.vector_index import ExactIndex, NearestPassages

if TYPE_CHECKING:
    from retrieval.chroma_index import ChromaIndex

EXACT_UP_TO = 50_000
"""Passages up to which every vector is looked at.

That is 77 MB of vectors, some milliseconds a question once read, and no
approximation; opening Chroma costs a new process more than it saves there.
"""

FEWEST = 50
"""If fewer of Chroma's nearest are of the day asked about, those days' vectors are looked at one by one."""

_log = logging.getLogger(__name__)


class Nearest:
    """Chooses the index for a question.

    Args:
        library: where the vectors are.
        chroma: opens Chroma when it is needed.
        wanted: the setting.
    """

    def __init__(
        self, library: Library, chroma: Callable[[], ChromaIndex], wanted: Literal["auto", "chroma", "exact"]
    ) -> None:
        self._library = library
        self._chroma = chroma
        self._wanted = wanted
        self._exact: tuple[str, ExactIndex] | None = None

    @property
    def kind(self) -> str:
        """Which one answers now: "exact" or "chroma"."""
        if self._wanted != "auto":
            return self._wanted
        return "exact" if self._library.count("passages") <= EXACT_UP_TO else "chroma"

    def at(self, until: datetime) -> NearestPassages:
        """What to ask for passages that could be read at an instant."""
        if self.kind == "exact":
            return _Dated(self._whole(), self._library, until)
        return _Checked(self._chroma, self._library, until)

    def _whole(self) -> ExactIndex:
        """Every vector, kept until the library changes."""
        state = self._library.state()
        if self._exact is None or self._exact[0] != state:
            self._exact = (state, ExactIndex(self._library))
        return self._exact[1]


class _Dated:
    """An exact index of which only what could be read by then is used."""

    def __init__(self, index: ExactIndex, library: Library, until: datetime) -> None:
        self._index = index
        self._late = library.keys_after(until)

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        return self._index.query(vector, limit, without=self._late)

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._index.count()


class _Checked:
    """Chroma, with the library's own vectors where it fails or has too little of the day."""

    def __init__(self, chroma: Callable[[], ChromaIndex], library: Library, until: datetime) -> None:
        self._chroma = chroma
        self._library = library
        self._until = until

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """See `NearestPassages.query`."""
        try:
            near = self._chroma().query(vector, limit)
        except Exception as error:  # noqa: BLE001 - Chroma raises of every kind when its files are damaged
            _log.warning(
                "Chroma failed (%s); every vector is looked at instead. Run: newsdesk reindex", error
            )
            near = []
        places = self._library.places(key for key, _ in near)
        kept = [
            (key, cosine)
            for key, cosine in near
            if key in places and ((dated := places[key].dated) is None or dated <= self._until)
        ]
        if len(kept) >= min(FEWEST, limit):
            return kept
        return ExactIndex(self._library, self._until).query(vector, limit)

    def count(self) -> int:
        """See `NearestPassages.count`."""
        return self._chroma().count()
