"""What it costs a question to be logged, counted and traced.

`python -m benchmarks.reliability.watching_costs`. The same question is asked of the sample news in
each way in turn, so that whatever else the machine does meets all of them alike; told are the
ratios of the medians, and what each part takes by itself, both in processor time.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from unittest.mock import patch

from benchmarks.reliability.results import Row, keep
from bot.desk import Newsdesk
from bot.facade import streaming
from bot.running.daily_counts import DailyCounts
from config.log import start_log, stop_log
from config.log_ids import asking, new_id
from config.settings import load_settings
from config.tracing import span

QUESTION = "what did Lavrov demand?"
WAYS = ("bare", "as it is", "traced")
NAME = "watching_costs"


def main(arguments: list[str] | None = None, *, kept: bool = True) -> list[Row]:
    """Measure, and keep the results.

    Args:
        arguments: of the command line.
        kept: whether the results are written down.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200, help="asked in each way")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(library=Path(folder) / "library", log_file=Path(folder) / "newsdesk.log")
        with Newsdesk(settings=settings) as desk, as_file(files("ingestion") / "sample_news") as sample:
            start_log(settings)
            desk.ingest([sample])
            durations = _asked_in_turn(desk, asked.questions)
        rows = [*_rows(durations), *_parts(Path(folder))]
        stop_log()
    for row in rows:
        print(f"{row.what}: {row.measured}{f' (promised: {row.promised})' if row.promised else ''}")
    if kept:
        keep(NAME, rows, questions=asked.questions)
    return rows


def _asked_in_turn(desk: Newsdesk, number: int) -> dict[str, list[float]]:
    """Processor seconds of each question, by the way in which it was asked."""
    durations: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(3):
        desk.ask(QUESTION)
    for n in range(number):
        # Each way is as often the first of three as the others.
        for way in (*WAYS[n % 3 :], *WAYS[: n % 3]):
            with _WAYS[way](desk):
                begun = time.process_time()
                desk.ask(QUESTION)
                durations[way].append(time.process_time() - begun)
    return durations


@contextmanager
def _bare(_: Newsdesk) -> Iterator[None]:
    def unnoted(events: object, tell: object) -> object:
        return events

    logging.disable(logging.CRITICAL)
    with patch.object(streaming, "noted", unnoted):
        yield
    logging.disable(logging.NOTSET)


@contextmanager
def _as_it_is(_: Newsdesk) -> Iterator[None]:
    yield


@contextmanager
def _traced(desk: Newsdesk) -> Iterator[None]:
    import opentelemetry.trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    with patch.object(opentelemetry.trace, "_TRACER_PROVIDER", provider), _as_it_is(desk):
        yield
    provider.shutdown()


_WAYS = {"bare": _bare, "as it is": _as_it_is, "traced": _traced}


def _rows(durations: dict[str, list[float]]) -> Iterator[Row]:
    median = {way: statistics.median(seconds) for way, seconds in durations.items()}
    bare = median["bare"]
    yield Row("a question without log, counts and traces, warm", "", f"{bare * 1000:.1f} ms of processor")
    yield Row("logged and counted, as it is", "at most 5 % more", f"{median['as it is'] / bare - 1:+.1%}")
    yield Row("and traced, with the extra otel", "", f"{median['traced'] / bare - 1:+.1%}")


def _parts(folder: Path) -> Iterator[Row]:
    def untraced() -> None:
        with span("anything", number=1):
            pass

    def begun() -> None:
        with asking(new_id()):
            pass

    log = logging.getLogger("bot.question_outcome")
    counts = DailyCounts(folder)

    def counted() -> None:
        counts.question("ask", "quoted", 0.1, {"citations": 3})
        counts.write()

    yield Row("a span where nobody traces", "", f"{_each(untraced, 20_000) * 1e6:.2f} µs")
    yield Row("an id for a question", "", f"{_each(begun, 5_000) * 1e6:.1f} µs")
    facts = {"kind": "quoted", "place": "ask", "duration": 0.1, "counts": {"citations": 3}}
    line = _each(lambda: log.info("a question has ended", extra=facts), 2_000)
    yield Row("a line of the log with its ids and facts", "", f"{line * 1e6:.0f} µs")
    yield Row(
        "counts written, once a process or every ten seconds",
        "under 2 ms",
        f"{_each(counted, 200) * 1e3:.2f} ms",
    )


def _each(act: Callable[[], object], times: int) -> float:
    """Processor seconds that it takes: the least of five rounds, as others share the processor's caches."""
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times // 5):
            act()
        rounds.append((time.process_time() - begun) / (times // 5))
    return min(rounds)


if __name__ == "__main__":
    main(sys.argv[1:])
