"""What is lost where fewer sentences of a question are embedded, down from all that are looked at.

Run with `python -m benchmarks.evidence_cost`; it needs the library that `make eval` fills, and keeps what it
finds for docs/benchmarks.md. Each question is searched for once, and each sentence embedded once.
`python -m benchmarks.latency` tells what the sentences cost.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from benchmarks.data import LIBRARY, ROOT, answerable, unanswerable
from benchmarks.machine import save
from benchmarks.remembering import RememberingEmbedder
from benchmarks.scoring import auroc, holds
from bot import Newsdesk
from retrieval.answer import Answer
from retrieval.asking.question import Query
from retrieval.finding.search import Found
from retrieval.weighing import evidence

NUMBERS = (None, 16, 12, 8, 6)
"""Sentences embedded at most; None is all."""


def main() -> None:
    """Answer every question with each number, and keep what comes of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path, default=LIBRARY)
    chosen = options.parse_args()
    asked, refused = answerable(), unanswerable()
    with Newsdesk(library=chosen.library) as desk:
        desk._embedder = RememberingEmbedder(desk._embedder)
        desk._make_ready()
        find = _remembered(desk._search.find)
        best: list[Answer] = []
        rows: list[dict[str, float | None]] = []
        for number in NUMBERS:
            with (
                patch.object(evidence.weigh, "__defaults__", (number,)),
                patch.object(desk._search, "find", find),
            ):
                answers = [desk.ask(one.text, as_of=one.asked_on) for one in [*asked, *refused]]
            best = best or answers
            same = sum(one.text == other.text for one, other in zip(answers, best, strict=True))
            right, wrong = answers[: len(asked)], answers[len(asked) :]
            quoted = sum(
                holds(question.answers, " ".join(citation.quote for citation in answer.citations))
                for question, answer in zip(asked, right, strict=True)
            )
            area = auroc([one.confidence for one in right], [one.confidence for one in wrong])
            rows.append(
                {
                    "embedded": number,
                    "answer in evidence": round(quoted / len(asked), 3),
                    "declined wrongly": round(_declined(right), 3),
                    "declined rightly": round(_declined(wrong), 3),
                    "AUROC": round(area, 3),
                    "answers as with all": same,
                }
            )
            print(rows[-1])
        passages = desk.status().passages
    record = {"benchmark": "evidence cost", "passages": passages, "answers": len(best), "rows": rows}
    save(record, ROOT / "benchmarks" / "results" / "evidence_cost.json")


def _remembered(find: Callable[[Query], Found]) -> Callable[[Query], Found]:
    found: dict[tuple[str, datetime], Found] = {}

    def remembered(query: Query) -> Found:
        key = (query.text, query.until)
        if key not in found:
            found[key] = find(query)
        return found[key]

    return remembered


def _declined(answers: Sequence[Answer]) -> float:
    return sum(one.kind == "abstained" for one in answers) / len(answers)


if __name__ == "__main__":
    main()
