"""An embedder that remembers: the words of a piece of evidence are embedded once, however often compared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.models.embedder import Embedder

MOST = 5000
"""Texts kept, the latest used: some 8 MB of vectors."""


class Remembering:
    """Gives the vectors of another embedder, and keeps those of the texts seen last.

    Args:
        embedder: the one asked.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self.manifest = embedder.manifest

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            self._kept.update(zip(new, self._embedder.passages(new), strict=True))
        rows = []
        for text in texts:
            self._kept.move_to_end(text)
            rows.append(self._kept[text])
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return np.stack(rows) if rows else self._embedder.passages(texts)

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        return self._embedder.query(text)

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        return self._embedder.token_counts(texts)
