"""What the real model made of each text, so that processes that live a tenth of a second need not load it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.models.embedder import Embedder, open_embedder
from retrieval.models.model_export import Manifest, prepared


class Remembered:
    """An `Embedder` that asks the real one only for what it has not met; see there.

    Args:
        name: the model.
        cache: the folder of prepared models.
    """

    def __init__(self, name: str, cache: Path) -> None:
        self._name, self._cache = name, cache
        self._model: Embedder | None = None
        self.vectors: dict[str, NDArray[np.float32]] = {}
        self.counts: dict[str, int] = {}
        self.embedded = 0
        """Passages embedded since it was last set to 0, remembered or not."""
        self.manifest: Manifest = prepared(name, cache)[1]

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        self.embedded += len(texts)
        return self._known(texts)

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        found: NDArray[np.float32] = self._known([text])[0]
        return found

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        lacking = [text for text in texts if text not in self.counts]
        if lacking:
            self.counts.update(zip(lacking, self._real().token_counts(lacking), strict=True))
        return [self.counts[text] for text in texts]

    def _known(self, texts: Sequence[str]) -> NDArray[np.float32]:
        lacking = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        if lacking:
            self.vectors.update(zip(lacking, self._real().passages(lacking), strict=True))
        known = [self.vectors[text] for text in texts]
        return np.stack(known) if known else np.empty((0, self.manifest.dimension), np.float32)

    def _real(self) -> Embedder:
        if self._model is None:
            self._model = open_embedder(self._name, self._cache, threads=1)
        return self._model
