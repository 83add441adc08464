"""What each program can be asked for: to take in articles, to answer one question, to answer many.

It runs in an environment that has the peer and nothing of Newsdesk, so it imports the
standard library only. What is told goes to the process's own stdout as lines of JSON;
whatever a library prints goes to stderr.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RANKED = 50
"""Passages looked at for the first ten articles; no timed search asks for as many."""

Found = list[tuple[str, str]]
"""Article and text of each passage found, best first."""
Search = Callable[[str, int], Found]


def run(
    ingest: Callable[[str, list[dict[str, Any]], str], Callable[[], int]],
    opened: Callable[[str, str], Search],
    k: int,
) -> None:
    """Do what the command line asks for: ``ingest|ask|serve MODEL STORE [ARTICLES|QUESTION]``.

    Args:
        ingest: given model, articles and folder, loads the model and returns what takes
            them in; that returns how many passages were embedded.
        opened: given model and folder, returns what searches it.
        k: passages that its documentation asks for.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    mode, model, store, *rest = sys.argv[1:]
    if mode == "ingest":
        with Path(rest[0]).open(encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        take_in = ingest(model, articles, store)
        began, worked = time.perf_counter(), time.process_time()
        passages = take_in()
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
        _tell(out, {"passages": passages, "seconds": seconds, "processor seconds": processor})
        return
    search = opened(model, store)
    if mode == "ask":
        _tell(out, {"texts": [text for _, text in search(rest[0], k)]})
        return
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.perf_counter()
        found = search(asked["question"], k)
        seconds = time.perf_counter() - began
        ranked = dict.fromkeys(article for article, _ in search(asked["question"], RANKED))
        texts = [text for _, text in found]
        _tell(out, {"seconds": seconds, "texts": texts, "articles": list(ranked)[:10]})


def _tell(out: Any, told: dict[str, Any]) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()
