"""Prepares a cross-encoder with one score once, so that reranking never loads torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import ModelError
from retrieval.models.cross_encoder import export_cross_encoder, load_cross_encoder, original_scores
from retrieval.models.model_source import ModelSource
from retrieval.models.preparation import Agreement, Prepared, Recipe, quiet, revision

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
        return load_ranker(source)

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
        export_cross_encoder(original, _PROBES[:2], path)

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


def load_ranker(source: ModelSource) -> Any:
    """The cross-encoder in sentence-transformers.

    Raises:
        ModelError: it cannot be loaded, or is no cross-encoder with one score.
    """
    model = load_cross_encoder(source, SETTING, "cross-encoder/ms-marco-MiniLM-L6-v2")
    if model.num_labels != 1:
        raise ModelError(
            f"The reranker {source.name} gives {model.num_labels} scores a pair; it has to give one.",
            f"Set {SETTING} to a cross-encoder for ranking.",
        )
    return model


def _ranks(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.argsort(np.argsort(scores)).astype(np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.corrcoef(one, other)[0, 1])
