"""Some passages embedded once more: whether the vectors kept are those of their texts."""

from __future__ import annotations

import numpy as np

from ingestion.audit.compared import Compared
from ingestion.passages import embedding_text
from retrieval.library import Library
from retrieval.models.embedder import Embedder

SAMPLE = 24
"""Passages embedded: a second or so."""

_SAME = 0.99
"""Least cosine: on other processors a quantised model gives slightly other numbers."""


def compare_embedding(library: Library, embedder: Embedder) -> Compared:
    """Embed some passages, evenly chosen, and compare.

    Raises:
        ModelError: the model cannot be used.
    """
    keys = library.passage_keys()
    chosen = np.unique(np.linspace(0, len(keys) - 1, min(SAMPLE, len(keys))).astype(int))
    rows = [row for at in chosen.tolist() for row in library.texts(keys[at] - 1, 1)]
    stored = dict(library.vectors_of([row[0] for row in rows]))
    rows = [row for row in rows if len(stored.get(row[0], b"")) == 4 * embedder.manifest.dimension]
    found = embedder.passages([embedding_text(title, text) for _, text, title, _ in rows])
    wrong = [
        f"passage {key} has the vector of another text"
        for (key, *_), vector in zip(rows, found, strict=True)
        if not float(np.frombuffer(stored[key], "<f4") @ vector) > _SAME
    ]
    mend = "Remove those articles and ingest them again: newsdesk remove ID, newsdesk ingest PATH"
    return Compared("embedding", len(rows), "passages embedded once more", tuple(wrong), mend)
