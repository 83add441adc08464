"""What the app counts and times, in the format that Prometheus reads. No name, no word of anyone's."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.running.library_gauges import CONTENT_TYPE, LibraryGauges
from bot.status import Freshness

_ACKNOWLEDGING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Slack waits three seconds."""
_ANSWERING = (0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120)


class Metrics:
    """Counts, durations (seconds) and present values, in a registry of their own.

    A reason, as a label, is one of a few short words, never a message.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = self._counter("received", "Questions taken.", "kind")
        self.duplicates = self._counter("duplicates", "Deliveries of what was taken before.")
        self.answered = self._counter("answered", "Questions answered with quotations or in writing.")
        self.declined = self._counter("declined", "Questions that the articles do not answer.")
        self.failed = self._counter("failed", "Questions on which something failed.", "reason")
        self.dropped = self._counter("dropped", "Questions given up unanswered.", "reason")
        self.queued = self._histogram("queue", "From arrival until the answer is begun.", _ANSWERING)
        self.first_text = self._histogram("first_text", "From arrival to the first text.", _ANSWERING)
        self.whole_answer = self._histogram("answer", "From arrival to the whole answer.", _ANSWERING)
        self.acknowledged = self._histogram("ack", "From arrival to its acknowledgement.", _ACKNOWLEDGING)
        self.waiting = self._gauge("newsdesk_slack_waiting", "Questions that wait.")
        self.answering = self._gauge("newsdesk_slack_answering", "Questions being answered.")
        self.connected = self._gauge("newsdesk_slack_connected", "1 while the socket is connected, else 0.")
        self._library = LibraryGauges(self.registry)

    def text(self, facts: Freshness | None = None, now: datetime | None = None) -> bytes:
        """Everything, in Prometheus' text format.

        Args:
            facts: what the library holds now; as it was told last if None.
            now: the present instant; the clock's if None.
        """
        if facts is not None:
            self._library.set(facts, now)
        return generate_latest(self.registry)

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(f"newsdesk_slack_{name}", help, labels, registry=self.registry)

    def _histogram(self, name: str, help: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"newsdesk_slack_{name}_seconds", help, buckets=buckets, registry=self.registry)

    def _gauge(self, name: str, help: str) -> Gauge:
        return Gauge(name, help, registry=self.registry)


__all__ = ["CONTENT_TYPE", "Metrics"]
