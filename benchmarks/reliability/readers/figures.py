"""The figures of a run, and the lines of its table."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from typing import Any

from benchmarks.reliability.readers.run import Outcome
from benchmarks.reliability.results import Row

TIMES = 3.0
"""The most that the p95 under writing may be of the quiet one's."""

EXACT = "Every vector is looked at"
"""How a warning begins that an index could not be asked: of a large library that takes long."""


def figures(outcome: Outcome) -> dict[str, Any]:
    """What came out of a run."""
    turns = outcome.turns
    quiet: list[dict[str, Any]] = []
    written: list[dict[str, Any]] = []
    for one in outcome.told:
        # A question that two turns had a part in is neither's.
        if "ended" in one and one["began"] >= turns.began:
            turn = turns.turn(one["began"])
            if turn == turns.turn(one["ended"]) < turns.count:
                (written if turns.writing(one["began"]) else quiet).append(one)
    kinds = sorted({one["kind"] for one in outcome.told})
    return {
        "minutes": turns.count * turns.seconds / 120,
        "readers": outcome.readers,
        "passages": outcome.passages,
        "asked": len(outcome.told),
        "failed": dict(Counter(one["failed"] for one in outcome.told if "failed" in one)),
        "wrong": dict(Counter(wrong for one in outcome.told for wrong in one.get("wrong", ()))),
        "citations": sum(one.get("cited", 0) for one in outcome.told),
        "answered": sum(one.get("answer") not in (None, "abstained") for one in outcome.told),
        "looked up": dict(outcome.checked),
        "writer": outcome.done,
        "warned": dict(outcome.warned),
        "looked at exactly": sum(n for told, n in outcome.warned.items() if told.startswith(EXACT)),
        "quiet": _times(quiet),
        "writing": _times(written),
        "in use, by all and by these, quiet": _mean(outcome.busy[0::2]),
        "in use, by all and by these, writing": _mean(outcome.busy[1::2]),
        "kinds": {
            kind: [_times(one for one in part if one["kind"] == kind) for part in (quiet, written)]
            for kind in kinds
        },
    }


def rows(found: dict[str, Any]) -> list[Row]:
    """The lines of the table."""
    quiet, writing, done = found["quiet"], found["writing"], found["writer"]
    looked = found["looked up"]
    times = writing["p95, ms"] / quiet["p95, ms"]
    work = writing["processor p50, ms"] / quiet["processor p50, ms"]
    return [
        Row(
            f"{found['readers']} readers' questions to {found['passages']:,} passages, "
            f"in {found['minutes']:g} minutes of writing and as many of quiet",
            "no error",
            f"{found['asked']:,} asked, {sum(found['failed'].values())} failed",
        ),
        Row(
            "articles added, changed and removed meanwhile",
            "",
            f"{done.get('added', 0):,}, {done.get('changed', 0):,} and {done.get('removed', 0):,}",
        ),
        Row(
            "citations, looked up right after the answer and some again later",
            "as quoted, in the version named",
            f"{looked.get('as quoted, now', 0):,} and {looked.get('as quoted, later', 0):,}, "
            f"{sum(found['wrong'].values())} wrong",
        ),
        Row(
            "citations of an article removed since",
            "refused in words",
            f"{looked.get('refused now, removed', 0)} at once, "
            f"{looked.get('refused later, removed', 0)} later",
        ),
        Row(
            "p95 of a question, quiet and under writing",
            f"at most {TIMES:g} times",
            f"{quiet['p95, ms']:.0f} and {writing['p95, ms']:.0f} ms, {times:.2f} times",
        ),
        Row(
            "processor time of a question, median, quiet and under writing",
            "",
            f"{quiet['processor p50, ms']:.0f} and {writing['processor p50, ms']:.0f} ms, {work:.2f} times",
        ),
        Row(
            "questions for which every vector was looked at, as the index could not be asked",
            "none",
            f"{found['looked at exactly']}",
        ),
        Row(
            "processors in use, by all that ran on the machine and by these processes",
            "",
            f"{_shares(found, 'quiet')} while quiet, {_shares(found, 'writing')} under writing",
        ),
    ]


def _shares(found: dict[str, Any], turn: str) -> str:
    everybody, own = found[f"in use, by all and by these, {turn}"]
    return f"{everybody:.0%} and {own:.0%}"


def _times(told: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Median and p95, by the clock and of processor time, in milliseconds."""
    told = list(told)
    if len(told) < 2:
        return {"questions": len(told)}
    seconds = statistics.quantiles([one["ended"] - one["began"] for one in told], n=100)
    worked = statistics.quantiles([one["processor"] for one in told], n=100)
    return {
        "questions": len(told),
        "p50, ms": round(1000 * seconds[49], 1),
        "p95, ms": round(1000 * seconds[94], 1),
        "p99, ms": round(1000 * seconds[98], 1),
        "processor p50, ms": round(1000 * worked[49], 1),
        "processor p95, ms": round(1000 * worked[94], 1),
    }


def _mean(busy: list[tuple[float, float]]) -> list[float]:
    return [round(statistics.mean(part), 2) for part in zip(*busy, strict=True)] if busy else []
