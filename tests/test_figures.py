"""The figures in the pages are those that were measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.report import PAGES, updated
from benchmarks.scale import needs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_show_the_results_as_written_by_the_benchmarks(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert updated(text) == text


def test_what_much_needs_is_in_proportion() -> None:
    growth = {
        "made": {
            "1000": {"passages": 1000, "bytes": {"newsdesk.sqlite3": 1, "words": 1, "vectors": 1}},
            "20000": {"passages": 20_000, "bytes": {"newsdesk.sqlite3": 80, "words": 20, "vectors": 10}},
        },
        "warm": {
            "20000": {
                "vectors, processor": {"p50, ms": 40.0},
                "question, processor": {"p50, ms": 340.0},
            }
        },
    }
    peers = {"articles": 50, "peers": {"newsdesk": {"passages": 400, "processor seconds an article": 0.36}}}
    found = needs(10_000, growth, peers)
    assert (found.passages, found.database, found.words, found.vectors) == (80_000, 320, 80, 40)
    assert found.core_hours == 1
    assert round(found.vector_seconds, 6) == 0.16
    assert round(found.question_seconds, 6) == 0.3
