"""Gathers the statistics of a library; it only reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.running.daily_counts import Counted, IngestRun, seconds_of
from bot.running.feeds_stand import feeds_stand
from bot.running.stats import DayTakenIn, Held, Ingested, Latency, Questions, Stats

if TYPE_CHECKING:
    from bot.feedback.feedback_store import FeedbackStore
    from bot.running.daily_counts import DailyCounts
    from bot.status import Status
    from retrieval.library import Library

RUNS = 50
"""Ingests told of one by one, the latest."""
_PARTS = {"newsdesk": "articles", "words": "words", "vectors": "vectors"}


def gathered(
    status: Status, library: Library, counts: DailyCounts, feedback: FeedbackStore, since: date
) -> Stats:
    """The statistics.

    Args:
        status: of the library.
        library: open.
        counts: of the same library.
        feedback: likewise.
        since: the first day (UTC).

    Raises:
        LibraryError: something cannot be read.
    """
    now = library.now()
    begun = datetime(since.year, since.month, since.day, tzinfo=UTC)
    found = counts.counted(since)
    ingests = counts.ingests(begun)
    with library.snapshot():
        held = Held(
            articles=status.articles,
            versions=status.versions,
            passages=status.passages,
            stories=library.stories(),
            statements=library.statements_held(),
            outlets=dict(library.versions_by_outlet().most_common()),
            waiting=status.pending,
            model=status.model,
            vectors=status.vectors,
            bytes=_bytes(status.library),
        )
        days = _days(since, now.date())
        bounds = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
        taken_in = library.taken_in_between(bounds)
        feeds = library.feeds()
    return Stats(
        library=status.library,
        since=since,
        held=held,
        taken_in=tuple(
            DayTakenIn(day=day, versions=outlets.total(), outlets=dict(outlets.most_common()))
            for day, outlets in zip(days, taken_in, strict=True)
        ),
        feeds=feeds_stand(feeds, now),
        ingests=tuple(_ingested(run) for run in ingests[:RUNS]),
        refused=_by_kind(one for one in found if one.what == "refused"),
        questions=_questions(found),
        failures=_by_kind(one for one in found if one.what == "failure"),
        feedback=feedback.verdicts(since),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(max(0, (last - first).days) + 1)]


def _ingested(run: IngestRun) -> Ingested:
    facts = run._asdict()
    return Ingested.model_validate({**facts, "run_id": facts.pop("run"), "seconds": round(run.seconds, 3)})


def _by_kind(found: Iterable[Counted]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for one in found:
        sums[one.kind] += one.counted
    return dict(sums.most_common())


def _questions(found: Iterable[Counted]) -> dict[str, Questions]:
    by_place: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in found:
        if one.what in {"question", "seconds", "happened"}:
            by_place[one.place][one.what][one.kind] += one.counted
    return {place: _of_place(sums) for place, sums in sorted(by_place.items())}


def _of_place(sums: defaultdict[str, Counter[str]]) -> Questions:
    kinds, happened = sums["question"], sums["happened"]
    steps = {int(step): number for step, number in sums["seconds"].items()}
    latency = Latency(p50=_percentile(steps, 0.5), p95=_percentile(steps, 0.95)) if steps else None
    return Questions(
        answered=kinds["quoted"] + kinds["written"],
        written=kinds["written"],
        declined=kinds["abstained"],
        failed=kinds["failed"],
        stopped=kinds["stopped"],
        cached=happened["cached"],
        left_out=happened["left_out"],
        repaired=happened["repaired"],
        latency=latency,
    )


def _percentile(steps: dict[int, int], share: float) -> float:
    wanted = share * sum(steps.values())
    seen = 0
    for step in sorted(steps):
        seen += steps[step]
        if seen >= wanted:
            return round(seconds_of(step), 3)
    return 0.0


def _bytes(folder: Path) -> dict[str, int]:
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        try:
            size = path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
        first = path.relative_to(folder).parts[0].partition(".")[0]
        sizes[_PARTS.get(first, "other" if path.parent != folder else first)] += size
    return {part: size for part, size in sizes.most_common() if size}
