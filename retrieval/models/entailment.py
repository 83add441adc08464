"""Tells whether a sentence follows from its evidence, by a model of natural language inference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.models.cross_encoder import load_cross_encoder, original_scores
from retrieval.models.entailment_export import SETTING, SUCH_AS, EntailmentManifest, EntailmentRecipe
from retrieval.models.graph import Graph
from retrieval.models.model_source import locate
from retrieval.models.preparation import prepare

if TYPE_CHECKING:
    from numpy.typing import NDArray


class OnnxEntailment:
    """Runs a prepared graph in ONNX Runtime; imports no torch.

    Args:
        folder: the prepared model.
        manifest: what it is.
        threads: pairs read at once; 0 is one a core.

    Raises:
        ModelError: its files are missing or damaged.
    """

    def __init__(self, folder: Path, manifest: EntailmentManifest, threads: int = 0) -> None:
        self.manifest = manifest
        self._graph = Graph(folder, threads)
        self._graph.tokenizer.enable_truncation(manifest.max_tokens, strategy="longest_first")
        marks = self._graph.tokenizer.num_special_tokens_to_add(True)
        self._longest = (manifest.max_tokens - marks) // 2

    def scores(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Sequence[float]:
        """Probability that each hypothesis follows from the premise at its place.

        Of a premise that is too long the end is not read. A hypothesis that the model cannot read
        whole does not follow.
        """
        told = self.probabilities(premises, hypotheses)[:, self.manifest.labels.index("entailment")]
        lengths = (len(e.ids) for e in self._graph.counter.encode_batch_fast(list(hypotheses), False))
        return [
            float(one) if length <= self._longest else 0.0 for one, length in zip(told, lengths, strict=True)
        ]

    def probabilities(self, premises: Sequence[str], hypotheses: Sequence[str]) -> NDArray[np.float32]:
        """Of each label in the manifest's order: float32, shape (pairs, 3)."""
        encoded = self._graph.tokenizer.encode_batch_fast(list(zip(premises, hypotheses, strict=True)))
        return probabilities(self._graph.run(encoded, len(self.manifest.labels)))


class TorchEntailment:
    """Runs the original model in sentence-transformers, where it cannot be exported."""

    def __init__(self, manifest: EntailmentManifest) -> None:
        self.manifest = manifest
        self._model: Any = load_cross_encoder(locate(manifest.name, SETTING), SETTING, SUCH_AS)

    def scores(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Sequence[float]:
        """See `OnnxEntailment.scores`."""
        if not premises:
            return []
        tokenizer = self._model.tokenizer
        longest = (self.manifest.max_tokens - tokenizer.num_special_tokens_to_add(pair=True)) // 2
        told = probabilities(original_scores(self._model, list(zip(premises, hypotheses, strict=True))))
        lengths = (len(ids) for ids in tokenizer(list(hypotheses), add_special_tokens=False)["input_ids"])
        entails = told[:, self.manifest.labels.index("entailment")]
        return [
            float(one) if length <= longest else 0.0 for one, length in zip(entails, lengths, strict=True)
        ]


def open_entailment(name: str, cache: Path, *, threads: int = 0) -> OnnxEntailment | TorchEntailment:
    """A model of natural language inference, prepared first if that has not been done.

    Args:
        name: a folder, or a name on the model hub.
        cache: the folder of prepared models.
        threads: pairs read at once; 0 is one a core.

    Raises:
        ModelError: it cannot be found or loaded, or tells other labels than
            contradiction, entailment and neutral.
    """
    folder, manifest = prepare(EntailmentRecipe(), name, cache)
    return (
        TorchEntailment(manifest) if manifest.route == "torch" else OnnxEntailment(folder, manifest, threads)
    )


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax of each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
