"""The index of words, of which only some passages and articles may be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from retrieval.index.text_index import TextIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from retrieval.asking.scope import Admitted


class TextWithin(TextIndex):
    """To be searched like the index it stands before.

    Args:
        whole: the index.
        admitted: keys, in order, of the passages and versions that may be found.
    """

    def __init__(self, whole: TextIndex, admitted: Admitted) -> None:
        self._whole = whole
        self._admitted = admitted

    def passages(
        self, query: Sequence[str], until: datetime, limit: int, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `TextIndex.passages`."""
        return self._whole.passages(query, until, limit, _both(self._admitted.passages, only))

    def articles(
        self, query: Sequence[str], until: datetime, limit: int, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """See `TextIndex.articles`."""
        return self._whole.articles(query, until, limit, _both(self._admitted.versions, only))

    def speaking_of(
        self,
        days: Iterable[date],
        until: datetime,
        limit: int = 1000,
        only: NDArray[np.int64] | None = None,
    ) -> list[int]:
        """See `TextIndex.speaking_of`."""
        return self._whole.speaking_of(days, until, limit, _both(self._admitted.passages, only))

    def rarity(self, query: Iterable[str]) -> dict[str, float]:
        """See `TextIndex.rarity`; how rare a term is in the whole library tells of no article."""
        return self._whole.rarity(query)


def _both(allowed: NDArray[np.int64], only: NDArray[np.int64] | None) -> NDArray[np.int64]:
    import numpy as np

    return allowed if only is None else np.intersect1d(allowed, only)
