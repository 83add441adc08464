"""What each program can be asked for: to take in articles, to answer one question, to answer many.

It runs in an environment that has the peer and nothing of Newsdesk, so it imports the
standard library only. What is told goes to the process's own stdout as lines of JSON;
whatever a library prints goes to stderr.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

RANKED = 50
"""Passages looked at for the first ten articles; no timed search asks for as many."""

Found = list[tuple[str, str]]
"""Article and text of each passage found, best first."""
Search = Callable[[str, int], Found]


class Used(NamedTuple):
    """Processor time in seconds and the most resident memory in MiB of a process."""

    processor: float
    mebibytes: float


def run(
    ingest: Callable[[str, list[dict[str, Any]], str], Callable[[], int]],
    opened: Callable[[str, str], Search],
    k: int,
    beside: Callable[[], Used] | None = None,
) -> None:
    """Do what the command line asks for: ``ingest|ask|serve MODEL STORE [ARTICLES|QUESTION]``.

    Args:
        ingest: given model, articles and folder, loads the model and returns what takes
            them in; that returns how many passages were embedded.
        opened: given model and folder, returns what searches it.
        k: passages that its documentation asks for.
        beside: tells what a process that runs the model for it has used so far; counted as its own.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    mode, model, store, *rest = sys.argv[1:]
    if mode == "ingest":
        with Path(rest[0]).open(encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        take_in = ingest(model, articles, store)
        worked, began = _worked(beside), time.perf_counter()
        passages = take_in()
        seconds, processor = time.perf_counter() - began, _worked(beside) - worked
        told = {"passages": passages, "seconds": seconds, "processor seconds": processor}
        _tell(out, told | _memory(beside))
        return
    search = opened(model, store)
    if mode == "ask":
        _tell(out, {"texts": [text for _, text in search(rest[0], k)]} | _memory(beside))
        return
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.perf_counter()
        found = search(asked["question"], k)
        seconds = time.perf_counter() - began
        ranked = dict.fromkeys(article for article, _ in search(asked["question"], RANKED))
        texts = [text for _, text in found]
        _tell(out, {"seconds": seconds, "texts": texts, "articles": list(ranked)[:10]})


def _worked(beside: Callable[[], Used] | None) -> float:
    return time.process_time() + (beside().processor if beside else 0)


def _memory(beside: Callable[[], Used] | None) -> dict[str, float]:
    """What only the program can tell: both processes' memory, where the system knows the larger one's."""
    if beside is None:
        return {}
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"MiB": own + beside().mebibytes}


def _tell(out: Any, told: dict[str, Any]) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()
