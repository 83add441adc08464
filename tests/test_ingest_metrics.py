"""Metrics of ingests: served while feeds are watched, left in a file by an ingest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.running.ingest_metrics import IngestMetrics
from bot.running.metrics_server import metrics_served
from bot.running.served_at import ServedAt
from config.errors import LibraryError, SettingsError
from ingestion.report import Refusal, Report


def samples(text: str) -> dict[str, float]:
    """Each sample by its name and its only label's value."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[":".join((sample.name, *sample.labels.values()))] = sample.value
    return found


def _report(**more: int) -> Report:
    refused = (Refusal(item="a", reason="empty"),)
    return Report(new=3, updated=1, unchanged=2, same=1, refused=refused, seconds=2.0, **more)


def test_what_is_counted() -> None:
    metrics = IngestMetrics()
    metrics.ended(_report(passages=9, embedded=8), datetime(2026, 1, 2, tzinfo=UTC))
    metrics.ended(_report())
    metrics.failed(datetime(2026, 1, 3, tzinfo=UTC))
    found = samples(metrics.text().decode())
    assert {
        name: found[f"newsdesk_ingest_articles_total:{name}"] for name in ("new", "known", "refused")
    } == {
        "new": 6,
        "known": 6,
        "refused": 2,
    }
    assert found["newsdesk_ingest_runs_total:ok"] == 2
    assert found["newsdesk_ingest_runs_total:failed"] == 1
    assert found["newsdesk_ingest_passages_total"] == 9
    assert found["newsdesk_ingest_seconds_total"] == 4
    assert found["newsdesk_ingest_last_end_timestamp_seconds"] == datetime(2026, 1, 3, tzinfo=UTC).timestamp()
    assert (
        found["newsdesk_ingest_last_success_timestamp_seconds"] > datetime(2026, 1, 2, tzinfo=UTC).timestamp()
    )


class TestServed:
    def test_with_the_library_as_it_is(self, own_sample: Path) -> None:
        metrics = IngestMetrics()
        with (
            Newsdesk(own_sample) as desk,
            metrics_served(metrics, desk.freshness, ServedAt()) as port,
        ):
            address = f"http://127.0.0.1:{port}/metrics"
            before = samples(httpx.get(address).text)
            assert before["newsdesk_library_articles"] == 46
            assert before["newsdesk_feeds:followed"] == 0
            assert before["newsdesk_index_waiting"] == 0
            desk.add_feed("https://paper.example/rss.xml")
            metrics.ended(_report())
            after = samples(httpx.get(address).text)
        assert after["newsdesk_feeds:due"] == 1
        assert after["newsdesk_ingest_articles_total:new"] == 3
        with pytest.raises(httpx.ConnectError):
            httpx.get(address)

    def test_a_library_that_cannot_be_read_leaves_the_counters(self) -> None:
        def broken() -> None:
            raise LibraryError("gone")

        metrics = IngestMetrics()
        metrics.failed()
        with metrics_served(metrics, broken, ServedAt()) as port:  # type: ignore[arg-type]
            found = samples(httpx.get(f"http://127.0.0.1:{port}/metrics").text)
        assert found["newsdesk_ingest_runs_total:failed"] == 1

    def test_only_on_loopback_and_only_where_it_is_free(self) -> None:
        with pytest.raises(SettingsError, match="METRICS_BEYOND"):
            ServedAt("0.0.0.0", what="Metrics", setting="NEWSDESK_METRICS_BEYOND_LOOPBACK")
        with (
            metrics_served(IngestMetrics(), lambda: None, ServedAt()) as port,  # type: ignore[arg-type, return-value]
            pytest.raises(SettingsError, match=f"port {port}"),
            metrics_served(IngestMetrics(), lambda: None, ServedAt(port=port)),  # type: ignore[arg-type, return-value]
        ):
            pass


class TestFile:
    def test_counters_go_on_from_run_to_run(self, own_sample: Path, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("The council met on Monday and closed the old bridge to all traffic.")
        file = tmp_path / "newsdesk.prom"
        for n in (1, 2):
            said = CliRunner().invoke(
                app,
                [
                    "--library",
                    str(own_sample),
                    "ingest",
                    str(tmp_path / "a.txt"),
                    "--metrics-file",
                    str(file),
                ],
            )
            assert said.exit_code == 0, said.stderr
            found = samples(file.read_text())
            assert found["newsdesk_ingest_runs_total:ok"] == n
            assert found["newsdesk_ingest_articles_total:new"] == 1
            assert found["newsdesk_ingest_articles_total:known"] == n - 1
            assert found["newsdesk_library_articles"] == 47
        assert [path.name for path in tmp_path.glob("newsdesk.prom*")] == ["newsdesk.prom"]

    def test_a_failure_is_told_and_the_last_success_stays(self, own_sample: Path, tmp_path: Path) -> None:
        file = tmp_path / "newsdesk.prom"
        metrics = IngestMetrics()
        metrics.ended(_report(), datetime(2026, 1, 2, tzinfo=UTC))
        file.write_bytes(metrics.text())
        (tmp_path / "outlets.toml").write_text("no table = ")
        said = CliRunner().invoke(
            app,
            ["--library", str(own_sample), "ingest", "--sample", "--metrics-file", str(file)],
            env={"NEWSDESK_OUTLETS": str(tmp_path / "outlets.toml")},
        )
        assert said.exit_code == 1
        found = samples(file.read_text())
        assert found["newsdesk_ingest_runs_total:failed"] == 1
        assert found["newsdesk_ingest_runs_total:ok"] == 1
        at = datetime(2026, 1, 2, tzinfo=UTC).timestamp()
        assert found["newsdesk_ingest_last_success_timestamp_seconds"] == at

    @pytest.mark.parametrize("held", ["", "not metrics {", 'newsdesk_ingest_runs_total{outcome="x\n', "\0"])
    def test_a_file_that_is_not_ours_adds_nothing(self, held: str, tmp_path: Path) -> None:
        file = tmp_path / "newsdesk.prom"
        file.write_text(held)
        metrics = IngestMetrics()
        metrics.go_on_from(file)
        assert samples(metrics.text().decode())["newsdesk_ingest_runs_total:ok"] == 0

    def test_one_that_cannot_be_written_costs_only_itself(self, own_sample: Path, tmp_path: Path) -> None:
        said = CliRunner().invoke(
            app,
            [
                "--library",
                str(own_sample),
                "ingest",
                "--sample",
                "--metrics-file",
                str(tmp_path / "no" / "f"),
            ],
        )
        assert said.exit_code == 0
        assert "cannot be written" in said.stderr
