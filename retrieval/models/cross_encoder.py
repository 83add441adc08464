"""What all cross-encoders share in being prepared: models that read two texts together.

The whole model, up to its scores before the activation, becomes one ONNX graph;
`retrieval.models.preparation` has what happens to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import ModelError
from retrieval.models.model_source import ModelSource
from retrieval.models.preparation import export_graph, loaded

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray


def load_cross_encoder(source: ModelSource, setting: str, such_as: str) -> Any:
    """The cross-encoder in sentence-transformers; nothing is fetched when its files are here.

    Args:
        source: where it is.
        setting: the variable that names it.
        such_as: a model of the kind wanted, for the sentence where this is none.

    Raises:
        ModelError: it cannot be loaded, or is no cross-encoder.
    """

    def load(where: str) -> Any:
        from sentence_transformers import CrossEncoder

        return CrossEncoder(where, device="cpu").eval()

    model = loaded(source, load, setting)
    # sentence-transformers puts a head of random weights on any model that has none.
    if len(model) == 1 and not _has_head(model):
        raise ModelError(
            f"The model {source.name} is no cross-encoder.", f"Set {setting} to one, such as {such_as}."
        )
    return model


def export_cross_encoder(original: Any, pairs: Sequence[tuple[str, str]], path: Path) -> None:
    """Write it as one unquantised graph that gives each pair its scores before the activation.

    Args:
        original: from `load_cross_encoder`.
        pairs: two of them, to trace it with.
        path: the file written.
    """
    import torch

    names = [
        name
        for name in ("input_ids", "attention_mask", "token_type_ids")
        if name in original.tokenizer.model_input_names
    ]

    class Scorer(torch.nn.Module):
        """From the token ids of pairs to their scores, as predict() computes them without activation."""

        def __init__(self) -> None:
            super().__init__()
            self.model = original

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor | None = None,
        ) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if token_type_ids is not None:
                features["token_type_ids"] = token_type_ids
            scores: torch.Tensor = self.model(features)["scores"]
            return scores

    firsts, seconds = zip(*pairs, strict=True)
    sample = original.tokenizer(list(firsts), list(seconds), padding=True, return_tensors="pt")
    export_graph(Scorer(), {name: sample[name] for name in names}, "score", path)


def original_scores(model: Any, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
    """Scores before the model's activation: float32, shape (pairs,) for one label, else (pairs, labels)."""
    from torch.nn import Identity

    return np.asarray(model.predict(pairs, activation_fn=Identity(), show_progress_bar=False), np.float32)


def _has_head(model: Any) -> bool:
    return any(str(kind).endswith("ForSequenceClassification") for kind in model.config.architectures or ())
