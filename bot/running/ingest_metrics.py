"""What ingests count, for Prometheus: served by `newsdesk watch`, or left in a file by `newsdesk ingest`.

The file is in the format of node_exporter's textfile collector. Counters in it go on from those of
the run before, so that they only grow.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.running.library_gauges import LibraryGauges
from bot.status import Freshness
from config.errors import NewsdeskError
from ingestion.report import Report

OUTCOMES = {
    "new": "new",
    "updated": "updated",
    "unchanged": "known",
    "same": "known",
    "withdrawn": "withdrawn",
}
"""The counts of a report, and what the metric calls them."""


class _Registry(CollectorRegistry):
    """A registry that has something done before it is read."""

    before: Callable[[], None] = staticmethod(lambda: None)

    def collect(self) -> Iterable[Metric]:
        """What is in it by then."""
        self.before()
        return super().collect()


class IngestMetrics:
    """Counters of ingests, and the library's state, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = _Registry()
        self._articles = self._counter("articles", "Articles by what became of them.", "outcome")
        self._passages = self._counter("passages", "Passages added.")
        self._embedded = self._counter("embedded_passages", "Passages that had to be embedded.")
        self._runs = self._counter("runs", "Ingests, or rounds of feeds, that have ended.", "outcome")
        self._seconds = self._counter("seconds", "Time that they took, in seconds.")
        self._took = self._gauge("last_duration_seconds", "How long the last one took.")
        self._ended = self._gauge("last_end_timestamp_seconds", "When one last ended, well or not.")
        self._succeeded = self._gauge("last_success_timestamp_seconds", "When one last ended well.")
        for outcome in {*OUTCOMES.values(), "refused"}:
            self._articles.labels(outcome)
        for outcome in ("ok", "failed"):
            self._runs.labels(outcome)
        self.library = LibraryGauges(self.registry)

    def ended(self, report: Report, at: datetime | None = None) -> None:
        """Count an ingest that ended well.

        Args:
            report: what it did.
            at: when; now if None.
        """
        for name, outcome in OUTCOMES.items():
            self._articles.labels(outcome).inc(getattr(report, name))
        self._articles.labels("refused").inc(len(report.refused))
        self._passages.inc(report.passages)
        self._embedded.inc(report.embedded)
        self._seconds.inc(report.seconds)
        self._took.set(report.seconds)
        self._over("ok", at, self._succeeded)

    def failed(self, at: datetime | None = None) -> None:
        """Count one that ended with an error."""
        self._over("failed", at)

    def text(self, facts: Freshness | None = None) -> bytes:
        """Everything, in Prometheus' text format.

        Args:
            facts: what the library holds now; as it was told last if None.
        """
        if facts is not None:
            self.library.set(facts)
        return generate_latest(self.registry)

    def go_on_from(self, file: Path) -> None:
        """Add what the counters in a file had come to; one that is not ours, or not there, adds nothing."""
        try:
            families = list(text_string_to_metric_families(file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return
        ours = {f"newsdesk_ingest_{name}": counter for name, counter in self._counters().items()}
        for family in families:
            for sample in family.samples:
                counter = ours.get(sample.name.removesuffix("_total"))
                if counter is not None and family.type == "counter" and sample.name.endswith("_total"):
                    (counter.labels(**sample.labels) if sample.labels else counter).inc(sample.value)
                elif sample.name == "newsdesk_ingest_last_success_timestamp_seconds":
                    self._succeeded.set(sample.value)

    def _over(self, outcome: str, at: datetime | None, *more: Gauge) -> None:
        self._runs.labels(outcome).inc()
        for gauge in (self._ended, *more):
            gauge.set((at or datetime.now(UTC)).timestamp())

    def _counters(self) -> dict[str, Counter]:
        return {
            "articles": self._articles,
            "passages": self._passages,
            "embedded_passages": self._embedded,
            "runs": self._runs,
            "seconds": self._seconds,
        }

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(f"newsdesk_ingest_{name}", help, labels, registry=self.registry)

    def _gauge(self, name: str, help: str) -> Gauge:
        return Gauge(f"newsdesk_ingest_{name}", help, registry=self.registry)


def write_metrics(file: Path, text: bytes) -> None:
    """Put a file in its place at once, so that nobody reads half of it.

    Raises:
        NewsdeskError: it cannot be written.
    """
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(text)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise NewsdeskError(
            f"The metrics cannot be written to {file}: {error.strerror or error}.",
            "Name a file in a folder of yours, such as the one node_exporter's textfile collector reads.",
        ) from error
