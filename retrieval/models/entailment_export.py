"""Prepares a model of natural language inference once, so that checking a sentence never loads torch."""

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

SETTING = "NEWSDESK_NLI_MODEL"

LABELS = ("contradiction", "entailment", "neutral")
SUCH_AS = "cross-encoder/nli-deberta-v3-small"

PARITY_WORST = 0.1
"""The greatest difference of a probability with which a graph is accepted; the likeliest label of every
probe that the original is not in doubt about must be the same besides."""

DOUBT = 0.2
"""Between the probabilities of two labels; within it, which is the likelier says nothing."""

_EVIDENCE = (
    "The foreign minister said on Friday that she demanded written guarantees at the talks in Geneva.",
    "At least 1,400 people were evacuated overnight after the river burst its banks, officials said.",
    "Zoë Łukasiewicz, 41, was elected mayor with 52.1 percent of the vote, defeating the incumbent by "
    "fewer than nine hundred ballots in a count that lasted until four in the morning.",
)
_SENTENCES = (
    "The minister demanded guarantees in writing.",
    "The minister said that no guarantees were needed.",
    "More than a thousand people had to leave their homes.",
    "Nobody was evacuated.",
    "Łukasiewicz narrowly won the election.",
    "The incumbent stays in office.",
)
_PROBES = [(one, other) for one in _EVIDENCE for other in _SENTENCES]


class EntailmentManifest(Prepared):
    """What was prepared, from what, and how well it agrees with the original."""

    labels: tuple[str, ...] = LABELS
    """In the order of the model's scores."""
    parity_worst: float = 0.0
    """The greatest difference of a probability over the probes."""


class EntailmentRecipe(Recipe[EntailmentManifest]):
    """How a model of natural language inference is prepared."""

    manifest = EntailmentManifest
    setting = SETTING
    prefix = "nli-"

    def load(self, source: ModelSource) -> Any:
        """See `Recipe.load`."""
        model = load_cross_encoder(source, SETTING, SUCH_AS)
        labels_of(model, source.name)
        return model

    def described(self, original: Any, source: ModelSource) -> EntailmentManifest:
        """See `Recipe.described`."""
        return EntailmentManifest(
            name=str(source.folder or source.name),
            revision=revision(original),
            max_tokens=int(original.max_seq_length or 512),
            route="torch",
            labels=labels_of(original, source.name),
        )

    def export(self, original: Any, path: Path) -> None:
        """See `Recipe.export`."""
        export_cross_encoder(original, _PROBES[:2], path)

    def agreement(self, original: Any, manifest: EntailmentManifest, folder: Path) -> Agreement:
        """The worst difference of the probes' probabilities, and whether a likeliest label is another."""
        from retrieval.models.entailment import OnnxEntailment, probabilities

        with quiet():
            expected = probabilities(original_scores(original, _PROBES))
        found = OnnxEntailment(folder, manifest).probabilities(*map(list, zip(*_PROBES, strict=True)))
        worst = float(np.abs(expected - found).max())
        turned = int(np.sum(_sure(expected) & (expected.argmax(axis=1) != found.argmax(axis=1))))
        return Agreement(
            worst <= PARITY_WORST and not turned,
            {"parity_worst": worst},
            f"worst difference of a probability {worst:.2f}, {turned} of {len(_PROBES)} judged otherwise",
        )


def labels_of(model: Any, name: str) -> tuple[str, ...]:
    """What each score of a model stands for, as its configuration has it, in any order and case.

    Args:
        model: a cross-encoder.
        name: as it is set.

    Raises:
        ModelError: they are not the three of natural language inference.
    """
    written = [str(model.config.id2label[n]) for n in range(model.num_labels)]
    found = tuple(
        next((label for label in LABELS if one.lower().startswith(label)), one.lower()) for one in written
    )
    if tuple(sorted(found)) != LABELS:
        raise ModelError(
            f"The model {name} tells {', '.join(written)}; it has to tell {', '.join(LABELS)}.",
            f"Set {SETTING} to a model of natural language inference, such as {SUCH_AS}.",
        )
    return found


def _sure(told: NDArray[np.float32]) -> NDArray[np.bool_]:
    ordered = np.sort(told, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2] > DOUBT, np.bool_)
