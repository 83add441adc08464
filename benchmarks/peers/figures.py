"""From what the programs told to the figures of the table; everyone is scored alike."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import Question
from benchmarks.peers.running import Ended
from benchmarks.scoring import holds, rank, ranking


def taken_in(runs: Sequence[tuple[Ended, dict[str, Any]]], articles: int, store: Path) -> dict[str, float]:
    """What an ingest costs: the median of its runs; the disk that it leaves.

    Args:
        runs: each with the ``passages``, ``seconds`` and ``processor seconds`` that it told, without
            the loading of its model.
        articles: how many it took in.
        store: the folder it filled.
    """
    seconds = statistics.median(told["seconds"] for _, told in runs)
    processor = statistics.median(told["processor seconds"] for _, told in runs)
    passages = runs[0][1]["passages"]
    return {
        "passages": passages,
        "passages a second": round(passages / seconds, 2),
        "articles a second": round(articles / seconds, 2),
        "processor seconds an article": round(processor / articles, 3),
        "disk, MiB per 1,000 articles": round(_bytes(store) / 2**20 * 1000 / articles, 1),
        "memory of the ingest at most, MiB": round(max(run.mebibytes for run, _ in runs), 1),
    }


def answered(questions: Sequence[Question], told: Sequence[dict[str, Any]]) -> dict[str, float]:
    """How fast and how well questions were answered by a process that is warm.

    Args:
        questions: as asked.
        told: for each ``seconds``, ``articles`` in order, ``texts``, and of Newsdesk ``shown``
            and ``search seconds``.
    """
    milliseconds = [one["seconds"] * 1000 for one in told]
    ranks = [rank(one["articles"], set(q.articles)) for q, one in zip(questions, told, strict=True)]
    figures = {
        "warm p50, ms": round(statistics.median(milliseconds), 1),
        "warm p95, ms": round(statistics.quantiles(milliseconds, n=20)[-1], 1),
        **{name: round(value, 3) for name, value in ranking(ranks).items()},
        "evidence, characters": round(statistics.mean(len(" ".join(one["texts"])) for one in told)),
        "answer in evidence": _share(questions, [" ".join(one["texts"]) for one in told]),
    }
    if "shown" in told[0]:
        figures["answer as shown"] = _share(questions, [" ".join(one["shown"]) for one in told])
        figures["search alone, warm p50, ms"] = round(
            statistics.median(one["search seconds"] * 1000 for one in told), 1
        )
    return figures


def _share(questions: Sequence[Question], texts: Sequence[str]) -> float:
    held = [holds(question.answers, text) for question, text in zip(questions, texts, strict=True)]
    return round(sum(held) / len(held), 3)


def _bytes(store: Path) -> int:
    return sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
