"""How calibration is measured, and that the models fitted find what is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import calibration_error, reliability
from benchmarks.linear_models import Group, chance, crossed, fit_listwise, fit_logistic


def test_a_confidence_that_holds_has_no_error() -> None:
    stated = np.array([0.25] * 4 + [0.75] * 4)
    right = np.array([True, False, False, False, True, True, True, False])
    assert calibration_error(stated, right) == pytest.approx(0.0)
    assert [(one.questions, one.right) for one in reliability(stated, right)] == [(4, 0.25), (4, 0.75)]
    assert calibration_error(stated, ~right) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_question_is_in_one_bin(rows: list[tuple[float, bool]]) -> None:
    stated, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    table = reliability(stated, right)
    assert sum(one.questions for one in table) == len(rows)
    assert 0.0 <= calibration_error(stated, right) <= 1.0
    assert sum(one.right * one.questions for one in table) == pytest.approx(right.sum())


def test_the_listwise_fit_finds_the_feature_that_tells() -> None:
    chances = np.random.default_rng(7)
    groups = []
    for _ in range(80):
        features = chances.normal(size=(6, 2))
        groups.append(Group(features, np.arange(6) == features[:, 0].argmax()))
    telling, idle = fit_listwise(groups, penalty=1.0).weights
    assert telling > 10 * abs(idle)


def test_the_logistic_fit_is_calibrated_on_what_it_saw() -> None:
    chances = np.random.default_rng(7)
    features = chances.normal(size=(400, 1))
    right = chances.random(400) < 1 / (1 + np.exp(-2 * features[:, 0]))
    model = fit_logistic(features, right, penalty=0.1)
    stated = chance(features, model)
    assert stated.mean() == pytest.approx(right.mean(), abs=0.01)
    assert calibration_error(stated, right) < 0.08


@pytest.mark.parametrize("count", [11, 127])
def test_each_question_is_held_out_once(count: int) -> None:
    folds = crossed(count, seed=0)
    assert sorted(i for _, held in folds for i in held) == list(range(count))
    assert all(set(fitted).isdisjoint(held) for fitted, held in folds)
