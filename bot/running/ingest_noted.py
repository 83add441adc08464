"""An ingest whose end is noted in the log and counted, also where it fails."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from bot.running.daily_counts import DailyCounts, IngestRun, kind_of_reason
from config.log_ids import run_id
from config.tracing import Span, span
from ingestion.report import Report

log = logging.getLogger(__name__)


def noted(take_in: Callable[[], Report], place: str, counts: DailyCounts) -> Report:
    """What an ingest did.

    Args:
        take_in: does it.
        place: "ingest" or "watch".
        counts: are told of it.
    """
    begun = time.monotonic()
    with span("ingest", run_id=run_id(), place=place) as traced:
        try:
            report = take_in()
        except Exception as error:
            seconds = time.monotonic() - begun
            failed = IngestRun(datetime.now(UTC), run_id(), place, seconds, failed=type(error).__name__)
            _note(failed, Counter(), counts, traced)
            raise
        run = IngestRun.of(report, run_id(), place, datetime.now(UTC))
        _note(run, Counter(kind_of_reason(one.reason) for one in report.refused), counts, traced)
    return report


def _note(run: IngestRun, reasons: Counter[str], counts: DailyCounts, traced: Span) -> None:
    numbers = {name: value for name, value in run._asdict().items() if isinstance(value, int)}
    facts = {"place": run.place, "duration": round(run.seconds, 3), "counts": numbers}
    log.info("an ingest has ended", extra={**facts, **({"reason": run.failed} if run.failed else {})})
    traced.set(**numbers)
    counts.ingest(run, reasons)
