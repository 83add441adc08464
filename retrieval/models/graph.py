"""Runs a prepared graph in ONNX Runtime; imports no torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.errors import ModelError
from retrieval.models.preparation import GRAPH, TOKENIZER

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding


SLOWER = ["SkipLayerNormFusion"]
"""Rewritings that ONNX Runtime makes and that cost time: its sum with normalisation in one takes
some four times as long as the two apart (`python -m benchmarks.embedding_peak`)."""


class Graph:
    """A graph and its tokenizer.

    Args:
        folder: the prepared model.
        threads: texts run at once; 0 is one a core.

    Raises:
        ModelError: its files are missing or damaged.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=SLOWER,
            )
        except Exception as error:
            raise ModelError(
                f"The prepared model in {folder} cannot be loaded: {str(error).splitlines()[0][:200]}",
                f"Delete {folder}; it is prepared again.",
            ) from error
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._workers = threads or os.cpu_count() or 1
        # Kept from run to run: to start threads takes as long as a text.
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="newsdesk-model")
        self.tokenizer.no_padding()
        self.counter = Tokenizer.from_file(str(folder / TOKENIZER))
        """The same tokenizer, which cuts nothing."""
        self.counter.no_padding()
        self.counter.no_truncation()

    def run(self, encoded: Sequence[Encoding], width: int) -> NDArray[np.float32]:
        """What the graph gives for each text or pair of texts: float32, shape (texts, width)."""
        # One text a run, as many runs at once as there are cores. int8 activations
        # are scaled over the whole of a run, so in a batch what a text gets would
        # depend on its neighbours; and nothing is wasted on padding.
        rows = np.zeros((len(encoded), width), np.float32)

        def run(i: int) -> None:
            ids = np.array([encoded[i].ids], np.int64)
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            if "token_type_ids" in self._inputs:
                given["token_type_ids"] = np.array([encoded[i].type_ids], np.int64)
            rows[i] = self._session.run(None, given)[0][0]

        longest_first = sorted(range(len(encoded)), key=lambda i: -len(encoded[i].ids))
        if len(encoded) <= 1 or self._workers == 1:
            for i in longest_first:
                run(i)
        else:
            list(self._pool.map(run, longest_first))
        return rows
