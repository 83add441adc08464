"""The alarms shipped: whole, on metrics that there are, each with what to do on the operator's page."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.running.ingest_metrics import IngestMetrics
from bot.slack.serving.metrics import Metrics

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"\bnewsdesk_[a-z_]+")
ALERTS = ROOT / "docs" / "alerts.yml"
PAGE = ROOT / "docs" / "operating.md"


def _names() -> set[str]:
    texts = (IngestMetrics().text(), Metrics().text())
    families = [family for text in texts for family in text_string_to_metric_families(text.decode())]
    samples = {sample.name for family in families for sample in family.samples}
    # Prometheus' own conventions: what labels tell apart has no sample before it was counted.
    counters = {f"{family.name}_total" for family in families if family.type == "counter"}
    return samples | counters | {family.name for family in families}


def _rules() -> list[dict[str, object]]:
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_rule_is_whole() -> None:
    for rule in _rules():
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Newsdesk[A-Za-z]+", str(rule["alert"]))
        assert re.fullmatch(r"\d+[mhd]", str(rule["for"]))
        assert rule["labels"]["severity"] in {"page", "ticket"}  # type: ignore[index]
        assert str(rule["expr"]).count("(") == str(rule["expr"]).count(")")


def test_every_metric_named_exists() -> None:
    named = {name for rule in _rules() for name in NAME.findall(str(rule["expr"]))}
    named |= set(NAME.findall(PAGE.read_text("utf-8")))
    assert named
    assert named - _names() == set()


def test_every_alarm_is_on_the_page_with_its_expression() -> None:
    page = PAGE.read_text("utf-8")
    for rule in _rules():
        assert f"### {rule['alert']}" in page
        assert f"`{rule['expr']}`" in page
        assert f"#{str(rule['alert']).lower()}" in rule["annotations"]["runbook"]  # type: ignore[index]
    told = set(re.findall(r"^### (Newsdesk\w+)", page, re.MULTILINE))
    assert told == {rule["alert"] for rule in _rules()}
