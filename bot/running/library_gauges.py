"""The state of a library as Prometheus' gauges, the same for every process that serves metrics."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge

from bot.status import Freshness

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class LibraryGauges:
    """Gauges of what a library holds and how fresh it is.

    Args:
        registry: that they are in.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, help: str, *labels: str) -> Gauge:
            return Gauge(f"newsdesk_{name}", help, labels, registry=registry)

        self._articles = gauge("library_articles", "Articles in the library.")
        self._passages = gauge("library_passages", "Passages in the library.")
        self._bytes = gauge("library_bytes", "Of the library's folder on this machine.")
        self._newest = gauge("library_newest_article_age_seconds", "Since the newest article was published.")
        self._taken_in = gauge("library_last_ingest_age_seconds", "Since an article was last taken in.")
        self._waiting = gauge("index_waiting", "Changes that the indexes here have not been told yet.")
        self._feeds = gauge("feeds", "Feeds followed, due, failing and overdue.", "state")
        self._succeeded = gauge(
            "feeds_last_success_timestamp_seconds", "When a feed was last looked at and nothing was wrong."
        )

    def set(self, facts: Freshness, now: datetime | None = None) -> None:
        """Set them.

        Args:
            facts: as `Newsdesk.freshness` tells them.
            now: the present instant; the clock's if None.
        """
        now = now or datetime.now(UTC)
        self._articles.set(facts.articles)
        self._passages.set(facts.passages)
        self._bytes.set(facts.size_bytes)
        self._newest.set(_age(facts.latest, now))
        self._taken_in.set(_age(facts.taken_in, now))
        self._waiting.set(facts.waiting)
        for state in ("followed", "due", "failing", "overdue"):
            self._feeds.labels(state).set(getattr(facts.feeds, state))
        self._succeeded.set(facts.feeds.last_success.timestamp() if facts.feeds.last_success else 0)


def _age(at: datetime | None, now: datetime) -> float:
    """Seconds since then; not a number where there is no then."""
    return float("nan") if at is None else max(0.0, (now - at).total_seconds())
