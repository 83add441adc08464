"""Prepares a model once: exported to one ONNX graph, quantised, compared with the original, and kept.

What is particular to one kind of model is its `Recipe`. The int8 graph is used
only if it agrees with the original; where it does not, the unquantised graph;
where the model cannot be exported, sentence-transformers itself, with a note.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import logging
import os
import shutil
import tempfile
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from filelock import FileLock
from pydantic import BaseModel, ConfigDict

from config.errors import ModelError
from retrieval.models.attention_fusion import fuse_attention
from retrieval.models.model_source import ModelSource, locate, verify
from retrieval.store.refusals import is_full, out_of_room

if TYPE_CHECKING:
    import torch

Route = Literal["int8", "float32", "torch"]
MANIFEST = "manifest.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"

MAKING = "g2"
"""Changed when graphs are made otherwise, so that a model is prepared anew and not run from an old one."""

OPSET = 23
"""The first version of ONNX in which attention is one operator."""


class Prepared(BaseModel):
    """What was prepared, and from what."""

    model_config = ConfigDict(frozen=True)

    name: str
    revision: str
    """First 12 hex digits of the SHA-256 of the model's weights."""
    max_tokens: int
    route: Route
    note: str = ""


M = TypeVar("M", bound=Prepared)


class Agreement(NamedTuple):
    """How well a graph agrees with the original.

    Args:
        accepted: whether well enough to be used in its place.
        figures: the fields of the manifest that tell.
        worded: the same in words.
    """

    accepted: bool
    figures: Mapping[str, float]
    worded: str


class Recipe(ABC, Generic[M]):
    """What is particular to one kind of model."""

    manifest: type[M]
    setting: str
    """The variable that names such a model."""
    prefix: str = ""
    """Put before the folder's name, so that one model can be prepared as two kinds."""

    @abstractmethod
    def load(self, source: ModelSource) -> Any:
        """The model in sentence-transformers; raises ModelError where it is none of this kind."""

    @abstractmethod
    def described(self, original: Any, source: ModelSource) -> M:
        """Its manifest, with torch as its route."""

    @abstractmethod
    def export(self, original: Any, path: Path) -> None:
        """Write the whole model as one unquantised graph; see `export_graph`."""

    @abstractmethod
    def agreement(self, original: Any, manifest: M, folder: Path) -> Agreement:
        """Compare the graph in the folder with the original, on probes."""

    def folder(self, source: ModelSource, cache: Path) -> Path:
        """Where it is kept among the prepared models."""
        return cache / f"{self.prefix}{source.slug}-{MAKING}"


def prepare(recipe: Recipe[M], name: str, cache: Path) -> tuple[Path, M]:
    """The folder and manifest of a model, prepared now if it is not yet.

    Args:
        recipe: the kind of model.
        name: the bundled model's name, a folder, or a name on the model hub.
        cache: the folder of prepared models.

    Raises:
        ModelError: the model cannot be found, verified or loaded, or is of another kind.
    """
    source = locate(name, recipe.setting)
    folder = recipe.folder(source, cache)
    manifest = read(recipe.manifest, folder)
    if manifest is not None:
        return folder, manifest
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            manifest = read(recipe.manifest, folder)
            if manifest is None:
                verify(source)
                manifest = _made(recipe, source, folder)
    except OSError as error:
        raise ModelError(
            f"The model {name} cannot be prepared in {cache}: {error.strerror or error}.",
            "Make room there or see that it is yours, or set NEWSDESK_MODEL_CACHE to another folder.",
        ) from error
    return folder, manifest


def read(kind: type[M], folder: Path) -> M | None:
    """The manifest in a prepared model's folder, or None."""
    try:
        return kind.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def loaded(source: ModelSource, load: Callable[[str], Any], setting: str) -> Any:
    """A model in sentence-transformers; nothing is fetched when its files are here.

    Args:
        source: where it is.
        load: given its folder or name, loads it; what it raises is told in one sentence.
        setting: the variable that names it.

    Raises:
        ModelError: it cannot be loaded.
    """
    with quiet():
        if source.folder is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        try:
            return load(str(source.folder or source.name))
        except Exception as error:
            logging.getLogger(__name__).exception("loading the model %s failed", source.name)
            reason = next(iter(str(error).splitlines()), type(error).__name__)[:200]
            raise ModelError(
                f"The model {source.name} cannot be loaded: {reason}",
                f"Check {setting}, or the network if it has to be fetched.",
            ) from error


def revision(original: Any) -> str:
    """First 12 hex digits of the SHA-256 of a model's weights, their names included."""
    digest = hashlib.sha256()
    for name, weights in sorted(original.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().contiguous().view(-1).numpy().tobytes())
    return digest.hexdigest()[:12]


def export_graph(
    module: torch.nn.Module, sample: Mapping[str, torch.Tensor], output: str, path: Path
) -> None:
    """Write a module as one ONNX graph that takes any number of texts of any length.

    Args:
        module: its `forward` takes the inputs in the sample's order.
        sample: inputs by name, each of shape (texts, tokens), two texts at least.
        output: the name of what it gives.
        path: the file written.
    """
    import torch

    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=2, max=8192)
    torch.onnx.export(
        module.eval(),
        tuple(sample.values()),
        str(path),
        input_names=list(sample),
        output_names=[output],
        opset_version=OPSET,
        dynamic_shapes=tuple({0: batch, 1: length} for _ in sample),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _made(recipe: Recipe[M], source: ModelSource, folder: Path) -> M:
    original = recipe.load(source)
    manifest = recipe.described(original, source)
    work = Path(tempfile.mkdtemp(prefix="preparing-", dir=folder.parent))
    try:
        manifest = _routed(recipe, original, manifest, work)
        (work / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        work.chmod(0o755)  # A temporary folder is its maker's only; a model may be everyone's.
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _routed(recipe: Recipe[M], original: Any, manifest: M, work: Path) -> M:
    """Try int8, then float32; else stay with torch and say why."""
    plain = work / "float32.onnx"
    try:
        original.tokenizer.backend_tokenizer.save(str(work / TOKENIZER))
        with quiet():
            recipe.export(original, plain)
            fuse_attention(plain, manifest.max_tokens)
            quantise(plain, work / GRAPH)
    except Exception as error:
        if out_of_room(error) or is_full(work):
            # That it cannot be written here and now says nothing of the model.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        logging.getLogger(__name__).warning("exporting %s failed", manifest.name, exc_info=True)
        return manifest.model_copy(
            update={"note": f"could not be exported ({type(error).__name__}); torch runs it"}
        )
    found = recipe.agreement(original, manifest, work)
    if found.accepted:
        plain.unlink()
        return manifest.model_copy(update={"route": "int8", **found.figures})
    plain.replace(work / GRAPH)
    note = f"int8 does not agree with it ({found.worded}); the unquantised graph is used"
    found = recipe.agreement(original, manifest, work)
    if found.accepted:
        return manifest.model_copy(update={"route": "float32", "note": note, **found.figures})
    return manifest.model_copy(update={"note": "its exported graph does not agree with it; torch runs it"})


def quantise(plain: Path, target: Path, *, per_channel: bool = True) -> None:
    """Write a graph with int8 in its matrix products.

    Args:
        plain: the unquantised graph.
        target: the file written.
        per_channel: a scale for each column of a matrix; else one for the whole.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        plain, target, per_channel=per_channel, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"]
    )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
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
