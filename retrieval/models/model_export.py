"""Prepares an embedding model once, so that answering never loads torch.

The whole pipeline (transformer, pooling, normalisation) becomes one ONNX graph;
`retrieval.models.preparation` has what happens to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.settings import BUNDLED_MODEL
from retrieval.models.model_source import ModelSource, locate
from retrieval.models.preparation import (
    Agreement,
    Prepared,
    Recipe,
    export_graph,
    loaded,
    prepare,
    quiet,
    read,
    revision,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARITY_MEAN = 0.985
PARITY_WORST = 0.95
"""Least mean and single cosine to the original vectors with which a graph is accepted.

The bundled model reaches 0.993 and 0.978 (int8) over 256 passages of news.
"""

_PROBES = (
    "The foreign minister said on Friday that talks would resume in Geneva next week.",
    "what did the minister demand?",
    "At least 1,400 people were evacuated after the river burst its banks overnight, officials said.",
    "Shares fell 3.4% to $17.20 on the news, wiping out most of this year's gains.",
    "“We will not accept this,” the union's leader told reporters outside the port, where the strike began "
    "at dawn.",
    "Goalkeeper saves two penalties",
    "Zoë Łukasiewicz, 41, was elected mayor of the city with 52.1 percent of the vote, defeating the "
    "incumbent by fewer than nine hundred ballots in a count that lasted until four in the morning "
    "and was twice interrupted.",
    "Yes.",
)


class Manifest(Prepared):
    """What was prepared, from what, and how well it agrees with the original."""

    dimension: int
    query_prompt: str = ""
    passage_prompt: str = ""
    parity_mean: float = 1.0
    parity_worst: float = 1.0


class EmbedderRecipe(Recipe[Manifest]):
    """How an embedding model is prepared."""

    manifest = Manifest
    setting = "NEWSDESK_EMBEDDER"

    def load(self, source: ModelSource) -> Any:
        """See `Recipe.load`."""
        return load_original(source)

    def described(self, original: Any, source: ModelSource) -> Manifest:
        """See `Recipe.described`."""
        return Manifest(
            # One name for one model, however the settings write it: the library records it.
            name=BUNDLED_MODEL if source.bundled else str(source.folder or source.name),
            revision=revision(original),
            dimension=int(original.get_embedding_dimension()),
            max_tokens=int(original.max_seq_length or 512),
            query_prompt=_prompt(original, "query"),
            passage_prompt=_prompt(original, "document", "passage", "corpus"),
            route="torch",
        )

    def export(self, original: Any, path: Path) -> None:
        """See `Recipe.export`."""
        import torch

        class Pipeline(torch.nn.Module):
            """From token ids to the normalised sentence vector, as encode() computes it."""

            def __init__(self) -> None:
                super().__init__()
                self.model = original

            def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
                features = {"input_ids": input_ids, "attention_mask": attention_mask}
                if "token_type_ids" in original.tokenizer.model_input_names:
                    features["token_type_ids"] = torch.zeros_like(input_ids)
                vector: torch.Tensor = self.model(features)["sentence_embedding"]
                return torch.nn.functional.normalize(vector, dim=1)

        sample = original.tokenizer(
            ["one sentence", "another, longer one"], padding=True, return_tensors="pt"
        )
        inputs = {name: sample[name] for name in ("input_ids", "attention_mask")}
        export_graph(Pipeline(), inputs, "vector", path)

    def agreement(self, original: Any, manifest: Manifest, folder: Path) -> Agreement:
        """Mean and worst cosine between the prepared and the original vectors of the probes."""
        from retrieval.models.embedder import OnnxEmbedder

        with quiet():
            expected: NDArray[np.float32] = original.encode(list(_PROBES), normalize_embeddings=True)
        bare = manifest.model_copy(update={"query_prompt": "", "passage_prompt": ""})
        cosines = np.sum(expected * OnnxEmbedder(folder, bare).passages(list(_PROBES)), axis=1)
        mean, worst = float(cosines.mean()), float(cosines.min())
        return Agreement(
            mean >= PARITY_MEAN and worst >= PARITY_WORST,
            {"parity_mean": mean, "parity_worst": worst},
            f"mean cosine {mean:.3f}",
        )


_RECIPE = EmbedderRecipe()


def prepared(name: str, cache: Path) -> tuple[Path, Manifest]:
    """The folder and manifest of an embedding model, prepared now if it is not yet.

    Args:
        name: the bundled model's name, a folder, or a name on the model hub.
        cache: the folder of prepared models.

    Raises:
        ModelError: the model cannot be found, verified or loaded.
    """
    return prepare(_RECIPE, name, cache)


def is_prepared(name: str, cache: Path) -> bool:
    """Whether using the model needs no preparing."""
    return read_manifest(_RECIPE.folder(locate(name), cache)) is not None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a prepared model's folder, or None."""
    return read(Manifest, folder)


def load_original(source: ModelSource) -> Any:
    """The model in sentence-transformers; nothing is fetched when its files are here.

    Raises:
        ModelError: it cannot be loaded.
    """

    def load(where: str) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(where, device="cpu").eval()

    return loaded(source, load, EmbedderRecipe.setting)


def _prompt(original: Any, *names: str) -> str:
    prompts: dict[str, str] = original.prompts or {}
    return next((prompts[name] for name in names if prompts.get(name)), "")
