"""`make eval`: RealTimeQA's development questions, through the product's own ingest, search and ask."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.data import LIBRARY, ROOT, Question, answerable, articles_file, unanswerable
from benchmarks.machine import described
from benchmarks.scoring import auroc, holds, rank, ranking
from bot import Newsdesk
from bot.showing.progress import progress_bars
from retrieval.answer import Answer

RESULTS = ROOT / "benchmarks" / "results"
TARGETS = {
    "MRR@10": 0.88,
    "Hit@1": 0.80,
    "Hit@10": 0.98,
    "answer in evidence": 0.67,
    "unanswerable declined": 0.80,
}


def main() -> None:
    """Ingest the articles once, ask every question, print and write the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path, default=LIBRARY, help="where the articles are ingested to")
    options.add_argument("--no-write", action="store_true", help="print only")
    chosen = options.parse_args()
    with Newsdesk(library=chosen.library) as desk:
        with progress_bars() as on_progress:
            report = desk.ingest([articles_file()], on_progress=on_progress)
        figures = {**measured(desk), "articles": desk.status().articles, "passages": desk.status().passages}
    if report.new:
        figures["ingest"] = {"articles": report.new, "seconds": report.seconds}
    _print(figures)
    if not chosen.no_write:
        RESULTS.mkdir(exist_ok=True)
        record = {
            "benchmark": "RealTimeQA dev",
            "on": datetime.now(UTC).date().isoformat(),
            **described(),
            **figures,
        }
        path = RESULTS / "realtimeqa.json"
        path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def measured(desk: Newsdesk) -> dict[str, Any]:
    """Every figure of the benchmark for a library that holds its articles."""
    asked, refused = answerable(), unanswerable()
    ranks = []
    for question in asked:
        found = [hit.article_id for hit in desk.search(question.text, as_of=question.asked_on, limit=10)]
        ranks.append(rank(found, set(question.articles)))
    seconds: list[float] = []
    answers = [_ask(desk, question, seconds) for question in asked]
    declined = [_ask(desk, question, seconds) for question in refused]
    evidence = [_quotes_hold(question, reply) for question, reply in zip(asked, answers, strict=True)]
    return {
        "questions": len(asked),
        **{name: round(value, 3) for name, value in ranking(ranks).items()},
        "answer in evidence": round(sum(evidence) / len(asked), 3),
        "answerable declined": round(sum(a.kind == "abstained" for a in answers) / len(asked), 3),
        "unanswerable declined": round(sum(a.kind == "abstained" for a in declined) / len(refused), 3),
        "AUROC": round(auroc([a.confidence for a in answers], [a.confidence for a in declined]), 3),
        "seconds a question": {
            "median": round(statistics.median(seconds), 3),
            "p95": round(statistics.quantiles(seconds, n=20)[-1], 3),
        },
    }


def _ask(desk: Newsdesk, question: Question, seconds: list[float]) -> Answer:
    began = time.perf_counter()
    reply = desk.ask(question.text, as_of=question.asked_on)
    seconds.append(time.perf_counter() - began)
    return reply


def _quotes_hold(question: Question, reply: Answer) -> bool:
    return holds(question.answers, " ".join(citation.quote for citation in reply.citations))


def _print(figures: dict[str, Any]) -> None:
    table = Table("figure", "measured", "to reach", title="RealTimeQA, development questions")
    for name, value in figures.items():
        target = TARGETS.get(name)
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown, "" if target is None else str(target))
    Console().print(table)


if __name__ == "__main__":
    main()
