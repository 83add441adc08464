"""An embedder that remembers: a sentence is embedded once, however often and by whom it is compared."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.models.embedder import Embedder

MOST = 5000
"""Texts kept, the latest used: some 8 MB of vectors."""


class Remembering:
    """Gives the vectors of another embedder, and keeps those of the texts seen last.

    Threads may share it; two that ask for one text at a time may both have it embedded.

    Args:
        embedder: the one asked.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._keeping = threading.Lock()
        self.manifest = embedder.manifest

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        if not texts:
            return self._embedder.passages(texts)
        with self._keeping:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._embedder.passages(new), strict=True))
        with self._keeping:
            for text, vector in known.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        return self._embedder.query(text)

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        return self._embedder.token_counts(texts)
