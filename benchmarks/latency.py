"""Times what a question costs beside what it must: one embedding, and one pass over the evidence.

The pass over the evidence is told in embeddings of a passage batch too: of the passages, headlines
included, whose sentences it looks at. Run with `python -m benchmarks.latency`; it needs the library
that `make eval` fills. All are timed in one process, question by question in turn, so that a busy
machine slows them alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import LIBRARY, answerable
from bot import Newsdesk
from ingestion.passages import embedding_text
from retrieval.answering import choice_of
from retrieval.asking.question import understand
from retrieval.finding.search import Found
from retrieval.weighing.candidate_sentences import candidate_sentences

QUESTIONS = 60

P50_TARGET, P95_TARGET = 1.5, 3.0
"""The most a question may take, in times one embedding and one evidence pass."""

BATCHES_TARGET = 2.0
"""The most an evidence pass may take, in embeddings of its passage batch."""


def main() -> None:
    """Ask, and print the median and the 95th percentile of each part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path, default=LIBRARY)
    options.add_argument("--questions", type=int, default=QUESTIONS)
    chosen = options.parse_args()
    questions = answerable()[: chosen.questions]
    rows = []
    with Newsdesk(library=chosen.library) as desk:
        desk.ask(questions[0].text, as_of=questions[0].asked_on)
        for question in questions:
            # First, so that nothing of the question has been read before.
            asking = _seconds(partial(desk.ask, question.text, as_of=question.asked_on))
            found = desk._search.find(understand(question.text, question.asked_on))
            rows.append(
                (
                    _seconds(partial(desk._embedder.query, question.text)),
                    _seconds(partial(desk._embedder.passages, _looked_into(found))),
                    _seconds(partial(choice_of, found, replace(desk._means, embedder=desk._embedder))),
                    asking,
                )
            )
        passages = desk.status().passages
    _print(np.array(rows) * 1000, passages)


def _looked_into(found: Found) -> list[str]:
    """The passages whose sentences are weighed, each as it is embedded at ingest."""
    passages = {
        (one.found.article.title, one.found.article.text[one.passage.place.start : one.passage.place.end])
        for part in found.parts or (found,)
        for one in candidate_sentences(part)
    }
    return [embedding_text(*passage) for passage in passages]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _print(milliseconds: NDArray[np.float64], passages: int) -> None:
    print(f"{len(milliseconds)} questions over {passages:,} passages, milliseconds")
    for name, column in zip(
        ("one embedding", "one passage batch", "one evidence pass", "one question"),
        milliseconds.T,
        strict=True,
    ):
        print(f"{name:18} p50 {np.quantile(column, 0.5):7.1f}   p95 {np.quantile(column, 0.95):7.1f}")
    batches = np.quantile(milliseconds[:, 2], 0.5) / np.quantile(milliseconds[:, 1], 0.5)
    print(f"evidence pass / passage batch, p50: {batches:.2f} (at most {BATCHES_TARGET})")
    needed = milliseconds[:, 0] + milliseconds[:, 2]
    for share, target in ((0.5, P50_TARGET), (0.95, P95_TARGET)):
        ratio = np.quantile(milliseconds[:, 3], share) / np.quantile(needed, share)
        print(f"question / (embedding + evidence pass), p{share * 100:.0f}: {ratio:.2f} (at most {target})")


if __name__ == "__main__":
    main()
