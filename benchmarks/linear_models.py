"""Linear models small enough to read, and the folds that show what they are worth on questions not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FOLDS = 10

Matrix = NDArray[np.float64]


class Group(NamedTuple):
    """The candidates of one question: features, shape (candidates, features), and which are right."""

    features: Matrix
    right: NDArray[np.bool_]


class Fitted(NamedTuple):
    """Weights of the features as they come, not scaled."""

    weights: Matrix
    bias: float = 0.0


def fit_listwise(groups: Sequence[Group], penalty: float, steps: int = 400, rate: float = 0.05) -> Fitted:
    """Maximise the summed share of the right candidates, with an L2 penalty on scaled weights."""
    groups = [g for g in groups if g.right.any()]
    rows, right = np.vstack([g.features for g in groups]), np.concatenate([g.right for g in groups])
    sizes = [len(g.right) for g in groups]
    first_rows, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(groups)), sizes)
    spread = rows.std(0) + 1e-9
    scaled = rows / spread
    value = np.zeros(len(spread))
    first, second = np.zeros_like(value), np.zeros_like(value)
    for step in range(1, steps + 1):
        scores = scaled @ value
        share = _within(np.exp(scores - np.maximum.reduceat(scores, first_rows)[of]), first_rows, of)
        slope = (penalty * value + scaled.T @ (share - _within(share * right, first_rows, of))) / len(groups)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        value -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return Fitted(value / spread)


def _within(values: Matrix, first_rows: NDArray[np.int64], of: NDArray[np.int64]) -> Matrix:
    """Values as shares of their group's sum."""
    shares: Matrix = values / (np.add.reduceat(values, first_rows)[of] + 1e-300)
    return shares


def fit_logistic(features: Matrix, right: NDArray[np.bool_], penalty: float, steps: int = 50) -> Fitted:
    """Logistic regression by Newton's method, with an L2 penalty on scaled weights, not on the bias."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    penalties = np.append(np.full(features.shape[1], penalty), 1e-6)
    value = np.zeros(scaled.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-scaled @ value))
        slope = scaled.T @ (chance - right) + penalties * value
        curve = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(penalties)
        value -= np.linalg.solve(curve, slope)
    plain = value[:-1] / spread
    return Fitted(plain, float(value[-1] - plain @ mean))


def crossed(count: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """Folds as (indexes fitted on, indexes held out)."""
    order = np.random.default_rng(seed).permutation(count)
    return [
        (
            [int(i) for k in range(FOLDS) if k != fold for i in order[k::FOLDS]],
            [int(i) for i in order[fold::FOLDS]],
        )
        for fold in range(FOLDS)
    ]


def chance(features: Matrix, model: Fitted) -> Matrix:
    """What a logistic model says of each row of features."""
    chances: Matrix = 1 / (1 + np.exp(-(features @ model.weights + model.bias)))
    return chances


def softmax(scores: Matrix) -> Matrix:
    """Scores as shares that sum to 1."""
    raised = np.exp(scores - scores.max())
    shares: Matrix = raised / raised.sum()
    return shares
