"""What reranking gains and costs: RealTimeQA's development questions with and without a cross-encoder.

`python -m benchmarks.reranker` needs the library that `make eval` fills. Without `--model` a small
cross-encoder is made first (`benchmarks.small_cross_encoder`) and kept under .cache/.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import LIBRARY, ROOT, answerable
from benchmarks.machine import described
from benchmarks.realtimeqa import measured
from benchmarks.scoring import rank, ranking
from benchmarks.small_cross_encoder import make
from bot import Newsdesk
from config.settings import load_settings
from retrieval.question import understand
from retrieval.reranker import Reranker, open_reranker
from retrieval.reranking import reranked
from retrieval.search import hits

RESULTS = ROOT / "benchmarks" / "results" / "reranker.json"
MADE = ROOT / ".cache" / "reranker"
WEIGHTS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
"""How much the cross-encoder counts beside the score so far; `retrieval.reranking.WEIGHT` is one of them."""


def main() -> None:
    """Measure, print and write the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--library", type=Path, default=LIBRARY)
    options.add_argument(
        "--model", help="a cross-encoder, by name or folder; a small one is made if not given"
    )
    options.add_argument("--top", type=int, default=20, help="how many articles are rescored")
    options.add_argument("--no-write", action="store_true", help="print only")
    chosen = options.parse_args()
    with Newsdesk(library=chosen.library) as desk:
        desk._make_ready()
        model = chosen.model or str(MADE)
        if chosen.model is None and not (MADE / "config.json").is_file():
            print(f"made in {make(desk, MADE):.0f} s")
        reranker = open_reranker(model, load_settings().model_cache)
        figures = compared(desk, reranker, chosen.top)
    print(json.dumps(figures, indent=2))
    if not chosen.no_write:
        record = {"model": chosen.model or "benchmarks.small_cross_encoder", **figures}
        record |= {"on": datetime.now(UTC).date().isoformat(), **described()}
        RESULTS.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def compared(desk: Newsdesk, reranker: Reranker, top: int) -> dict[str, Any]:
    """Every figure of RealTimeQA without it and with it, the ranking for each weight, and its cost."""
    without = measured(desk)
    by_weight = rankings(desk, reranker, top)
    desk._search._rerank = partial(reranked, reranker=reranker, top=top)
    manifest = reranker.manifest
    return {
        "rescored": top,
        "route": manifest.route,
        "rank correlation with the original": round(manifest.parity_ranks, 4),
        "without": without,
        "with": measured(desk),
        **by_weight,
    }


def rankings(desk: Newsdesk, reranker: Reranker, top: int) -> dict[str, Any]:
    """Where the linked article stands for each weight, and the time and pairs that a question takes."""
    ranks: dict[float, list[int | None]] = {weight: [] for weight in WEIGHTS}
    seconds, pairs = [], []
    for question in answerable():
        found = desk._search.find(understand(question.text, question.asked_on))
        timed = _Once(reranker)
        for weight in WEIGHTS:
            ordered = hits(reranked(found, timed, top, weight), 10)
            ranks[weight].append(rank([hit.article_id for hit in ordered], set(question.articles)))
        seconds.append(timed.seconds)
        pairs.append(timed.pairs)
    return {
        "ranking by weight": {
            str(weight): {name: round(value, 3) for name, value in ranking(found).items()}
            for weight, found in ranks.items()
        },
        "pairs a question, median": statistics.median(pairs),
        "seconds of the cross-encoder a question": {
            "median": round(statistics.median(seconds), 3),
            "p95": round(statistics.quantiles(seconds, n=20)[-1], 3),
        },
    }


class _Once:
    """Scores one question's texts once, takes the time, and repeats what it found."""

    def __init__(self, reranker: Reranker) -> None:
        self.manifest = reranker.manifest
        self.seconds = 0.0
        self.pairs = 0
        self._reranker = reranker
        self._scores: NDArray[np.float32] | None = None

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._scores is None:
            began = time.perf_counter()
            self._scores = self._reranker.scores(question, texts)
            self.seconds, self.pairs = time.perf_counter() - began, len(texts)
        return self._scores


if __name__ == "__main__":
    main()
