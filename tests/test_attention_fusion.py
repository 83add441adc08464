"""Attention as one operator: the same vectors, and left alone where a mask hides something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.models.attention_fusion import fuse_attention
from retrieval.models.preparation import export_graph, quiet

TOKENS = 24


def _exported(path: Path, window: int | None) -> Path:
    """A graph of one layer of attention, whose tokens see those within a window, if there is one."""
    import torch

    class OneLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(8)
            self.rows = torch.nn.Embedding(50, 16)
            self.parts = torch.nn.Linear(16, 48)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            texts, tokens = input_ids.shape
            parts = self.parts(self.rows(input_ids)).split(16, dim=2)
            query, key, value = (one.view(texts, tokens, 4, 4).transpose(1, 2) for one in parts)
            seen = attention_mask[:, None, None, :].bool().expand(texts, 1, tokens, tokens)
            if window is not None:
                place = torch.arange(tokens)
                seen = seen & ((place[:, None] - place[None, :]).abs() < window)
            found = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
            return found.transpose(1, 2).reshape(texts, tokens, 16).mean(dim=1)

    sample = {name: torch.ones(2, 5, dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    with quiet():
        export_graph(OneLayer(), sample, "vector", path)
    return path


def _run(path: Path, tokens: int) -> list[float]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ids = np.arange(tokens, dtype=np.int64)[None]
    vector: list[float] = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
    return vector


@pytest.mark.slow
def test_attention_in_one_operator_gives_the_same_vectors(tmp_path: Path) -> None:
    import onnx

    graph = _exported(tmp_path / "graph.onnx", None)
    before = {tokens: _run(graph, tokens) for tokens in (2, 7, TOKENS)}
    assert fuse_attention(graph, TOKENS) == 1
    kinds = {node.op_type for node in onnx.load(str(graph)).graph.node}
    assert "MultiHeadAttention" in kinds
    assert not kinds & {"Attention", "Transpose", "Where", "IsNaN"}
    for tokens, vector in before.items():
        np.testing.assert_allclose(_run(graph, tokens), vector, atol=1e-6)
    assert fuse_attention(graph, TOKENS) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("window", "layers"), [(4, 0), (TOKENS, 1)])
def test_a_mask_that_hides_tokens_is_kept(tmp_path: Path, window: int, layers: int) -> None:
    graph = _exported(tmp_path / "graph.onnx", window)
    before = _run(graph, TOKENS)
    assert fuse_attention(graph, TOKENS) == layers
    np.testing.assert_allclose(_run(graph, TOKENS), before, atol=1e-6)
