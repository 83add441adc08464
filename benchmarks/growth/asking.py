"""Asks libraries of several sizes the same questions in turn, and times the parts of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.growth.generated_library import FIRST, LAST
from bot import Newsdesk
from retrieval.asking.question import understand
from retrieval.asking.within import Within
from retrieval.index.quantised_nearest import QuantisedNearest

AS_OF = date(2024, 1, 1)
_UNTIL = datetime(2024, 1, 1, 23, 59, tzinfo=UTC)

PASSAGES = 300
PART = 20_000


def timed(desks: Mapping[int, Newsdesk], questions: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Quantiles of each part at each size; all sizes are asked one question before the next is.

    Args:
        desks: the library of each size.
        questions: what is asked; the first one warms up.
    """
    seconds: dict[int, dict[str, list[float]]] = {size: {} for size in desks}
    random = np.random.default_rng(0)
    for n, question in enumerate(questions):
        first = FIRST.date() + timedelta(days=int(random.integers((LAST - FIRST).days - 1)))
        for size, desk in desks.items():
            for name, act in _parts(desk, question, first).items():
                wall, busy = time.perf_counter(), time.process_time()
                act()
                busy, wall = time.process_time() - busy, time.perf_counter() - wall
                if n:
                    seconds[size].setdefault(name, []).append(wall)
                    seconds[size].setdefault(f"{name}, processor", []).append(busy)
    return {
        str(size): {name: _quantiles(values) for name, values in parts.items()}
        for size, parts in seconds.items()
    }


def _parts(desk: Newsdesk, question: str, first: date) -> dict[str, Callable[[], object]]:
    days = Within(since=first, until=first + timedelta(days=1))
    named = f"{question.rstrip('?.! ')}, published on {first.day} {first:%B} {first.year}?"
    query = understand(question, AS_OF)
    vector = desk._embedder.query(question)
    near = desk._nearest.at(_UNTIL)

    def words() -> None:
        desk._text.passages(query.terms, query.until, PASSAGES)
        desk._text.articles(query.terms, query.until, PASSAGES)

    return {
        "question": lambda: desk.ask(question, as_of=AS_OF),
        "question, limited to two days": lambda: desk.ask(question, as_of=AS_OF, within=days),
        "question, naming its day": lambda: desk.ask(named, as_of=AS_OF),
        "words": words,
        "vectors": lambda: near.query(vector, PASSAGES),
    }


def recall(desk: Newsdesk, questions: Sequence[str], depth: int = 10) -> float:
    """The share of the exact pass's nearest that the index finds too.

    Args:
        desk: the library.
        questions: whose nearest are sought.
        depth: how many.
    """
    near = QuantisedNearest(desk._projections, desk._library, _UNTIL)
    vectors = np.stack([desk._embedder.query(question) for question in questions])
    exact = _exact(desk, vectors, depth)
    found = [{key for key, _ in near.query(vector, PASSAGES)[:depth]} for vector in vectors]
    return float(np.mean([len(one & other) / depth for one, other in zip(exact, found, strict=True)]))


def _exact(desk: Newsdesk, vectors: NDArray[np.float32], depth: int) -> list[set[int]]:
    """Keys of the nearest of each vector, by one pass over the library for all."""
    best: list[list[tuple[float, int]]] = [[] for _ in vectors]
    after = 0
    while rows := desk._library.vector_rows(after, PART):
        held = np.frombuffer(b"".join(vector for _, vector in rows), "<f4").reshape(len(rows), -1)
        for n, cosines in enumerate((held @ vectors.T).T):
            likely = np.argpartition(-cosines, depth)[:depth] if len(rows) > depth else range(len(rows))
            best[n] = sorted([*best[n], *((-float(cosines[at]), rows[at][0]) for at in likely)])[:depth]
        after = rows[-1][0]
    return [{key for _, key in one} for one in best]


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{share}, ms": round(1000 * float(np.quantile(values, share / 100)), 1) for share in (50, 95)}
