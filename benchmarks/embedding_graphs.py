"""The graphs and the ways of running them that were tried, to embed more tokens a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from config.settings import BUNDLED_MODEL
from retrieval.models import preparation
from retrieval.models.attention_fusion import fuse_attention
from retrieval.models.graph import SLOWER
from retrieval.models.model_export import EmbedderRecipe, load_original
from retrieval.models.model_source import locate
from retrieval.models.preparation import GRAPH, quantise, quiet

Ids = Sequence[Sequence[int]]
"""Token ids of each text."""
Way = Callable[[Ids], NDArray[np.float32]]

CORES = 2


def graphs(folder: Path, ready: Path) -> dict[str, Path]:
    """The present graph, and those that were tried before it or beside it.

    Args:
        folder: takes what is made.
        ready: the prepared model.
    """
    plain = folder / "plain.onnx"
    with quiet():
        EmbedderRecipe().export(load_original(locate(BUNDLED_MODEL)), plain)
        made = {"present": ready / GRAPH, "apart": folder / "apart.onnx", "float32": folder / "float32.onnx"}
        quantise(plain, made["apart"])
        with patch.object(preparation, "OPSET", 20):
            EmbedderRecipe().export(load_original(locate(BUNDLED_MODEL)), folder / "guarded-plain.onnx")
        made["guarded"] = folder / "guarded.onnx"
        quantise(folder / "guarded-plain.onnx", made["guarded"])
        made["float32"].write_bytes(plain.read_bytes())
        fuse_attention(made["float32"], 256)
        made["one scale"] = folder / "one-scale.onnx"
        quantise(made["float32"], made["one scale"], per_channel=False)
    return made


def ways(made: dict[str, Path]) -> dict[str, Way]:
    """Each way of embedding ready token ids, by what it does.

    Args:
        made: from `graphs`.
    """
    present = made["present"]
    return {
        "ready batches: one text a run, two at once": at_once(session(present), CORES),
        "ready batches: 8 padded texts a run": padded(session(present, threads=CORES), 8),
        "ready batches: 32 padded texts a run": padded(session(present, threads=CORES), 32),
        "the same, sorted by length": padded(session(present, threads=CORES), 32, by_length=True),
        "one text a run, both cores on it": at_once(session(present, threads=CORES), 1),
        "one text a run, one at once": at_once(session(present), 1),
        "one text a run, four at once": at_once(session(present), 4),
        "with sum and normalisation in one": at_once(session(present, slower=()), CORES),
        "with the attention of opset 23": at_once(session(made["apart"]), CORES),
        "the same, sum and normalisation in one": at_once(session(made["apart"], slower=()), CORES),
        "with the attention of opset 20, all in one as before": at_once(
            session(made["guarded"], slower=()), CORES
        ),
        "one scale a matrix": at_once(session(made["one scale"]), CORES),
        "float32": at_once(session(made["float32"]), CORES),
        "without the rewriting of the graph": at_once(session(present, rewritten=False), CORES),
        "without the memory arena": at_once(session(present, arena=False), CORES),
    }


def session(
    graph: Path,
    *,
    threads: int = 1,
    slower: Sequence[str] = SLOWER,
    rewritten: bool = True,
    arena: bool = True,
) -> Any:
    """ONNX Runtime's session of a graph.

    Args:
        graph: its file.
        threads: that one run uses.
        slower: rewritings it is not to make.
        rewritten: whether it may rewrite the graph at all.
        arena: whether it keeps memory from run to run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = arena
    if not rewritten:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(
        str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(slower)
    )


def at_once(running: Any, texts: int) -> Way:
    """One text a run, so many runs at once."""

    def embed(ids: Ids) -> NDArray[np.float32]:
        given = [np.array([one], np.int64) for one in ids]
        with ThreadPoolExecutor(texts) as pool:
            found = list(pool.map(lambda one: running.run(None, _inputs(one, np.ones_like(one)))[0], given))
        return np.concatenate(found)

    return embed


def padded(running: Any, texts: int, *, by_length: bool = False) -> Way:
    """So many texts a run, filled up to the longest; without a mask in attention only the time tells."""

    def embed(ids: Ids) -> NDArray[np.float32]:
        order = sorted(range(len(ids)), key=lambda i: len(ids[i])) if by_length else list(range(len(ids)))
        rows: list[NDArray[np.float32]] = []
        for at in range(0, len(order), texts):
            batch = [ids[i] for i in order[at : at + texts]]
            filled = np.zeros((len(batch), max(map(len, batch))), np.int64)
            for row, one in zip(filled, batch, strict=True):
                row[: len(one)] = one
            mask = (np.arange(filled.shape[1]) < np.array([[len(one)] for one in batch])).astype(np.int64)
            rows.append(running.run(None, _inputs(filled, mask))[0])
        return np.concatenate(rows)[np.argsort(order)]

    return embed


def _inputs(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    return {"input_ids": ids, "attention_mask": mask}
