"""`python -m benchmarks.embedding_peak`: how near the machine's limit texts are embedded, and what was tried.

The limit is what this machine reaches on nothing but matrix products: int8 in ONNX Runtime
and float32 in numpy, at the model's shapes for as many tokens, and on large square matrices.
Ways of running the model are timed by turns on the same passages of real news, each round
beginning with another, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import ROOT, articles_file
from benchmarks.embedding_graphs import Ids, graphs, ways
from benchmarks.embedding_table import table
from benchmarks.machine import save
from benchmarks.matrix_peak import peaks
from benchmarks.report import main as write_report
from config.settings import BUNDLED_MODEL, default_settings
from ingestion.passages import embedding_text, passages
from retrieval.models.embedder import OnnxEmbedder, open_embedder
from retrieval.models.model_export import prepared

RESULT = ROOT / "benchmarks" / "results" / "embedding_peak.json"


def main() -> None:
    """Time every way of embedding the same passages, and the machine's matrix products."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=128)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--no-write", action="store_true", help="print only")
    chosen = options.parse_args()
    cache = default_settings().model_cache
    embedder = open_embedder(BUNDLED_MODEL, cache)
    assert isinstance(embedder, OnnxEmbedder)
    texts = real_passages(embedder, chosen.passages)
    ids = [one.ids for one in embedder._graph.tokenizer.encode_batch_fast(texts)]
    before = os.getloadavg()
    with tempfile.TemporaryDirectory() as folder:
        made = graphs(Path(folder), prepared(BUNDLED_MODEL, cache)[0])
        tried = ways(made)
        found = _timed(embedder, texts, ids, tried, chosen.rounds)
        limit = peaks(made["present"], statistics.mean(map(len, ids)), chosen.rounds)
    record = {
        "benchmark": "embedding peak",
        "command": "python -m benchmarks.embedding_peak",
        "passages": len(texts),
        "tokens": sum(map(len, ids)),
        "rounds": chosen.rounds,
        "load average before and after": [before, os.getloadavg()],
        "ways": found,
        **limit,
    }
    print(table(record))
    if not chosen.no_write:
        save(record, RESULT)
        write_report()


def real_passages(embedder: OnnxEmbedder, count: int) -> list[str]:
    """So many passages of the question set's articles, as an ingest embeds them."""
    found: list[str] = []
    with gzip.open(articles_file(), "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, None, 50):
            article = json.loads(line)
            spans = passages(article["text"], embedder.token_counts)
            found += [embedding_text(article["title"], article["text"][s.start : s.end]) for s in spans]
            if len(found) >= count:
                break
    return found[:count]


def _timed(
    embedder: OnnxEmbedder,
    texts: Sequence[str],
    ids: Ids,
    tried: dict[str, Callable[[Ids], NDArray[np.float32]]],
    rounds: int,
) -> dict[str, dict[str, Any]]:
    """Tokens a second of each way, by the clock and by the processor, and how far its vectors are off."""
    acts: dict[str, Callable[[], NDArray[np.float32]]] = {
        "the embedder, text to vector": lambda: embedder.passages(texts)
    }
    acts |= {name: (lambda way=way: way(ids)) for name, way in tried.items()}  # type: ignore[misc]
    tokens = sum(map(len, ids))
    vectors = {name: act() for name, act in acts.items()}
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    worked: dict[str, list[float]] = {name: [] for name in acts}
    names = list(acts)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            began, busy = time.perf_counter(), time.process_time()
            acts[name]()
            seconds[name].append(time.perf_counter() - began)
            worked[name].append(time.process_time() - busy)
    ours = vectors[names[0]]
    return {
        name: {
            "tokens a second": round(tokens / statistics.median(seconds[name])),
            "tokens a processor second": round(tokens / statistics.median(worked[name])),
            "least cosine with ours": round(float(np.sum(vectors[name] * ours, axis=1).min()), 5),
            "greatest difference": float(f"{np.abs(vectors[name] - ours).max():.1e}"),
        }
        for name in names
    }


if __name__ == "__main__":
    main()
