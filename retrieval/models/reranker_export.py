"""Prepares a cross-encoder once, so that reranking never loads torch.

The whole model, up to the score before its activation, becomes one ONNX graph;
`retrieval.models.preparation` has what happens to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import ModelError
from retrieval.models.model_source import ModelSource
from retrieval.models.preparation import Agreement, Prepared, Recipe, export_graph, loaded, quiet, revision

if TYPE_CHECKING:
    from numpy.typing import NDArray

SETTING = "NEWSDESK_RERANKER"

PARITY_RANKS = 0.97
PARITY_WORST = 0.25
"""With which a graph is accepted: least rank correlation (Spearman's) with the original over all
probes, and the greatest difference of one score, in standard deviations of the original scores."""

_QUESTIONS = (
    "What did the minister demand at the talks in Geneva?",
    "How many people were evacuated from the flooded villages?",
    "Who won the mayoral election?",
)
_TEXTS = (
    "Talks resume. The foreign minister said on Friday that she demanded written guarantees in Geneva.",
    "River bursts its banks. At least 1,400 people were evacuated overnight, officials said.",
    "Zoë Łukasiewicz, 41, was elected mayor with 52.1 percent of the vote, defeating the incumbent by "
    "fewer than nine hundred ballots in a count that lasted until four in the morning.",
    "Shares fell 3.4% to $17.20 on the news, wiping out most of this year's gains.",
    "Goalkeeper saves two penalties",
    "“We will not accept this,” the union's leader told reporters outside the port, where the strike began "
    "at dawn.",
)
_PROBES = tuple((question, text) for question in _QUESTIONS for text in _TEXTS)


class RerankerManifest(Prepared):
    """What was prepared, from what, and how well it agrees with the original."""

    parity_ranks: float = 1.0
    parity_worst: float = 0.0


class RerankerRecipe(Recipe[RerankerManifest]):
    """How a cross-encoder is prepared."""

    manifest = RerankerManifest
    setting = SETTING
    prefix = "reranker-"

    def load(self, source: ModelSource) -> Any:
        """See `Recipe.load`."""
        return load_cross_encoder(source)

    def described(self, original: Any, source: ModelSource) -> RerankerManifest:
        """See `Recipe.described`."""
        return RerankerManifest(
            name=str(source.folder or source.name),
            revision=revision(original),
            max_tokens=int(original.max_seq_length or 512),
            route="torch",
        )

    def export(self, original: Any, path: Path) -> None:
        """See `Recipe.export`."""
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

        firsts, seconds = zip(*_PROBES[:2], strict=True)
        sample = original.tokenizer(list(firsts), list(seconds), padding=True, return_tensors="pt")
        export_graph(Scorer(), {name: sample[name] for name in names}, "score", path)

    def agreement(self, original: Any, manifest: RerankerManifest, folder: Path) -> Agreement:
        """Rank correlation and worst difference between prepared and original scores of the probes."""
        from retrieval.models.reranker import OnnxReranker

        with quiet():
            expected = original_scores(original, list(_PROBES))
        reranker = OnnxReranker(folder, manifest)
        found = np.concatenate([reranker.scores(question, _TEXTS) for question in _QUESTIONS])
        ranks = _correlation(_ranks(expected), _ranks(found))
        worst = float(np.abs(expected - found).max() / max(float(expected.std()), 1e-9))
        return Agreement(
            ranks >= PARITY_RANKS and worst <= PARITY_WORST,
            {"parity_ranks": ranks, "parity_worst": worst},
            f"rank correlation {ranks:.3f}, worst difference {worst:.2f} standard deviations",
        )


def load_cross_encoder(source: ModelSource) -> Any:
    """The cross-encoder in sentence-transformers; nothing is fetched when its files are here.

    Raises:
        ModelError: it cannot be loaded, or is no cross-encoder with one score.
    """

    def load(where: str) -> Any:
        from sentence_transformers import CrossEncoder

        return CrossEncoder(where, device="cpu").eval()

    model = loaded(source, load, SETTING)
    if model.num_labels != 1:
        raise ModelError(
            f"The reranker {source.name} gives {model.num_labels} scores a pair; it has to give one.",
            f"Set {SETTING} to a cross-encoder for ranking.",
        )
    # sentence-transformers puts a head of random weights on any model that has none.
    if len(model) == 1 and not _has_head(model):
        raise ModelError(
            f"The model {source.name} is no cross-encoder.",
            f"Set {SETTING} to one, such as cross-encoder/ms-marco-MiniLM-L6-v2.",
        )
    return model


def original_scores(model: Any, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
    """Scores of pairs before the model's activation: float32, shape (pairs,)."""
    from torch.nn import Identity

    return np.asarray(model.predict(pairs, activation_fn=Identity(), show_progress_bar=False), np.float32)


def _has_head(model: Any) -> bool:
    return any(str(kind).endswith("ForSequenceClassification") for kind in model.config.architectures or ())


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.argsort(np.argsort(scores)).astype(np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.corrcoef(one, other)[0, 1])
