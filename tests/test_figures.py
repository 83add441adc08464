"""The figures in the pages are those that were measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.report import PAGES, updated


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_show_the_results_as_written_by_the_benchmarks(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert updated(text) == text
