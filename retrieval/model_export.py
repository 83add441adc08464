"""Prepares a sentence-transformers model once, so that answering never loads torch.

The whole pipeline (transformer, pooling, normalisation) becomes one ONNX graph,
its matrix products are quantised to int8 per channel, and the result is used
only if it agrees with the original. Where it does not, the unquantised graph
is used; where the model cannot be exported, sentence-transformers itself.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from config.errors import ModelError
from config.settings import BUNDLED_MODEL
from retrieval.model_source import ModelSource, locate, verify

if TYPE_CHECKING:
    from numpy.typing import NDArray

Route = Literal["int8", "float32", "torch"]
MANIFEST = "manifest.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"

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


class Manifest(BaseModel):
    """What was prepared, from what, and how well it agrees with the original."""

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str
    """First 12 hex digits of the SHA-256 of the model's weights."""
    dimension: int
    max_tokens: int
    query_prompt: str = ""
    passage_prompt: str = ""
    route: Route
    parity_mean: float = 1.0
    parity_worst: float = 1.0
    note: str = ""


def prepared(name: str, cache: Path) -> tuple[Path, Manifest]:
    """The folder and manifest of a model, prepared now if it is not yet.

    Args:
        name: the bundled model's name, a folder, or a name on the model hub.
        cache: the folder of prepared models.

    Raises:
        ModelError: the model cannot be found, verified or loaded.
    """
    source = locate(name)
    folder = cache / source.slug
    manifest = read_manifest(folder)
    if manifest is not None:
        return folder, manifest
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{source.slug}.lock"):
            manifest = read_manifest(folder)
            if manifest is None:
                verify(source)
                manifest = _prepare(source, folder)
    except OSError as error:
        raise ModelError(f"The model {name} cannot be prepared in {cache}: {error}.") from error
    return folder, manifest


def is_prepared(name: str, cache: Path) -> bool:
    """Whether using the model needs no preparing."""
    return read_manifest(cache / locate(name).slug) is not None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a prepared model's folder, or None."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def load_original(source: ModelSource) -> Any:
    """The model in sentence-transformers; nothing is fetched when its files are here.

    Raises:
        ModelError: it cannot be loaded.
    """
    with _quiet():
        if source.folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(str(source.folder or source.name), device="cpu").eval()
        except Exception as error:
            logging.getLogger(__name__).exception("loading the model %s failed", source.name)
            raise ModelError(
                f"The model {source.name} cannot be loaded: {str(error).splitlines()[0][:200]}",
                "Check its name, or the network if it has to be fetched.",
            ) from error


def _prepare(source: ModelSource, folder: Path) -> Manifest:
    original = load_original(source)
    manifest = Manifest(
        # One name for one model, however the settings write it: the library records it.
        name=BUNDLED_MODEL if source.bundled else str(source.folder or source.name),
        revision=_revision(original),
        dimension=int(original.get_embedding_dimension()),
        max_tokens=int(original.max_seq_length or 512),
        query_prompt=_prompt(original, "query"),
        passage_prompt=_prompt(original, "document", "passage", "corpus"),
        route="torch",
    )
    work = Path(tempfile.mkdtemp(prefix="preparing-", dir=folder.parent))
    try:
        manifest = _exported(original, manifest, work)
        (work / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        work.chmod(0o755)  # A temporary folder is its maker's only; a model may be everyone's.
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _exported(original: Any, manifest: Manifest, work: Path) -> Manifest:
    """Try int8, then float32; else stay with torch and say why."""
    plain = work / "float32.onnx"
    try:
        tokenizer = original.tokenizer
        tokenizer.backend_tokenizer.save(str(work / TOKENIZER))
        with _quiet():
            _export(original, plain)
            _quantise(plain, work / GRAPH)
    except Exception as error:
        logging.getLogger(__name__).warning("exporting %s failed", manifest.name, exc_info=True)
        return manifest.model_copy(
            update={"note": f"could not be exported ({type(error).__name__}); torch runs it"}
        )
    mean, worst = _parity(original, manifest, work)
    if mean >= PARITY_MEAN and worst >= PARITY_WORST:
        plain.unlink()
        return manifest.model_copy(update={"route": "int8", "parity_mean": mean, "parity_worst": worst})
    plain.replace(work / GRAPH)
    note = f"int8 does not agree with it (mean cosine {mean:.3f}); the unquantised graph is used"
    mean, worst = _parity(original, manifest, work)
    if mean >= PARITY_MEAN and worst >= PARITY_WORST:
        return manifest.model_copy(
            update={"route": "float32", "parity_mean": mean, "parity_worst": worst, "note": note}
        )
    return manifest.model_copy(update={"note": "its exported graph does not agree with it; torch runs it"})


def _export(original: Any, path: Path) -> None:
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

    sample = original.tokenizer(["one sentence", "another, longer one"], padding=True, return_tensors="pt")
    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=2, max=8192)
    shape = {0: batch, 1: length}
    torch.onnx.export(
        Pipeline().eval(),
        (sample["input_ids"], sample["attention_mask"]),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vector"],
        dynamic_shapes={"input_ids": shape, "attention_mask": shape},
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _quantise(plain: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        plain, target, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )


def _parity(original: Any, manifest: Manifest, folder: Path) -> tuple[float, float]:
    """Mean and worst cosine between the prepared and the original vectors of the probes."""
    from retrieval.embedder import OnnxEmbedder

    with _quiet():
        expected: NDArray[np.float32] = original.encode(list(_PROBES), normalize_embeddings=True)
    found = OnnxEmbedder(
        folder, manifest.model_copy(update={"query_prompt": "", "passage_prompt": ""})
    ).passages(list(_PROBES))
    cosines = np.sum(expected * found, axis=1)
    return float(cosines.mean()), float(cosines.min())


def _prompt(original: Any, *names: str) -> str:
    prompts: dict[str, str] = original.prompts or {}
    return next((prompts[name] for name in names if prompts.get(name)), "")


def _revision(original: Any) -> str:
    import hashlib

    digest = hashlib.sha256()
    for name, weights in sorted(original.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and warnings off the user's terminal."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        previous = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(previous)
