"""Vectors in Chroma's embedded HNSW index.

It holds ids and vectors only. What Chroma can lose (its index files are
rewritten in place, two processes on one folder are not locked apart) the
library has, so on any doubt the folder is filled anew beside the old one and
swapped for it.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import LibraryError
from retrieval.index.native import guarded, swap
from retrieval.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLLECTION = "passages"
BATCH = 2000
SEARCH_WIDTH = 400
"""HNSW's ef_search: recall@10 of .993 at 100,000 vectors, against .916 at Chroma's default of 100."""

REBUILD_SHARE = 0.2
"""Rebuilt when deletions pass this share of the rows, since HNSW only marks them."""

FEWEST_DELETED = 500
"""Fewer deletions are never worth a rebuild: Chroma looks at so few rows one by one."""


class ChromaIndex:
    """A `VectorIndex` in a folder of its own; the caller holds the library's write lock to change it.

    Args:
        folder: the index's folder, created if it is not there.
        model: name and revision of the model that made the vectors.

    Raises:
        LibraryError: Chroma cannot open the folder, or it holds another model's
            vectors. Rebuild it from the library.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model
        self._deleted = 0
        self._open()

    def _open(self) -> None:
        try:
            with self._guarded():
                self._client: Any = self._connected()
                self._collection: Any = self._client.get_or_create_collection(
                    COLLECTION,
                    metadata={"model": self._model},
                    configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}},
                    embedding_function=None,
                )
                recorded = (self._collection.metadata or {}).get("model")
        except LibraryError:
            # Chroma remembers by its path what could not be opened, until it has failed once more.
            if "_client" not in self.__dict__:
                with suppress(LibraryError), self._guarded():
                    self._client = self._connected()
            self.close()
            raise
        if recorded != self._model:
            self.close()
            raise LibraryError(f"{self._folder} was filled by the model {recorded}.", "Run: newsdesk reindex")

    def _connected(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        return chromadb.PersistentClient(
            path=str(self._folder), settings=Settings(anonymized_telemetry=False)
        )

    def _guarded(self) -> AbstractContextManager[None]:
        return guarded(f"Chroma's index {self._folder}")

    def upsert(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """See `VectorIndex.upsert`."""
        with self._guarded():
            for at in range(0, len(keys), BATCH):
                part = keys[at : at + BATCH]
                self._collection.upsert(ids=[str(key) for key in part], embeddings=vectors[at : at + BATCH])

    def delete(self, keys: Sequence[int]) -> None:
        """See `VectorIndex.delete`."""
        with self._guarded():
            for at in range(0, len(keys), BATCH):
                self._collection.delete(ids=[str(key) for key in keys[at : at + BATCH]])
        self._deleted += len(keys)

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """See `NearestPassages.query`.

        Raises:
            LibraryError: its files are damaged.
        """
        held = self.count()
        if not held:
            return []
        with self._guarded():
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(limit, held), include=["distances"]
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(int(key), 1.0 - float(distance)) for key, distance in pairs]

    def page(self, offset: int, limit: int) -> tuple[list[int], NDArray[np.float32]]:
        """Keys and vectors of what it holds, in no order; raises as `query` does.

        Args:
            offset: how many to pass over.
            limit: how many at most.
        """
        with self._guarded():
            found = self._collection.get(limit=limit, offset=offset, include=["embeddings"])
        return [int(key) for key in found["ids"]], np.asarray(found["embeddings"], np.float32)

    def count(self) -> int:
        """How many vectors it holds; raises as `query` does."""
        with self._guarded():
            return int(self._collection.count())

    def worn(self) -> bool:
        """Whether so much was deleted in this process that a rebuild pays."""
        return self._deleted > max(FEWEST_DELETED, REBUILD_SHARE * self.count())

    def flush(self) -> None:
        """See `VectorIndex.flush`: counting makes it apply what it has only written down so far."""
        self.count()

    def close(self) -> None:
        """Let go of Chroma's files."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("_collection", None)
        if client is not None:
            # What cannot even be closed is let go of all the same.
            with suppress(LibraryError), self._guarded():
                client.close()
        gc.collect()


def replace_folder(folder: Path, model: str, library: Library) -> ChromaIndex:
    """A new index in place of a folder that cannot be opened, filled from the library."""
    beside = folder.with_name(folder.name + ".new")
    _fill(beside, model, library)
    swap(beside, folder)
    return ChromaIndex(folder, model)


def _fill(folder: Path, model: str, library: Library) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    fresh = ChromaIndex(folder, model)
    after = 0
    while rows := library.vector_rows(after=after, limit=BATCH):
        keys = [key for key, _ in rows]
        fresh.upsert(keys, np.stack([np.frombuffer(vector, "<f4") for _, vector in rows]))
        after = keys[-1]
    fresh.flush()
    fresh.close()
