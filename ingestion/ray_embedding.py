"""Embeds the passages of files on a Ray cluster, ahead of the ingest that stores them.

The cluster reads, cuts and embeds; what comes back are vectors, kept in the
library under the hashes of what was embedded. The ingest that follows is the
plain one and finds that nothing is left to embed, so that an archive taken in
through a cluster is the same to the byte as one taken in without.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from config.errors import ClusterError, ModelMismatchError, RefusedError
from config.settings import load_settings
from ingestion.discovery import discover
from ingestion.file_digest import file_digest
from ingestion.passages import cut
from ingestion.read import read_file
from retrieval.library import Library
from retrieval.models.embedder import Embedder, open_embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOCAL = "local"
"""Stands for a Ray of this machine, started for this one ingest."""

BATCH = 128
"""Passages that a worker embeds at once: some seconds of work."""

STORED = 4096
"""Vectors written in one transaction: what a kill loses at most, some 6 MB."""

BLOCK_BYTES = 1 << 20
"""Ray hands out work in blocks of so many bytes; with its own 128 MB one file would keep one worker busy."""

REACHED = 10.0
"""Seconds to connect to the cluster's first machine."""

_HASH = np.dtype("S16")

_log = logging.getLogger(__name__)


class Model(NamedTuple):
    """The model that all workers must run.

    Args:
        embedder: its name or folder, as in the settings.
        passage_prompt: put before each passage instead of the model's own.
        revision: as the manifest of the one here has it.
    """

    embedder: str
    passage_prompt: str | None
    revision: str


def embed_on_ray(  # noqa: PLR0913  # each is told once
    address: str,
    library: Library,
    paths: Sequence[str | Path],
    model: Model,
    *,
    max_bytes: int,
    on_stored: Callable[[int], None] = lambda stored: None,
) -> int:
    """Put the vectors of all passages of these files that the library lacks into it.

    Args:
        address: `host:port` of the cluster, `ray://host:port`, `auto`, or `local` for a Ray of this machine;
            a Ray that this process has joined already is used whatever it says.
        library: where the vectors go; the caller holds its write lock.
        paths: files and folders, to be found under the same path on every machine of the cluster.
        model: what embeds.
        max_bytes: largest single-article file read.
        on_stored: called with the number of vectors stored at each step.

    Returns:
        How many vectors were stored.

    Raises:
        ClusterError: Ray is not installed, cannot be reached, or a worker failed; what was stored stays.
        LibraryError: the library cannot be written.
    """
    files = [path.absolute() for path in discover(paths) if not isinstance(path, RefusedError)]
    new = [str(file) for file in files if _new(library, file)]
    if not new:
        return 0
    stored = 0
    with _Cluster(address) as cluster:
        for hashes, vectors in cluster.vectors(new, model, max_bytes, _known(library)):
            with library.transaction():
                library.put_vectors((h, vector.tobytes()) for h, vector in zip(hashes, vectors, strict=True))
            stored += len(hashes)
            on_stored(stored)
    return stored


class _Cluster:
    """A connection to Ray, for one ingest."""

    def __init__(self, address: str) -> None:
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise ClusterError(
                "Embedding on a cluster needs Ray, which is not installed.",
                "Install it with: pip install 'newsdesk[ray]'",
            ) from error
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        self._ray = ray
        self._address = address
        self._joined = False

    def __enter__(self) -> _Cluster:
        ray = self._ray
        if not ray.is_initialized():
            try:
                _reach(self._address)
                ray.init(
                    address=self._address,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    include_dashboard=False if self._address == LOCAL else None,
                )
            except Exception as error:  # what Ray raises depends on its address
                _log.warning("Ray at %s: %s", self._address, error)
                raise ClusterError(
                    f"The Ray cluster at {self._address} cannot be reached.",
                    "See that it runs (ray status) and that its Ray and Python are of the version here "
                    f"({version('ray')}).",
                ) from error
            self._joined = True
        return self

    def __exit__(self, *raised: object) -> None:
        if self._joined:
            self._ray.shutdown()

    def vectors(
        self, files: Sequence[str], model: Model, max_bytes: int, known: NDArray[np.bytes_]
    ) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
        """Hashes, and vectors of shape (hashes, dimension), as they come."""
        data = self._ray.data
        context = data.DataContext.get_current()
        context.target_max_block_size = BLOCK_BYTES
        context.enable_progress_bars = False
        try:
            texts = data.from_items([{"path": file} for file in files]).flat_map(
                _Cut(model, max_bytes, self._ray.put(known))
            )
            embedded = texts.map_batches(_Embed(model), batch_size=BATCH, batch_format="numpy")
            for batch in embedded.iter_batches(batch_size=STORED, batch_format="numpy"):
                yield list(batch["hash"]), np.stack(list(batch["vector"])).astype("<f4")
        except self._ray.exceptions.RayError as error:
            _log.warning("Ray at %s: %s", self._address, error)
            raise ClusterError(
                f"The Ray cluster at {self._address} failed: {_said(error)}",
                "What it had embedded is kept; run it again to go on.",
            ) from error


def _reach(address: str) -> None:
    """Connect to a cluster's machine and leave: Ray itself ends the process where nobody listens."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACHED).close()


class _Cut:
    """Reads a file on a worker and cuts its articles, leaving out what the library has."""

    def __init__(self, model: Model, max_bytes: int, known: Any) -> None:
        self._model = model
        self._max_bytes = max_bytes
        self._known = known

    def __call__(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        import ray

        known = ray.get(self._known)
        count = _embedder(self._model).token_counts
        for draft in read_file(Path(row["path"]), max_bytes=self._max_bytes):
            # What is refused is told by the ingest that follows.
            if not isinstance(draft, RefusedError):
                found = cut(draft.title, draft.text, count, language=draft.language)
                for hash_, text in found.texts.items():
                    if not _holds(known, hash_):
                        yield {"hash": hash_, "text": text}


class _Embed:
    """Embeds passages on a worker."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        return {"hash": batch["hash"], "vector": _embedder(self._model).passages(list(batch["text"]))}


@cache
def _embedder(model: Model) -> Embedder:
    """The model as this machine has it, prepared where it has not been yet; one for each worker.

    Raises:
        ModelMismatchError: it is another revision.
    """
    found = open_embedder(
        model.embedder, load_settings().model_cache, threads=1, passage_prompt=model.passage_prompt
    )
    if found.manifest.revision != model.revision:
        raise ModelMismatchError(
            f"A worker has revision {found.manifest.revision} of the model {model.embedder}, "
            f"the library is filled by {model.revision}.",
            "Install the same Newsdesk on every machine of the cluster.",
        )
    return found


def _known(library: Library) -> NDArray[np.bytes_]:
    """The hashes of all vectors that the library has, sorted."""
    return np.sort(np.array(library.vector_hashes(), _HASH))


def _holds(known: NDArray[np.bytes_], hash_: bytes) -> bool:
    wanted = np.array(hash_, _HASH)
    at = int(np.searchsorted(known, wanted))
    return at < len(known) and bool(known[at] == wanted)


def _new(library: Library, file: Path) -> bool:
    known = library.file_digest(str(file))
    return known is None or known[0] != file_digest(file)


def _said(error: Exception) -> str:
    """The last line of what a worker raised, which is what it says itself."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:300]
