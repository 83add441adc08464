"""Makes the attention of an exported graph one operator a layer, without a mask.

Exported, attention over one text moves its heads about four times a layer and adds
a mask that says nothing, since a graph is run on one text without padding. ONNX Runtime's
own `MultiHeadAttention` does the same sums on the rows as they are.
`python -m benchmarks.embedding_peak` tells what it is worth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto

_HEADS_FIRST = [0, 2, 1, 3]
"""(text, token, head, dimension) to (text, head, token, dimension), and back."""


class _Layer(NamedTuple):
    """One attention: the node, what moves its heads about, the rows it begins from and ends in."""

    node: NodeProto
    around: list[NodeProto]
    rows: list[str]
    output: str
    heads: int


def fuse_attention(path: Path, max_tokens: int) -> int:
    """Replace the attention in a graph file where that changes nothing for a text without padding.

    Args:
        path: an ONNX file with `Attention` of opset 23; it is written anew.
        max_tokens: the longest text it is run on.

    Returns:
        How many layers were replaced; those built otherwise stay as they are, and
        so do all if one's mask hides some token of a text (a sliding window, say).
    """
    import onnx

    model = onnx.load(str(path))
    layers = list(_layers(model.graph))
    masks = {name for layer in layers for name in layer.node.input[3:4] if name}
    if not layers or not _nothing_hidden(model, masks, max_tokens):
        return 0
    for layer in layers:
        _replace(model.graph, layer)
    _drop_unused(model.graph)
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(path))
    return len(layers)


def _layers(graph: GraphProto) -> Iterator[_Layer]:
    made_by = {name: node for node in graph.node for name in node.output}
    users: defaultdict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            users[name].append(node)
    shapes = {value.name: value.type.tensor_type.shape.dim for value in graph.value_info}
    for node in graph.node:
        # Further inputs and outputs are of a text read in pieces, which no text here is.
        if node.op_type != "Attention" or any(node.input[4:]) or any(node.output[1:]) or _capped(node):
            continue
        before = [_chain(made_by.get(name), made_by) for name in node.input[:3]]
        after = _only(users[node.output[0]], "Transpose")
        flat = _only(users[after.output[0]], "Reshape") if after is not None else None
        dims = [shapes.get(name, ()) for name in node.input[:3]]
        heads = {dim[1].dim_value for dim in dims if len(dim) == 4}
        if after is None or flat is None or len(heads) != 1 or not all(heads):
            continue
        found = [pair for pair in before if pair is not None]
        if len(found) == 3:
            around = [one for pair in found for one in pair] + [after, flat]
            yield _Layer(node, around, [pair[1].input[0] for pair in found], flat.output[0], heads.pop())


def _capped(node: NodeProto) -> bool:
    return any(one.name in ("is_causal", "softcap") and (one.i or one.f) for one in node.attribute)


def _chain(moved: NodeProto | None, made_by: dict[str, NodeProto]) -> tuple[NodeProto, NodeProto] | None:
    """The transposition and the reshaping that a matrix came through, or None."""
    if moved is None or moved.op_type != "Transpose" or _order(moved) != _HEADS_FIRST:
        return None
    shaped = made_by.get(moved.input[0])
    return (moved, shaped) if shaped is not None and shaped.op_type == "Reshape" else None


def _only(users: list[NodeProto], kind: str) -> NodeProto | None:
    if len(users) != 1 or users[0].op_type != kind:
        return None
    return None if kind == "Transpose" and _order(users[0]) != _HEADS_FIRST else users[0]


def _order(node: NodeProto) -> list[int]:
    return next((list(one.ints) for one in node.attribute if one.name == "perm"), [])


def _nothing_hidden(model: ModelProto, masks: set[str], tokens: int) -> bool:
    """Whether every mask lets each token of the longest text see each other one."""
    import onnx
    import onnxruntime

    if not masks:
        return True
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    types = {value.name: value for value in model.graph.value_info}
    asked.graph.output.extend(types[name] for name in masks if name in types)
    session = onnxruntime.InferenceSession(asked.SerializeToString(), providers=["CPUExecutionProvider"])
    given = {
        one.name: np.full((1, tokens), int(one.name == "attention_mask"), np.int64)
        for one in session.get_inputs()
    }
    return masks <= types.keys() and all(
        bool(found.all()) if found.dtype == np.bool_ else not found.any()
        for found in session.run(sorted(masks), given)
    )


def _replace(graph: GraphProto, layer: _Layer) -> None:
    from onnx import helper

    scale = {one.name: one.f for one in layer.node.attribute if one.name == "scale" and one.f}
    fused = helper.make_node(
        "MultiHeadAttention",
        layer.rows,
        [layer.output],
        domain="com.microsoft",
        num_heads=layer.heads,
        **scale,
    )
    place = list(graph.node).index(layer.node)
    graph.node.insert(place, fused)
    for node in [layer.node, *layer.around[-2:]]:
        graph.node.remove(node)


def _drop_unused(graph: GraphProto) -> None:
    """Take away what nothing needs any more: the moving of heads, and the making of masks."""
    needed = {value.name for value in graph.output}
    for node in reversed(list(graph.node)):
        if needed.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            needed.update(node.input)
