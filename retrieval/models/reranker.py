"""Scores how well texts answer a question, by a cross-encoder that reads both together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from retrieval.models.cross_encoder import original_scores
from retrieval.models.graph import Graph
from retrieval.models.model_source import locate
from retrieval.models.preparation import prepare
from retrieval.models.reranker_export import (
    SETTING,
    RerankerManifest,
    RerankerRecipe,
    load_ranker,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Reranker(Protocol):
    """A model that reads a question and a text together and gives them a score."""

    manifest: RerankerManifest

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers, before the model's activation: float32, shape (texts,).

        A text that is too long is cut, and so is a question of more than half of what the model
        reads. Scores compare for one question and model only.
        """
        ...


class OnnxReranker:
    """Runs a prepared graph in ONNX Runtime; imports no torch.

    Args:
        folder: the prepared model.
        manifest: what it is.
        threads: pairs scored at once; 0 is one a core.

    Raises:
        ModelError: its files are missing or damaged.
    """

    def __init__(self, folder: Path, manifest: RerankerManifest, threads: int = 0) -> None:
        self.manifest = manifest
        self._graph = Graph(folder, threads)
        self._graph.tokenizer.enable_truncation(manifest.max_tokens, strategy="only_second")
        marks = self._graph.tokenizer.num_special_tokens_to_add(True)
        self._longest = (manifest.max_tokens - marks) // 2

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Reranker.scores`."""
        offsets = self._graph.counter.encode(question, add_special_tokens=False).offsets
        asked = _cut(question, offsets, self._longest)
        encoded = self._graph.tokenizer.encode_batch_fast([(asked, text) for text in texts])
        return self._graph.run(encoded, 1)[:, 0]


class TorchReranker:
    """Runs the original model in sentence-transformers, where it cannot be exported."""

    def __init__(self, manifest: RerankerManifest) -> None:
        self.manifest = manifest
        self._model: Any = load_ranker(locate(manifest.name, SETTING))

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Reranker.scores`."""
        tokenizer = self._model.tokenizer
        offsets = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        longest = (self.manifest.max_tokens - tokenizer.num_special_tokens_to_add(pair=True)) // 2
        asked = _cut(question, offsets, longest)
        return original_scores(self._model, [(asked, text) for text in texts])


def open_reranker(name: str, cache: Path, *, threads: int = 0) -> Reranker:
    """A cross-encoder, prepared first if that has not been done.

    Args:
        name: a folder, or a name on the model hub.
        cache: the folder of prepared models.
        threads: pairs scored at once; 0 is one a core.

    Raises:
        ModelError: it cannot be found or loaded, or is no cross-encoder with one score.
    """
    folder, manifest = prepare(RerankerRecipe(), name, cache)
    return TorchReranker(manifest) if manifest.route == "torch" else OnnxReranker(folder, manifest, threads)


def _cut(question: str, offsets: Sequence[tuple[int, int]], longest: int) -> str:
    """The first tokens of a question, as many as leave the text half of what the model reads."""
    return question if len(offsets) <= longest else question[: offsets[longest - 1][1]]
