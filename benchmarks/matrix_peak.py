"""What this machine reaches on nothing but matrix products, and what a token of the model asks of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

SHAPES = ((384, 384), (384, 1536), (1536, 384))
"""Of the bundled model's weights."""
LARGE = 2048
ROWS = 192
"""Tokens of a passage, about."""
WORK = 4e9
"""Multiplications and additions of one measurement, about: a fraction of a second."""


def peaks(graph: Path, tokens: float, rounds: int) -> dict[str, Any]:
    """Multiplications and additions: a token's, and how many one core does in a second of its time.

    Args:
        graph: the prepared model, whose matrix products are counted.
        tokens: of a text, the mean; attention takes as many for each token.
        rounds: measurements of each, by turns; the best counts, as a limit should.

    Each product is worked by one thread and timed by the processor, so that others on the
    machine hardly count.
    """
    acts = {
        "int8 at the model's shapes": [_int8(ROWS, a, b) for a, b in SHAPES],
        "int8, 2,048 square": [_int8(LARGE, LARGE, LARGE)],
        "float32 at the model's shapes": [_float32(ROWS, a, b) for a, b in SHAPES],
        "float32, 2,048 square": [_float32(LARGE, LARGE, LARGE)],
    }
    found: dict[str, list[float]] = {name: [] for name in acts}
    with threadpool_limits(1):
        for _ in range(rounds):
            for name, products in acts.items():
                found[name].append(statistics.mean(_rate(*one) for one in products))
    return {
        "operations a token": operations(graph, tokens),
        "operations a processor second": {name: round(max(rates)) for name, rates in found.items()},
    }


def operations(graph: Path, tokens: float) -> dict[str, int]:
    """Multiplications and additions of one token: int8 with the weights, float32 in attention."""
    import onnx

    model = onnx.load(str(graph)).graph
    weights = {one.name: int(np.prod(one.dims)) for one in model.initializer}
    products = [node for node in model.node if node.op_type in ("MatMulInteger", "MatMul")]
    int8 = sum(weights.get(node.input[1], 0) for node in products)
    layers = sum(node.op_type == "MultiHeadAttention" for node in model.node)
    return {"int8": 2 * int8, "float32": round(2 * layers * 2 * SHAPES[0][0] * tokens)}


def _rate(act: Callable[[], object], work: float) -> float:
    times = max(1, round(WORK / work))
    act()
    began = time.process_time()
    for _ in range(times):
        act()
    return times * work / (time.process_time() - began)


def _int8(rows: int, inner: int, columns: int) -> tuple[Callable[[], object], float]:
    import onnxruntime
    from onnx import TensorProto, helper

    chance = np.random.default_rng(8)
    weights = chance.integers(-127, 128, (inner, columns)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["rows", "weights", "zero"], ["sums"])],
        "product",
        [helper.make_tensor_value_info("rows", TensorProto.UINT8, [rows, inner])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, [rows, columns])],
        [
            helper.make_tensor("weights", TensorProto.INT8, weights.shape, weights.tobytes(), raw=True),
            helper.make_tensor("zero", TensorProto.UINT8, [], b"\x80", raw=True),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    given = {"rows": chance.integers(0, 256, (rows, inner)).astype(np.uint8)}
    return lambda: session.run(None, given), 2.0 * rows * inner * columns


def _float32(rows: int, inner: int, columns: int) -> tuple[Callable[[], object], float]:
    chance = np.random.default_rng(8)
    left = chance.random((rows, inner), np.float32)
    right = chance.random((inner, columns), np.float32)
    return lambda: left @ right, 2.0 * rows * inner * columns
