"""Health and metrics over real HTTP on the loopback interface."""

from __future__ import annotations

import asyncio
import math
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.desk import Newsdesk
from bot.slack.serving.health import Address, HealthServer
from bot.slack.serving.metrics import Metrics
from bot.status import Freshness
from config.errors import LibraryError, SettingsError

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
EMPTY = Freshness(articles=0, latest=None, taken_in=None)


def samples(text: str) -> dict[str, float]:
    """Each sample by its name and labels."""
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def got(
    metrics: Metrics,
    *paths: str,
    reasons: Callable[[], list[str]] = list,
    facts: Callable[[], Freshness] = lambda: EMPTY,
) -> list[tuple[int, str, str]]:
    """Status, type and body of each path."""

    async def scene() -> list[tuple[int, str, str]]:
        async with HealthServer(metrics, reasons, facts) as server, aiohttp.ClientSession() as session:
            found = []
            for path in paths:
                async with session.get(f"http://127.0.0.1:{server.port}{path}") as answer:
                    found.append((answer.status, answer.headers["Content-Type"], await answer.text()))
            return found

    return asyncio.run(scene())


def test_everything_counted_is_told() -> None:
    metrics = Metrics()
    metrics.received.labels(kind="mention").inc()
    metrics.received.labels(kind="direct").inc(2)
    for counter in (metrics.answered, metrics.declined, metrics.duplicates):
        counter.inc()
    metrics.failed.labels(reason="model").inc()
    metrics.dropped.labels(reason="stale").inc()
    metrics.first_text.observe(0.4)
    metrics.whole_answer.observe(4)
    metrics.acknowledged.observe(0.02)
    metrics.waiting.set(7)
    metrics.answering.set(4)
    metrics.connected.set(1)
    taken_in = datetime.now(UTC) - timedelta(hours=1)
    facts = Freshness(articles=2970, latest=taken_in - timedelta(hours=1), taken_in=taken_in)
    ((status, kind, text),) = got(metrics, "/metrics", facts=lambda: facts)
    assert status == 200
    assert kind.startswith("text/plain")
    found = samples(text)
    told = {
        "received_total kind=mention": 1,
        "received_total kind=direct": 2,
        "answered_total": 1,
        "declined_total": 1,
        "duplicates_total": 1,
        "failed_total reason=model": 1,
        "dropped_total reason=stale": 1,
        "first_text_seconds_bucket le=0.5": 1,
        "first_text_seconds_bucket le=0.25": 0,
        "answer_seconds_sum": 4,
        "ack_seconds_count": 1,
        "waiting": 7,
        "answering": 4,
        "connected": 1,
    }
    assert {name: found[f"newsdesk_slack_{name}"] for name in told} == told
    assert found["newsdesk_library_articles"] == 2970
    assert 3600 <= found["newsdesk_library_last_ingest_age_seconds"] < 7200
    assert found["newsdesk_library_newest_article_age_seconds"] >= 7200


def test_a_library_tells_how_fresh_it_is(sample_library: Path, tmp_path: Path) -> None:
    with Newsdesk(sample_library) as desk:
        facts, status = desk.freshness(), desk.status()
        last = max(v.taken_in for a in desk.articles() for v in desk.history(a.id) if v.taken_in)
    assert (facts.articles, facts.latest, facts.taken_in) == (status.articles, status.latest, last)
    with Newsdesk(tmp_path / "new") as desk:
        assert desk.freshness().model_copy(update={"size_bytes": 0}) == EMPTY


def test_an_empty_library_has_no_age() -> None:
    found = samples(Metrics().text(EMPTY, NOW).decode())
    assert found["newsdesk_library_articles"] == 0
    assert math.isnan(found["newsdesk_library_newest_article_age_seconds"])


def test_health_tells_why_not() -> None:
    healthy, missing = got(Metrics(), "/health", "/other")
    assert (healthy[0], healthy[2]) == (200, '{"status": "ok", "reasons": []}')
    assert missing[0] == 404
    ((status, kind, text),) = got(Metrics(), "/health", reasons=lambda: ["the socket is not connected"])
    assert (status, kind) == (503, "application/json; charset=utf-8")
    assert text == '{"status": "failing", "reasons": ["the socket is not connected"]}'


def test_a_library_that_cannot_be_read_is_a_reason_and_loses_no_counts() -> None:
    def broken() -> Freshness:
        raise LibraryError("It cannot be read.", "Mend it.")

    def reasons() -> list[str]:
        broken()
        return []

    metrics = Metrics()
    metrics.answered.inc()
    health, text = got(metrics, "/health", "/metrics", reasons=reasons, facts=broken)
    assert (health[0], health[2]) == (
        503,
        '{"status": "failing", "reasons": ["It cannot be read. Mend it."]}',
    )
    assert samples(text[2])["newsdesk_slack_answered_total"] == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.4", "monitor.example"])
def test_other_machines_are_not_served_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(SettingsError, match="open to other machines"):
        Address(host)
    assert Address(host, beyond_loopback=True).host == host


def test_a_port_in_use_is_told() -> None:
    async def scene(port: int) -> None:
        await HealthServer(Metrics(), list, lambda: EMPTY, Address(port=port)).start()

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SettingsError, match="cannot be served"),
    ):
        asyncio.run(scene(taken.getsockname()[1]))


def test_two_apps_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.answered.inc()
    assert samples(other.text().decode())["newsdesk_slack_answered_total"] == 0
