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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import LIBRARY, ROOT, answerable
from benchmarks.machine import described
from benchmarks.scoring import rank, ranking
from benchmarks.small_cross_encoder import make
from bot import Newsdesk
from config.settings import load_settings
from retrieval.asking.question import understand
from retrieval.finding.reranking import reranked
from retrieval.finding.search import hits
from retrieval.models.reranker import Reranker, open_reranker

RESULTS = ROOT / "benchmarks" / "results" / "reranker.json"
MADE = ROOT / ".cache" / "reranker"
WEIGHTS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
"""How much the cross-encoder counts beside the score so far; one is the `WEIGHT` of `reranking`."""


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
    """Where the linked article stands without it and with it, for each weight, and what it costs."""
    asked = answerable()
    ranks: dict[float, list[int | None]] = {weight: [] for weight in WEIGHTS}
    searching, scoring, pairs = [], [], []
    for question in asked:
        began = time.perf_counter()
        found = desk._search.find(understand(question.text, question.asked_on))
        searching.append(time.perf_counter() - began)
        timed = _Once(reranker)
        for weight in WEIGHTS:
            ordered = hits(reranked(found, timed, top, weight), 10)
            ranks[weight].append(rank([hit.article_id for hit in ordered], set(question.articles)))
        scoring.append(timed.seconds)
        pairs.append(timed.pairs)
    manifest = reranker.manifest
    return {
        "questions": len(asked),
        "articles rescored": top,
        "route": manifest.route,
        "note": manifest.note,
        "ranking by weight, 0 without it": {str(weight): _rounded(ranks[weight]) for weight in WEIGHTS},
        "pairs a question, median": statistics.median(pairs),
        "seconds a question, median": {
            "search": round(statistics.median(searching), 3),
            "cross-encoder": round(statistics.median(scoring), 3),
        },
    }


def _rounded(ranks: list[int | None]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in ranking(ranks).items()}


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
