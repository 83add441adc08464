"""Turns questions and passages into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from retrieval.models.graph import Graph
from retrieval.models.model_export import Manifest, load_original, prepared
from retrieval.models.model_source import locate

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Embedder(Protocol):
    """A model that gives every text a unit vector."""

    manifest: Manifest

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages: float32, shape (texts, dimension), each of length 1."""
        ...

    def query(self, text: str) -> NDArray[np.float32]:
        """Vector of a question: float32, shape (dimension,), of length 1."""
        ...

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has for the model, its marks at both ends left out."""
        ...


class OnnxEmbedder:
    """Runs a prepared graph in ONNX Runtime; imports no torch.

    Args:
        folder: the prepared model.
        manifest: what it is.
        threads: texts embedded at once; 0 is one a core.
    """

    def __init__(self, folder: Path, manifest: Manifest, threads: int = 0) -> None:
        self.manifest = manifest
        self._graph = Graph(folder, threads)
        self._graph.tokenizer.enable_truncation(manifest.max_tokens)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        return self._vectors([self.manifest.passage_prompt + text for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        vector: NDArray[np.float32] = self._vectors([self.manifest.query_prompt + text])[0]
        return vector

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        counted = self._graph.counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in counted]

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        return self._graph.run(self._graph.tokenizer.encode_batch_fast(texts), self.manifest.dimension)


class TorchEmbedder:
    """Runs the original model in sentence-transformers, where it cannot be exported."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self._model: Any = load_original(locate(manifest.name))

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        return self._encode([self.manifest.passage_prompt + text for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        vector: NDArray[np.float32] = self._encode([self.manifest.query_prompt + text])[0]
        return vector

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        return [len(ids) for ids in self._model.tokenizer(list(texts), add_special_tokens=False)["input_ids"]]

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32).reshape(len(texts), self.manifest.dimension)


def open_embedder(
    name: str,
    cache: Path,
    *,
    threads: int = 0,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
) -> Embedder:
    """The embedder of a model, prepared first if that has not been done.

    Args:
        name: the bundled model's name, a folder, or a name on the model hub.
        cache: the folder of prepared models.
        threads: texts embedded at once; 0 is one a core.
        query_prompt: put before a question instead of the model's own prompt.
        passage_prompt: put before a passage instead of the model's own prompt.

    Raises:
        ModelError: the model cannot be found, verified or loaded.
    """
    folder, manifest = prepared(name, cache)
    given = {"query_prompt": query_prompt, "passage_prompt": passage_prompt}
    manifest = manifest.model_copy(update={k: v for k, v in given.items() if v is not None})
    if manifest.route == "torch":
        return TorchEmbedder(manifest)
    return OnnxEmbedder(folder, manifest, threads)
