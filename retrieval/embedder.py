"""Turns questions and passages into vectors."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from config.errors import ModelError
from retrieval.model_export import GRAPH, TOKENIZER, Manifest, load_original, prepared
from retrieval.model_source import locate

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
        import onnxruntime
        from tokenizers import Tokenizer

        self.manifest = manifest
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ModelError(
                f"The prepared model in {folder} cannot be loaded: {str(error).splitlines()[0][:200]}",
                f"Delete {folder}; it is prepared again.",
            ) from error
        self._workers = threads or os.cpu_count() or 1
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(manifest.max_tokens)
        self._counter = Tokenizer.from_file(str(folder / TOKENIZER))
        self._counter.no_padding()
        self._counter.no_truncation()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.passages`."""
        return self._vectors([self.manifest.passage_prompt + text for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder.query`."""
        vector: NDArray[np.float32] = self._vectors([self.manifest.query_prompt + text])[0]
        return vector

    def token_counts(self, texts: Sequence[str]) -> list[int]:
        """See `Embedder.token_counts`."""
        return [len(e.ids) for e in self._counter.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        # One text a run, as many runs at once as there are cores. int8 activations
        # are scaled over the whole of a run, so in a batch a text's vector would
        # depend on its neighbours; and nothing is wasted on padding.
        encoded = [e.ids for e in self._tokenizer.encode_batch_fast(texts)]
        vectors = np.zeros((len(texts), self.manifest.dimension), np.float32)

        def run(i: int) -> None:
            ids = np.array([encoded[i]], np.int64)
            vectors[i] = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][
                0
            ]

        longest_first = sorted(range(len(encoded)), key=lambda i: -len(encoded[i]))
        if len(texts) <= 1 or self._workers == 1:
            for i in longest_first:
                run(i)
        else:
            with ThreadPoolExecutor(self._workers) as pool:
                list(pool.map(run, longest_first))
        return vectors


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
