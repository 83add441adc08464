"""What a run is summed up in: acknowledgements, times to the answer, what the process took."""

from __future__ import annotations

import os
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from benchmarks.slack_load.app_process import AppProcess, Samples, Size
from benchmarks.slack_load.asking import Asked
from benchmarks.slack_load.outcome import Outcome
from tests.slack.standin import Slack

LINE = "newsdesk_slack_"


def figures(slack: Slack, app: AppProcess, asked: Asked, came: Outcome) -> dict[str, Any]:
    """Everything measured; times in seconds."""
    told = app.told()
    first = [message.history[0].at - question.at for question, message in came.once if question.thread]
    whole = [message.history[-1].at - question.at for question, message in came.once]
    return {
        "asked": _counted(asked),
        "answered once": len(came.once),
        "of those declined": came.declined,
        "faults": came.faults,
        "acknowledged": acknowledgements(slack),
        "to the first text": spread(first),
        "to the whole answer": spread(whole),
        "in the queue": _histogram(told, f"{LINE}queue_seconds"),
        "deliveries sent once more by Slack": asked.twice,
        "dropped as known (second event of a mention, sent once more)": _count(told, "duplicates"),
        "failed": _count(told, "failed"),
        "dropped": _count(told, "dropped"),
        "refused by Slack's limits": sum(call.error == "ratelimited" for call in slack.calls_made),
        "calls made before Slack's Retry-After was over": len(slack.rates.ignored),
        "connected again after a cut": [round(seconds, 2) for _, seconds in asked.cuts],
        "connected again after a kill": [round(seconds, 2) for _, seconds in asked.kills],
        "process": [_life(life.sizes) for life in app.lives],
    }


def acknowledgements(slack: Slack) -> dict[str, Any]:
    """How soon deliveries were acknowledged; those whose line broke, or whose app died, apart."""
    failed = list(slack.failed)
    ids, events = {one.id for one in failed}, {one.event_id for one in failed if one.event_id}
    straight, apart = [], []
    for ack in list(slack.acks):
        if ack.envelope.id in ids or ack.envelope.event_id in events:
            apart.append(ack.latency)
        else:
            straight.append(ack.latency)
    return {
        **spread(straight),
        "over 3 s": sum(one > 3 for one in straight),
        "in flight at a cut or the kill, delivered anew": {"deliveries": len(events), **spread(apart)},
    }


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """How many, and their median, high percentiles and greatest."""
    if not seconds:
        return {"n": 0}
    marks = {name: float(np.quantile(seconds, q)) for name, q in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    rounded = {name: round(value, 3) for name, value in {**marks, "max": max(seconds)}.items()}
    return {"n": len(seconds), **rounded}


def load_average() -> list[float]:
    """Processes that wanted to run, over 1, 5 and 15 minutes."""
    return [round(one, 1) for one in os.getloadavg()]


def _counted(asked: Asked) -> dict[str, int]:
    kinds: list[str] = [question.planned.kind for question in asked.questions]
    counts = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    return {"questions": len(kinds), **counts, "typed again": len(asked.typed_again)}


def _count(told: Samples, name: str) -> int:
    """A counter, over all its labels."""
    return round(sum(value for (one, _), value in told.items() if one == f"{LINE}{name}_total"))


def _histogram(told: Samples, name: str) -> dict[str, float | str]:
    """How many, and the bounds below which half and 95 % lie."""
    buckets = sorted(
        (float(dict(labels)["le"]), count) for (one, labels), count in told.items() if one == f"{name}_bucket"
    )
    total = buckets[-1][1] if buckets else 0.0
    if not total:
        return {"n": 0}
    bounds: dict[str, float | str] = {
        f"{mark} at most": next(_bound(bound) for bound, count in buckets if count >= total * share)
        for mark, share in (("p50", 0.5), ("p95", 0.95))
    }
    return {"n": round(total), **bounds}


def _bound(seconds: float) -> float | str:
    """The last bucket has no bound, and JSON no infinity."""
    return seconds if isfinite(seconds) else "more than is told apart"


def _life(sizes: Sequence[Size]) -> dict[str, float]:
    return {
        "MiB at start": round(sizes[0].mebibytes),
        "MiB at most": round(max(one.mebibytes for one in sizes)),
        "MiB at end": round(sizes[-1].mebibytes),
        "open files at start": sizes[0].files,
        "at most": max(one.files for one in sizes),
        "at end": sizes[-1].files,
        "processor seconds": round(sizes[-1].processor, 1),
    }
