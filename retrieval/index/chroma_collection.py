"""Vectors in a collection of a Chroma server, which many processes ask and tell at once.

It holds ids and vectors only. A collection that is replaced keeps its name, not
its number, so one that is gone is looked up once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from config.errors import LibraryError
from retrieval.index.chroma_index import BATCH, SEARCH_WIDTH
from retrieval.index.chroma_server import (
    CLOUD_BATCH,
    CLOUD_RESULTS,
    REQUEST,
    ChromaServer,
    asked,
    connected,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BESIDE = ".new"
"""Ends the name of a collection that is being filled to replace another."""

_DIGITS = 12

T = TypeVar("T")


class CollectionFacts(NamedTuple):
    """What a collection says of itself; see `ChromaCollection`."""

    model: str
    dimension: int
    library: str


class CollectionGoneError(LibraryError):
    """The server has no such collection, or no longer."""


class CollectionStaleError(LibraryError):
    """The collection is this library's, with vectors of another model."""


class ChromaCollection:
    """A `VectorIndex` in a server.

    Args:
        server: where it is.
        facts: what is recorded with it: the name and revision of the ``model`` that made the
            vectors, their ``dimension``, and what tells the ``library`` from every other.
        create: whether it is created where it is not there; at any time one process does.
        beside: whether it is one to replace the collection by, begun anew.

    Raises:
        LibraryError: the server fails, or the collection is another library's or another model's,
            or is not there.
    """

    def __init__(
        self, server: ChromaServer, facts: CollectionFacts, *, create: bool = False, beside: bool = False
    ) -> None:
        self.server = server
        self._facts = facts
        self._name = server.collection + (BESIDE if beside else "")
        self._client = connected(server)
        try:
            most = CLOUD_BATCH if server.cloud else asked(server, self._client.get_max_batch_size)
            self._batch = max(1, min(BATCH, int(most), REQUEST // (_DIGITS * facts.dimension)))
            if beside:
                self._own(server.collection)
                self._forget(self._name)
            self._collection: Any = self._created() if create or beside else self._found()
        except BaseException:
            self.close()
            raise

    def _forget(self, name: str) -> None:
        self._own(name)
        with suppress(CollectionGoneError):
            self._ask(lambda: self._client.delete_collection(name))

    def _own(self, name: str) -> None:
        """See that a collection of that name, if there is one, is this library's."""
        with suppress(CollectionGoneError):
            there = self._ask(lambda: self._client.get_collection(name, embedding_function=None))
            self._mine(name, there.metadata or {})

    def _mine(self, name: str, recorded: dict[str, object]) -> None:
        if recorded.get("library") != self._facts.library:
            raise LibraryError(
                f"{self.server.named} holds the collection {name} of another library.",
                "Set NEWSDESK_CHROMA_COLLECTION to a name of this library's own.",
            )

    def _created(self) -> Any:
        return self._checked(
            self._ask(
                lambda: self._client.get_or_create_collection(
                    self._name,
                    metadata=self._facts._asdict(),
                    configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}},
                    embedding_function=None,
                )
            )
        )

    def _found(self) -> Any:
        return self._checked(
            self._ask(lambda: self._client.get_collection(self._name, embedding_function=None))
        )

    def _checked(self, collection: Any) -> Any:
        recorded = collection.metadata or {}
        self._mine(self._name, recorded)
        if any(recorded.get(fact) != value for fact, value in self._facts._asdict().items()):
            raise CollectionStaleError(
                f"{self.server.named} was filled by the model {recorded.get('model')}.",
                "Run: newsdesk reindex",
            )
        return collection

    def _ask(self, act: Callable[[], T]) -> T:
        try:
            return asked(self.server, act)
        except LibraryError as error:
            if type(error.__cause__).__name__ != "NotFoundError":
                raise
            raise CollectionGoneError(
                f"{self.server.named} has no collection {self._name}.", "Run: newsdesk reindex"
            ) from error

    def _told(self, act: Callable[[Any], T]) -> T:
        """Ask something of the collection, looked up anew where another has taken its place."""
        try:
            return self._ask(lambda: act(self._collection))
        except CollectionGoneError:
            self._collection = self._found()
            return self._ask(lambda: act(self._collection))

    def upsert(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """See `VectorIndex.upsert`."""
        for at in range(0, len(keys), self._batch):
            ids = _ids(keys[at : at + self._batch])
            self._told(partial(_upsert, ids=ids, vectors=vectors[at : at + self._batch]))

    def delete(self, keys: Sequence[int]) -> None:
        """See `VectorIndex.delete`."""
        for at in range(0, len(keys), self._batch):
            self._told(partial(_delete, ids=_ids(keys[at : at + self._batch])))

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """See `NearestPassages.query`.

        Raises:
            LibraryError: the server fails.
        """
        most = min(limit, CLOUD_RESULTS) if self.server.cloud else limit
        found = self._told(
            lambda held: held.query(query_embeddings=[vector], n_results=most, include=["distances"])
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(int(key), 1.0 - float(distance)) for key, distance in pairs]

    def page(self, offset: int, limit: int) -> tuple[list[int], NDArray[np.float32]]:
        """Keys and vectors of what it holds, in no order; raises as `query` does.

        Args:
            offset: how many to pass over.
            limit: how many at most.
        """
        import numpy as np

        most = min(limit, CLOUD_RESULTS) if self.server.cloud else limit
        found = self._told(lambda held: held.get(limit=most, offset=offset, include=["embeddings"]))
        return [int(key) for key in found["ids"]], np.asarray(found["embeddings"], np.float32)

    def count(self) -> int:
        """How many vectors it holds; raises as `query` does."""
        return int(self._told(lambda held: held.count()))

    def flush(self) -> None:
        """See `VectorIndex.flush`: a server applies by itself what it has written down."""

    def replace(self) -> None:
        """Put it, filled beside another, in that one's place; whoever asks finds the one or the other."""
        self._forget(self.server.collection)
        self._rename(self.server.collection)

    def discard(self) -> None:
        """Have neither it, begun to replace another, nor that one."""
        self._forget(self.server.collection)
        self._forget(self._name)
        self.close()

    def _rename(self, name: str) -> None:
        self._ask(lambda: self._collection.modify(name=name))
        self._name = name

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()


def _ids(keys: Sequence[int]) -> list[str]:
    return [str(key) for key in keys]


def _upsert(collection: Any, ids: list[str], vectors: NDArray[np.float32]) -> None:
    collection.upsert(ids=ids, embeddings=vectors)


def _delete(collection: Any, ids: list[str]) -> None:
    collection.delete(ids=ids)
