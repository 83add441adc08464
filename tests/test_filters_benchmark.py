"""Outlets and days are read in questions as well as the documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.filters import judge, scores


def test_scores_are_over_all_questions_together() -> None:
    found = [
        (frozenset("ab"), frozenset("a")),
        (frozenset(), frozenset("c")),
        (frozenset("d"), frozenset("d")),
    ]
    assert scores(found) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert scores([]) == (0, 0, 0)


@pytest.mark.slow
def test_outlets_and_days_of_real_questions(shared_data: Path) -> None:
    judged = judge(shared_data / "multihop")
    assert scores((one.outlets, one.true_outlets) for one in judged)[2] >= 0.97
    assert scores((one.days, one.true_days) for one in judged)[2] >= 0.90
