"""The figures of a run, and the lines of its table."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from benchmarks.reliability.callers.asking import TASKS, THREADS
from benchmarks.reliability.callers.run import FILES, Outcome
from benchmarks.reliability.results import Row


def figures(outcome: Outcome) -> dict[str, Any]:
    """What came out of a run."""
    rounds = len(outcome.after)
    # A third of the rounds is warming up: caches fill, and each allocator takes what it needs at most.
    warm = outcome.after[rounds // 3]
    last = outcome.after[-1]
    total: Counter[str] = sum(outcome.tallies.values(), Counter())
    return {
        "rounds": rounds,
        "questions": outcome.questions,
        "answers": {name: tally["answers"] for name, tally in outcome.tallies.items()},
        "cancelled": total["cancelled"],
        "closed while it was asked": total["closed while it was asked"],
        "opened, asked and closed": total["opened, asked and closed"],
        "failed": {told: n for told, n in total.items() if told.startswith("failed")},
        "wrong": {told: n for told, n in total.items() if told.startswith("wrong")},
        "growth": round(last.memory / warm.memory, 3),
        "warm": asdict(warm),
        "last": asdict(last),
        "most": {name: asdict(held) for name, held in outcome.most.items()},
        "memory after each round": [round(held.memory) for held in outcome.after],
    }


def rows(found: dict[str, Any]) -> list[Row]:
    """The lines of the table."""
    answers, most, warm, last = found["answers"], found["most"], found["warm"], found["last"]
    files = max(held["files"] for held in most.values())
    return [
        Row(
            f"{found['questions']} questions, most under one of several limits, from {THREADS} threads",
            "each answer as if asked alone",
            f"{answers['threads']:,} answers, {sum(found['wrong'].values())} others, "
            f"{sum(found['failed'].values())} failed, in all ways",
        ),
        Row(
            f"the same from {TASKS} tasks, by `aask` and `astream`",
            "likewise",
            f"{answers['tasks']:,} answers, {found['cancelled']:,} cancelled on the way",
        ),
        Row(
            "desks closed while 8 threads asked",
            "the right answer, or that it is closed",
            f"{found['closed while it was asked']} closed, {answers['closed']:,} answers",
        ),
        Row("desks opened, asked and closed", "", f"{found['opened, asked and closed']:,}"),
        Row(
            "memory at the end over that after a third of the time",
            "at most 1.05",
            f"{found['growth']:.3f} ({last['memory']:.0f} MiB)",
        ),
        Row(
            "files open: at the most, at rest after warming up, at rest at the end",
            f"fewer than {FILES:,}",
            f"{files}, {warm['files']}, {last['files']}",
        ),
        Row(
            "threads: at the most from threads and from tasks, at rest after warming up, at the end",
            "bounded",
            f"{most['threads']['threads']}, {most['tasks']['threads']}, {warm['threads']}, {last['threads']}",
        ),
    ]
