"""An embedder that embeds no text twice, for benchmarks that ask the same questions again and again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.models.embedder import Embedder


class RememberingEmbedder:
    """Embeds by another embedder and remembers what it gave.

    Args:
        embedder: the other one.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.manifest = embedder.manifest
        self._embedder = embedder
        self._passages: dict[str, NDArray[np.float32]] = {}
        self._queries: dict[str, NDArray[np.float32]] = {}

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if new:
            self._passages.update(zip(new, self._embedder.passages(new), strict=True))
        return np.array([self._passages[text] for text in texts], np.float32)

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        if text not in self._queries:
            self._queries[text] = self._embedder.query(text)
        return self._queries[text]

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        return self._embedder.token_counts(texts)
