"""The share of the machine's limit: counted from the graph, and put into words as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.embedding_table import END_TO_END, reached, table
from benchmarks.matrix_peak import _float32, _int8, operations
from config.settings import BUNDLED_MODEL
from retrieval.models.model_export import prepared
from retrieval.models.preparation import GRAPH


def record() -> dict[str, Any]:
    def way(rate: int) -> dict[str, Any]:
        return {"tokens a second": rate, "tokens a processor second": rate, "least cosine with ours": 1.0}

    return {
        "passages": 4, "tokens": 800, "command": "python -m benchmarks.embedding_peak",
        "load average before and after": [[1, 1, 1], [1, 1, 1]],
        "ways": {END_TO_END: way(900), "ready batches: one": way(1000), "float32": way(450)},
        "operations a token": {"int8": 20_000_000, "float32": 5_000_000},
        "operations a processor second": {"int8, square": 45e9},
    }  # fmt: skip


def test_the_table_tells_the_shares() -> None:
    assert reached(record(), 45e9) == pytest.approx(0.5)
    shown = table(record())
    assert "reaches 90% of the best ready batches" in shown
    assert "| int8, square | 45 | 50% |" in shown
    assert "| float32 | 450 | 0.50 | 450 | 1.0000 |" in shown


def test_the_operations_of_a_token_are_those_of_its_weights(model_cache: Path) -> None:
    folder, _ = prepared(BUNDLED_MODEL, model_cache)
    # Six layers: four products of 384 by 384 and two of 384 by 1,536, two operations each.
    layer = 4 * 384 * 384 + 2 * 384 * 1536
    assert operations(folder / GRAPH, 100) == {"int8": 2 * 6 * layer, "float32": 2 * 6 * 2 * 384 * 100}


def test_products_are_counted_as_they_are_done() -> None:
    for product in (_int8, _float32):
        act, work = product(4, 8, 16)
        assert work == 2 * 4 * 8 * 16
        act()
